using Gateway.Payments;
using Gateway.Reconciliation;
using Gateway.Taxes;
using Xunit;

namespace Gateway.Tests.Reconciliation;

/// <summary>A small set of books kept in memory, as the gateway keeps them in its database.</summary>
internal sealed class Books
{
    internal const string Payer = "0301234567";
    internal static readonly DateTimeOffset ReceivedAt = new(2026, 11, 23, 3, 0, 0, TimeSpan.Zero);
    private int _ids;

    internal List<Obligation> Obligations { get; } = [];

    internal List<Journal> Journals { get; } = [];

    internal List<Placed> Placed { get; } = [];

    internal Guid NewId() => new(++_ids, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    internal Obligation Owe(string number, string item, long amount, string statement = "900000000001", string payer = Payer)
    {
        var obligation = new Obligation(
            NewId(), new Guid(1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0), new DeclarationNumber(number, 0), statement, item, new Money(amount, "VND"), payer, "7111", "");
        Obligations.Add(obligation);
        Journals.Add(Assessment.Open(obligation, NewId()));
        return obligation;
    }

    internal Match Pay(Payment payment, DebitOrderRef? order = null, bool payerKnown = false)
    {
        var match = Matching.Match(payment, Open, order, payerKnown, "VND", NewId());
        Journals.Add(match.Journal);
        Placed.Add(new Placed(payment, match));
        return match;
    }

    internal IReadOnlyList<OpenItem> Open => Ledger.Open(Obligations, Placed.Select(item => item.Match));

    internal long OpenOf(Obligation obligation) => Open.Single(item => item.Obligation.Id == obligation.Id).Open.Minor;

    internal void AssertSound() => Assert.Empty(Ledger.Check(Journals, Placed, Obligations));

    internal static DebitOrderRef OrderOf(params Obligation[] obligations) => new(
        CreditorReference.Make(obligations[0].Statement), obligations[0].Payer,
        new Money(obligations.Sum(obligation => obligation.Amount.Minor), "VND"), [.. obligations.Select(obligation => obligation.Id)]);

    internal static Payment Money(string transaction, long amount, string reference = "", string payer = Payer, string currency = "VND", params PaidItem[] items) =>
        new("bank", transaction, reference, payer, new Money(amount, currency), new DateOnly(2026, 11, 23), ReceivedAt, items);

    internal static PaidItem For(string number, params (string Item, long Amount)[] lines) =>
        new(number, [.. lines.Select(line => new PaidLine(line.Item, new Money(line.Amount, "VND")))]);
}
