using Gateway.Payments;

namespace Gateway.Reconciliation;

/// <summary>
/// P3, P3b and P10: the declaration's number (or the order our reference names) and the payer. The open part is settled, the rest is
/// over-payment; where everything was settled before, all of it is. P11 takes what no rule places.
/// </summary>
internal static class DeclarationRule
{
    /// <summary>A part of the payment with what it is said to be for.</summary>
    private sealed record Part(IReadOnlyList<string> Numbers, string TaxItem, decimal Amount);

    /// <summary>Places the whole payment.</summary>
    internal static void Apply(Payment payment, DebitOrderRef? order, IReadOnlyList<OpenItem> named, Placing placing)
    {
        foreach (var part in Parts(payment))
        {
            var targets = part.Numbers.Count > 0
                ? part.Numbers.SelectMany(number => placing.Items.Where(item => item.Obligation.Number.Base == number)).ToList()
                : named;
            Place(payment, order, part with { Amount = Math.Min(part.Amount, placing.Left) }, targets, placing);
        }
    }

    private static IEnumerable<Part> Parts(Payment payment)
    {
        if (!payment.Items.Any(item => item.Lines.Count > 0))
        {
            // No amounts: the declarations are served in the order the payer listed them.
            return [new Part(Matching.Stated(payment), "", payment.Amount.Minor)];
        }

        return from item in payment.Items
               from line in item.Lines
               where line.Amount.Minor > 0
               group line by (item.Base, line.TaxItem) into lines
               select new Part(lines.Key.Base.Length > 0 ? [lines.Key.Base] : [], lines.Key.TaxItem, lines.Sum(line => (decimal)line.Amount.Minor));
    }

    private static void Place(Payment payment, DebitOrderRef? order, Part part, IReadOnlyList<OpenItem> targets, Placing placing)
    {
        var own = targets.Where(item => Payers.Same(payment.Payer, item.Obligation.Payer)).ToList();
        var fitting = own.Where(item => part.TaxItem.Length == 0 || part.TaxItem == item.Obligation.TaxItem).ToList();
        if (fitting.Count == 0)
        {
            var reason = targets.Count == 0 ? "R11_PAYER_ONLY" : own.Count == 0 ? "R11_OTHER_PAYER" : "R11_TAX_ITEM";
            placing.SetAside((long)part.Amount, reason, Tried(payment, part, targets, own));
            return;
        }

        var before = fitting.Sum(item => (decimal)placing.OpenAtFirst(item));
        var over = part.Amount > before;
        var (rule, code) = over ? ("P3b", "R3_OVER") : ("P3", "R3_DECL_PAYER");
        var left = (long)part.Amount;
        foreach (var item in fitting)
        {
            var amount = Math.Min(left, placing.OpenOf(item));
            placing.Allocate(item, amount, rule, code, Found(payment, order, part, item, before));
            left -= amount;
        }

        // Settled by another payment: a second transfer. Settled by a part of this one: an over-payment.
        placing.Overpay(left, before == 0 ? "P10" : "P3b", before == 0 ? "R10_DUP_PAYMENT" : "R3_OVER", Found(payment, order, part, fitting[0], before));
    }

    private static List<Evidence> Found(Payment payment, DebitOrderRef? order, Part part, OpenItem item, decimal open)
    {
        var evidence = new List<Evidence>();
        if (order is not null)
        {
            evidence.Add(Matching.Same("reference", payment.Reference, order.Reference));
        }

        if (part.Numbers.Count > 0)
        {
            var stated = payment.Items.First(paid => paid.Base == item.Obligation.Number.Base).Number;
            evidence.Add(new Evidence("number", stated, item.Obligation.Number.ToString(), "same 11 digits", true));
        }

        evidence.Add(new Evidence("payer", payment.Payer, item.Obligation.Payer, "equal", true));
        if (part.TaxItem.Length > 0)
        {
            evidence.Add(Matching.Same("taxItem", part.TaxItem, item.Obligation.TaxItem));
        }

        var amount = new Money((long)part.Amount, payment.Amount.Currency);
        evidence.Add(new Evidence("amount", amount.ToText(), Text(open, payment.Amount.Currency), part.Amount > open ? "more than" : "at most", true));
        return evidence;
    }

    // What is open of many debts together may not fit into money.
    private static string Text(decimal minor, string currency) =>
        minor <= long.MaxValue ? new Money((long)minor, currency).ToText() : $"{minor:0} smallest units";

    private static List<Evidence> Tried(Payment payment, Part part, IReadOnlyList<OpenItem> targets, IReadOnlyList<OpenItem> own)
    {
        var numbers = string.Join(' ', part.Numbers);
        var found = string.Join(' ', targets.Select(item => item.Obligation.Number.Base).Distinct());
        var evidence = new List<Evidence> { Matching.Same("number", numbers, found) };
        if (targets.Count > 0)
        {
            evidence.Add(new Evidence("payer", payment.Payer, targets[0].Obligation.Payer, "equal", own.Count > 0));
        }

        if (own.Count > 0)
        {
            evidence.Add(Matching.Same("taxItem", part.TaxItem, string.Join(' ', own.Select(item => item.Obligation.TaxItem).Distinct())));
        }

        return evidence;
    }
}
