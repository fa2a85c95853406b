using Gateway.Taxes;

namespace Gateway.Reconciliation;

/// <summary>Books a debt when it is assessed.</summary>
public static class Assessment
{
    /// <summary>Debits the debt and credits the tax; caused by the notice's statement and tax item.</summary>
    public static Journal Open(Obligation obligation, Guid journal)
    {
        ArgumentNullException.ThrowIfNull(obligation);
        return new Journal(
            journal, "assessment", $"{obligation.Statement}/{obligation.TaxItem}", "R0_ASSESSED", "",
            [Posting.Dr(Accounts.Debt(obligation.Id), obligation.Amount), Posting.Cr(Accounts.Assessed(obligation.TaxItem), obligation.Amount)]);
    }
}
