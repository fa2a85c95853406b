namespace Gateway.Reconciliation;

/// <summary>One side of a journal. Exactly one of debit and credit is more than zero.</summary>
/// <param name="Account">One of <see cref="Accounts"/>.</param>
/// <param name="Debit">Left side.</param>
/// <param name="Credit">Right side.</param>
public sealed record Posting(string Account, Money Debit, Money Credit)
{
    /// <summary>A debit.</summary>
    public static Posting Dr(string account, Money amount) => new(account, amount, new Money(0, amount.Currency));

    /// <summary>A credit.</summary>
    public static Posting Cr(string account, Money amount) => new(account, new Money(0, amount.Currency), amount);
}

/// <summary>Postings that belong together and balance in every currency. Never changed; a correction is another journal.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Kind"><c>assessment</c> or <c>payment</c>.</param>
/// <param name="Cause">What caused it; one cause of a kind has one journal.</param>
/// <param name="Reason">Reason codes, joined by <c>+</c>.</param>
/// <param name="Rule">Rules that placed the money, joined by <c>+</c>.</param>
/// <param name="Postings">Its sides.</param>
/// <param name="RuleSet">Version of the rules; empty where no rule decided.</param>
public sealed record Journal(Guid Id, string Kind, string Cause, string Reason, string Rule, IReadOnlyList<Posting> Postings, string RuleSet = "");

/// <summary>Names of the accounts.</summary>
public static class Accounts
{
    /// <summary>Asset: a tax debt.</summary>
    public static string Debt(Guid obligation) => $"OBL:{obligation}";

    /// <summary>Income: what was assessed of a tax.</summary>
    public static string Assessed(string taxItem) => $"ASSESSED:{taxItem}";

    /// <summary>Asset: what a bank confirmed and no statement has shown yet.</summary>
    public static string Claim(string bank) => $"CLAIM:{bank}";

    /// <summary>Liability: paid beyond a debt.</summary>
    public static string Overpaid(string payer) => $"OVERPAID:{payer}";

    /// <summary>Liability: the payer is known, the debt is not.</summary>
    public static string Unapplied(string payer) => $"UNAPPLIED:{payer}";

    /// <summary>Liability: nobody knows whose it is.</summary>
    public static string Suspense(string bank) => $"SUSPENSE:{bank}";
}
