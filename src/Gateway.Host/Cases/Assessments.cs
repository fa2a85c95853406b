using Gateway.Host.Declarations;
using Gateway.Host.Exchange;
using Gateway.Host.Reconciliation;
using Gateway.Host.Taxes;
using Gateway.Reconciliation;
using Gateway.Taxes;

namespace Gateway.Host.Cases;

/// <summary>Opens the obligations of a tax notice and books them.</summary>
public sealed class Assessments(LedgerStore ledger, Keys keys)
{
    /// <summary>Opens them; <c>null</c> when done, else the trouble.</summary>
    public async Task<string?> OpenAsync(Case @case, Tree notice)
    {
        ArgumentNullException.ThrowIfNull(@case);
        var (obligations, findings) = TaxNotice.Open(notice, @case.Declaration, keys.Next);
        if (findings.FirstOrDefault(finding => finding.Severity == Severity.Error) is { } error)
        {
            return error.ToString();
        }

        foreach (var obligation in obligations)
        {
            if (await ObligationStore.IsOtherwiseAsync(@case, obligation).ConfigureAwait(false))
            {
                return $"EXC-STATEMENT-TAKEN {obligation.Statement}/{obligation.TaxItem} is open with other content";
            }
        }

        await DeclarationStore.KeepAsync(@case, notice).ConfigureAwait(false);
        foreach (var obligation in obligations)
        {
            if (await ObligationStore.OpenAsync(@case, obligation).ConfigureAwait(false))
            {
                await ledger.PostAsync(@case.Work, Assessment.Open(obligation, keys.Next()), @case.Declaration, @case.Now).ConfigureAwait(false);
            }
        }

        return null;
    }
}
