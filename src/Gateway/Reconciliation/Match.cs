using Gateway.Taxes;

namespace Gateway.Reconciliation;

/// <summary>A debt a payment may be for, settled ones included.</summary>
/// <param name="Obligation">The debt.</param>
/// <param name="Open">What of it is not paid yet; zero when settled.</param>
public sealed record OpenItem(Obligation Obligation, Money Open);

/// <summary>The debit order a payment's reference names.</summary>
/// <param name="Reference">Its creditor reference.</param>
/// <param name="Payer">Tax code of who was to be debited.</param>
/// <param name="Amount">How much was ordered.</param>
/// <param name="Obligations">What it was to settle.</param>
public sealed record DebitOrderRef(string Reference, string Payer, Money Amount, IReadOnlyList<Guid> Obligations);

/// <summary>Where a part of a payment went.</summary>
public enum Disposition
{
    /// <summary>To a debt.</summary>
    Allocated,

    /// <summary>Set aside: the debt is smaller, or settled already.</summary>
    Overpaid,

    /// <summary>Kept for a known payer.</summary>
    Unapplied,

    /// <summary>Kept for nobody known yet.</summary>
    Suspense,
}

/// <summary>One comparison a rule made.</summary>
/// <param name="Field">What was compared: reference, number, payer, taxItem, amount, currency.</param>
/// <param name="Left">As the payment says.</param>
/// <param name="Right">As the books say.</param>
/// <param name="Comparator">equal, at most, more than.</param>
/// <param name="Agrees">The outcome.</param>
public sealed record Evidence(string Field, string Left, string Right, string Comparator, bool Agrees);

/// <summary>A part of a payment, where it went and why.</summary>
/// <param name="Disposition">Where to.</param>
/// <param name="Obligation">The debt, when allocated.</param>
/// <param name="Amount">How much, more than zero.</param>
/// <param name="Rule">P1, P3, P3b, P10 or P11.</param>
/// <param name="Reason">Stable reason code.</param>
/// <param name="Evidence">What the rule compared.</param>
public sealed record Placement(
    Disposition Disposition, Guid? Obligation, Money Amount, string Rule, string Reason, IReadOnlyList<Evidence> Evidence);

/// <summary>A payment placed to the last unit.</summary>
/// <param name="Placements">Its parts; they add up to the payment.</param>
/// <param name="Journal">The same in double entry.</param>
/// <param name="Settled">Debts this payment brought to zero.</param>
/// <param name="RuleSet">Version of the rules that decided.</param>
public sealed record Match(IReadOnlyList<Placement> Placements, Journal Journal, IReadOnlyList<Guid> Settled, string RuleSet)
{
    /// <summary>How much of the payment went one way.</summary>
    public long Total(Disposition disposition) =>
        Placements.Where(placement => placement.Disposition == disposition).Sum(placement => placement.Amount.Minor);
}
