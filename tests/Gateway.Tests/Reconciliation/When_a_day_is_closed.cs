using Gateway.Reconciliation;
using Xunit;

namespace Gateway.Tests.Reconciliation;

public sealed class When_a_day_is_closed
{
    private static Tree Request(params Tree[] transactions)
    {
        var request = new Tree("statement").With("bank", "01201001").With("day", "2026-11-23");
        foreach (var transaction in transactions)
        {
            request.Add(transaction);
        }

        return request;
    }

    private static Tree Listed(string id, long amount, string number = "105000000010", string item = "1901")
    {
        var transaction = new Tree("transaction").With("id", id).With("currency", "VND").With("total", amount == long.MaxValue ? $"{amount}" : $"{amount}.0000").With("text", "kept as it came");
        transaction.Add(new Tree("item")).With("number", number).Add(new Tree("line")).With("item", item).With("amount", $"{amount}");
        return transaction;
    }

    private static DayPayment Own(string id, long amount, bool cancelled = false) =>
        new(Books.Money(id, amount, items: Books.For("10500000001", ("1901", amount))), "ACC-" + id, cancelled);

    private static string[] Results(DayAnswer answer) =>
        [.. answer.Answer.All("transaction").Select(transaction => $"{transaction.Value("id")} {transaction.Value("result")}")];

    [Fact]
    public void A_day_both_sides_know_agrees_to_the_unit()
    {
        var answer = DayClose.Compare(Request(Listed("A", 100), Listed("B", 200)), [Own("B", 200), Own("A", 100)]);
        Assert.True(answer.Agrees);
        Assert.Equal(["A matched", "B matched"], Results(answer));
        Assert.Equal(new DayTotal("VND", 300, 300), Assert.Single(answer.Totals));
        Assert.Equal(2, answer.Counts["matched"]);
        Assert.Equal(("statement", "01201001", "2026-11-23"), (answer.Answer.Name, answer.Answer.Value("bank"), answer.Answer.Value("day")));
    }

    [Fact]
    public void Every_transaction_is_echoed_as_it_came()
    {
        var request = Request(Listed("A", 100).With("result", "stale"));
        var echo = Assert.Single(DayClose.Compare(request, [Own("A", 100)]).Answer.All("transaction"));
        Assert.Equal(["id", "currency", "total", "text", "item", "result"], echo.Children.Select(child => child.Name));
        Assert.Equal("stale", request.Child("transaction")!.Value("result"));
    }

    [Fact]
    public void What_only_one_side_has_is_named()
    {
        var answer = DayClose.Compare(Request(Listed("A", 100)), [Own("C", 50), Own("B", 200)]);
        Assert.False(answer.Agrees);
        Assert.Equal(["A only-at-bank", "B only-at-customs", "C only-at-customs"], Results(answer));
        Assert.Equal(["REC-ONLY-AT-BANK", "REC-ONLY-AT-CUSTOMS", "REC-ONLY-AT-CUSTOMS"], answer.Findings.Select(finding => finding.Code));
        var ours = answer.Answer.All("transaction").ElementAt(1);
        Assert.Equal(("ACC-B", "200", "1901"), (ours.Value("acceptance/number"), ours.Value("total"), ours.Value("item/line/item")));
        Assert.Empty(Shape.Check(answer.Answer, ElementTable.Of("statement")!, "STM"));
    }

    [Fact]
    public void Equal_sums_of_different_transactions_do_not_agree() =>
        Assert.False(DayClose.Compare(Request(Listed("A", 100)), [Own("B", 100)]).Agrees);

    [Fact]
    public void Another_amount_another_currency_and_other_lines_differ()
    {
        var dollars = Listed("B", 200).Set("currency", "USD");
        var answer = DayClose.Compare(
            Request(Listed("A", 101), dollars, Listed("C", 300, item: "1702"), Listed("D", 400, number: "10500000009")),
            [Own("A", 100), Own("B", 200), Own("C", 300), Own("D", 400)]);
        Assert.All(Results(answer), result => Assert.EndsWith("amount-differs", result, StringComparison.Ordinal));
        Assert.Equal(["REC-AMOUNT-DIFFERS", "REC-AMOUNT-DIFFERS", "REC-LINES-DIFFER", "REC-LINES-DIFFER"], answer.Findings.Select(finding => finding.Code));
    }

    [Fact]
    public void A_transaction_taken_back_on_our_side_is_named_when_the_bank_lists_it()
    {
        Assert.Equal(["A cancelled-on-one-side"], Results(DayClose.Compare(Request(Listed("A", 100)), [Own("A", 100, cancelled: true)])));
        var agreed = DayClose.Compare(Request(), [Own("A", 100, cancelled: true)]);
        Assert.True(agreed.Agrees);
    }

    [Fact]
    public void A_transaction_listed_twice_is_flagged()
    {
        var answer = DayClose.Compare(Request(Listed("A", 100), Listed("A", 100)), [Own("A", 100)]);
        Assert.Equal(["A matched", "A only-at-bank"], Results(answer));
        Assert.Equal(("REC-TWICE", "transaction[2]/id"), (Assert.Single(answer.Findings).Code, answer.Findings[0].Pointer));
        Assert.Equal(new DayTotal("VND", 200, 100), Assert.Single(answer.Totals));
    }

    [Fact]
    public void What_cannot_be_read_is_flagged_and_answered()
    {
        var nameless = Listed("A", 1);
        nameless.Remove(nameless.Child("id")!);
        var answer = DayClose.Compare(Request(nameless, Listed("B", 100).Set("total", "100.5")).Set("day", "23/11/2026"), [Own("B", 100)]);
        Assert.Equal([" only-at-bank", "B amount-differs"], Results(answer));
        Assert.Equal(["REC-DAY", "REC-NO-ID", "REC-AMOUNT", "REC-AMOUNT-DIFFERS"], answer.Findings.Select(finding => finding.Code));
    }

    [Fact]
    public void A_quiet_day_agrees() => Assert.True(DayClose.Compare(Request(), []).Agrees);

    [Fact]
    public void Sums_beyond_any_amount_do_not_overflow()
    {
        var answer = DayClose.Compare(Request(Listed("A", long.MaxValue), Listed("B", long.MaxValue)), [Own("A", long.MaxValue), Own("B", long.MaxValue)]);
        Assert.True(answer.Agrees);
        Assert.Equal(2m * long.MaxValue, Assert.Single(answer.Totals).AtBank);
    }
}
