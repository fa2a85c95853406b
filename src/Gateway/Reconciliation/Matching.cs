using Gateway.Payments;

namespace Gateway.Reconciliation;

/// <summary>
/// Places a payment. A debt is only ever credited when two identifiers that do not follow from each other agree: a reference or a
/// declaration number, and the payer. Whatever is left over is set aside with a reason; nothing is dropped and nothing is guessed.
/// </summary>
public static class Matching
{
    /// <summary>Version of these rules. Another version may decide otherwise and has another name.</summary>
    public const string RuleSet = "2026-1";

    /// <summary>
    /// The same payment and the same books give the same match. Payments of one debt are to be taken in order of day, bank and transaction
    /// (<see cref="Order"/>), so that batch and online agree.
    /// </summary>
    /// <param name="payment">The money.</param>
    /// <param name="candidates">Debts of the declarations and of the order it names, settled ones included.</param>
    /// <param name="order">The order its reference names, where there is one.</param>
    /// <param name="payerKnown">Whether its payer is on record; a payer of a candidate always is.</param>
    /// <param name="currency">The currency the debts are booked in.</param>
    /// <param name="journal">Id of the journal to make.</param>
    public static Match Match(
        Payment payment, IReadOnlyList<OpenItem> candidates, DebitOrderRef? order, bool payerKnown, string currency, Guid journal)
    {
        ArgumentNullException.ThrowIfNull(payment);
        ArgumentNullException.ThrowIfNull(candidates);
        var placing = new Placing(payment, candidates, payerKnown, currency);
        if (payment.Amount.Minor <= 0)
        {
            throw new ArgumentException("a payment is more than nothing", nameof(payment));
        }

        if (payment.Amount.Currency != currency)
        {
            placing.Suspend(payment.Amount.Minor, "R12_CURRENCY", [Same("currency", payment.Amount.Currency, currency)]);
            return placing.Finish(journal);
        }

        var named = NamedBy(order, payment, placing);
        if (named is not null && Contradicts(payment, named) is { } contradiction)
        {
            placing.SetAside(payment.Amount.Minor, "R11_CONTRADICTION", [Same("reference", payment.Reference, order!.Reference), contradiction]);
        }
        else if (named is null || !OrderRule.Apply(payment, order!, named, placing))
        {
            DeclarationRule.Apply(payment, named is null ? null : order, named ?? [], placing);
        }

        return placing.Finish(journal);
    }

    /// <summary>The order in which payments are taken.</summary>
    public static IOrderedEnumerable<Payment> Order(IEnumerable<Payment> payments) =>
        payments.OrderBy(payment => payment.OccurredOn).ThenBy(payment => payment.Bank, StringComparer.Ordinal).ThenBy(payment => payment.Transaction, StringComparer.Ordinal);

    /// <summary>A comparison for equality.</summary>
    internal static Evidence Same(string field, string left, string right) => new(field, left, right, "equal", left.Length > 0 && left == right);

    // What the order names, when the reference is the order's.
    private static IReadOnlyList<OpenItem>? NamedBy(DebitOrderRef? order, Payment payment, Placing placing) =>
        order is null || payment.Reference.Length == 0 || payment.Reference != order.Reference
            ? null
            : placing.Items.Where(item => order.Obligations.Contains(item.Obligation.Id)).ToList();

    // A reference and declaration numbers that name different things decide nothing together.
    private static Evidence? Contradicts(Payment payment, IReadOnlyList<OpenItem> named)
    {
        var stated = Stated(payment);
        var ordered = named.Select(item => item.Obligation.Number.Base).Distinct().ToList();
        return stated.Count > 0 && !stated.Intersect(ordered).Any() ? Same("number", string.Join(' ', stated), string.Join(' ', ordered)) : null;
    }

    /// <summary>The declaration numbers the payer stated.</summary>
    internal static IReadOnlyList<string> Stated(Payment payment) =>
        payment.Items.Select(item => item.Base).Where(number => number.Length > 0).Distinct().ToList();
}
