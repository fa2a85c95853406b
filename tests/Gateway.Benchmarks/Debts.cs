using System.Globalization;
using Gateway.Host.Cases;
using Gateway.Host.Database;
using Gateway.Host.Declarations;
using Gateway.Host.Exchange;
using Gateway.Host.Reconciliation;
using Gateway.Host.Taxes;
using Gateway.Payments;
using Gateway.Reconciliation;
using Gateway.Taxes;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Benchmarks;

/// <summary>A declaration that owes tax.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Reference">The creditor reference of its debit order.</param>
public sealed record Debt(string Number, string Reference);

/// <summary>
/// Brings posted declarations to the state in which a bank's confirmation settles them: numbered, assessed, debit order queued.
/// The gateway's own parts do it, in one durable commit a declaration; only the authority's and the notice's messages are left out.
/// </summary>
public sealed class Debts(IServiceProvider parts)
{
    /// <summary>Who owes, as in the sample.</summary>
    private const string Payer = "9900000016";

    private static readonly (string Item, long Amount)[] Lines = [("1901", 21_928_320), ("1702", 17_420_832)];

    private readonly DurableCommit _commit = parts.GetRequiredService<DurableCommit>();
    private readonly LedgerStore _ledger = parts.GetRequiredService<LedgerStore>();
    private readonly DeclarationStore _declarations = parts.GetRequiredService<DeclarationStore>();
    private readonly CaseFile _file = parts.GetRequiredService<CaseFile>();
    private readonly Keys _keys = parts.GetRequiredService<Keys>();
    private int _last;

    /// <summary>Opens the debt of a declaration.</summary>
    public async Task<Debt> OpenAsync(Guid declaration, CancellationToken cancellation)
    {
        var serial = Interlocked.Increment(ref _last);
        var number = string.Create(CultureInfo.InvariantCulture, $"2{serial:D10}");
        var statement = string.Create(CultureInfo.InvariantCulture, $"8{serial:D10}");
        var row = await _declarations.FindAsync(declaration, cancellation) ?? throw new InvalidOperationException($"declaration {declaration} is gone");
        await _commit.RunAsync(
            $"bench:{number}",
            async work =>
            {
                var @case = new Case(work, row.Id, row.Correlation, row.Enterprise, row.Procedure, _keys.Next(), _keys.Time.GetUtcNow());
                await RegisterAsync(@case, number);
                await AssessAsync(@case, number, statement);
                return "";
            },
            cancellation);
        return new Debt(number, CreditorReference.Make(statement));
    }

    private static async Task RegisterAsync(Case @case, string number)
    {
        _ = DeclarationNumber.TryParse(number, out var parsed);
        await DeclarationStore.NumberAsync(@case, parsed);
        var document = await DeclarationStore.DocumentAsync(@case, "declaration") ?? throw new InvalidOperationException("a declaration without a document");
        await DeclarationStore.KeepAsync(@case, document.Set("number", number).Set("revision", "0"));
    }

    private async Task AssessAsync(Case @case, string number, string statement)
    {
        _ = DeclarationNumber.TryParse(number, out var parsed);
        foreach (var (item, amount) in Lines)
        {
            var obligation = new Obligation(
                _keys.Next(), @case.Declaration, parsed, statement, item, new Money(amount, TaxNotice.BudgetCurrency), Payer, "71110004747", "");
            await ObligationStore.OpenAsync(@case, obligation);
            await _ledger.PostAsync(@case.Work, Assessment.Open(obligation, _keys.Next()), @case.Declaration, @case.Now);
        }

        await _file.RecordAsync(@case, [_file.Happened(@case, EventType.TaxAssessed)]);
    }
}
