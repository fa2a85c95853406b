using Gateway.Reconciliation;
using Xunit;

namespace Gateway.Tests.Reconciliation;

public sealed class When_the_books_are_checked
{
    private readonly Books _books = new();

    private IEnumerable<string> Codes() => Ledger.Check(_books.Journals, _books.Placed, _books.Obligations).Select(finding => finding.Code);

    private void Settled()
    {
        _books.Owe("10500000001", "1901", 100);
        _books.Pay(Books.Money("TX-1", 100, items: Books.For("10500000001", ("1901", 100))));
        Assert.Empty(Codes());
    }

    [Fact]
    public void An_assessment_debits_the_debt_and_credits_the_tax()
    {
        var duty = _books.Owe("10500000001", "1901", 100);
        var journal = Assert.Single(_books.Journals);
        Assert.Equal([Posting.Dr($"OBL:{duty.Id}", duty.Amount), Posting.Cr("ASSESSED:1901", duty.Amount)], journal.Postings);
        Assert.Equal(("assessment", "900000000001/1901"), (journal.Kind, journal.Cause));
    }

    [Fact]
    public void A_journal_out_of_balance_is_found()
    {
        Settled();
        _books.Journals[0] = _books.Journals[0] with { Postings = [_books.Journals[0].Postings[0]] };
        Assert.Equal(["LED-I1", "LED-I1"], Codes());
    }

    [Fact]
    public void Currencies_balance_each_on_its_own()
    {
        Settled();
        var mixed = _books.Journals[0].Postings[1] with { Debit = new Money(0, "USD"), Credit = new Money(100, "USD") };
        _books.Journals[0] = _books.Journals[0] with { Postings = [_books.Journals[0].Postings[0], mixed] };
        Assert.Equal(4, Codes().Count(code => code == "LED-I1"));
    }

    [Fact]
    public void A_posting_on_both_sides_or_none_is_found()
    {
        Settled();
        var both = new Posting("X", new Money(1, "VND"), new Money(1, "VND"));
        _books.Journals[0] = _books.Journals[0] with { Postings = [.. _books.Journals[0].Postings, both] };
        Assert.Equal(["LED-POSTING"], Codes());
    }

    [Fact]
    public void A_payment_not_placed_whole_is_found()
    {
        Settled();
        _books.Placed[0] = _books.Placed[0] with { Match = _books.Placed[0].Match with { Placements = [] } };
        Assert.Equal(["LED-I3"], Codes());
    }

    [Fact]
    public void A_debt_paid_twice_is_found()
    {
        Settled();
        var twice = _books.Placed[0] with { Payment = _books.Placed[0].Payment with { Transaction = "TX-2" } };
        _books.Placed.Add(twice);
        Assert.Equal(["LED-I4"], Codes());
    }

    [Fact]
    public void A_cause_with_two_journals_is_found()
    {
        Settled();
        _books.Journals.Add(_books.Journals[1] with { Id = _books.NewId() });
        Assert.Equal(["LED-I5"], Codes());
    }

    [Fact]
    public void Balances_add_up_by_account()
    {
        Settled();
        Assert.Equal(
            [("ASSESSED:1901", -100m), ("CLAIM:bank", 100m), ($"OBL:{_books.Obligations[0].Id}", 0m)],
            Ledger.Balances(_books.Journals).Select(balance => (balance.Account, balance.Net)));
    }
}
