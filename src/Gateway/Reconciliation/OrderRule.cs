using Gateway.Payments;

namespace Gateway.Reconciliation;

/// <summary>P1: our own reference, the payer, and exactly what is open of the order.</summary>
internal static class OrderRule
{
    /// <summary>Settles every debt of the order, or does nothing.</summary>
    internal static bool Apply(Payment payment, DebitOrderRef order, IReadOnlyList<OpenItem> named, Placing placing)
    {
        var open = named.Sum(item => (decimal)placing.OpenOf(item));
        var payer = Payers.Same(payment.Payer, order.Payer) && named.All(item => Payers.Same(payment.Payer, item.Obligation.Payer));
        var elsewhere = Matching.Stated(payment).Except(named.Select(item => item.Obligation.Number.Base)).Any();
        if (!payer || elsewhere || named.Count != order.Obligations.Distinct().Count() || open != payment.Amount.Minor)
        {
            return false;
        }

        Evidence[] evidence =
        [
            Matching.Same("reference", payment.Reference, order.Reference),
            new("payer", payment.Payer, order.Payer, "equal", true),
            new("amount", payment.Amount.ToText(), payment.Amount.ToText(), "equal", true),
            Matching.Same("currency", payment.Amount.Currency, placing.Currency),
        ];
        foreach (var item in named)
        {
            placing.Allocate(item, placing.OpenOf(item), "P1", "R1_ORDER_EXACT", evidence);
        }

        return true;
    }
}

/// <summary>Compares tax codes as people write them: separators and case do not count.</summary>
internal static class Payers
{
    internal static bool Same(string left, string right) => Key(left) is { Length: > 0 } key && key == Key(right);

    private static string Key(string payer) => string.Concat(payer.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
}
