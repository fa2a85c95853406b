using Gateway.Payments;
using Xunit;

namespace Gateway.Tests.Payments;

public sealed class When_a_debit_order_is_built
{
    private static readonly string Reference = CreditorReference.Make("900000000001");

    private static Tree Declaration()
    {
        var declaration = new Tree("declaration").With("direction", "IM").With("number", "10500000001").With("procedure", "A11").With("office", "47NB");
        return declaration.With("registered", "2026-11-23T23:30:00+07:00").Set("importer/id", "0301234567").Set("importer/name", "Công ty An Bình");
    }

    private static DebitRequest Request(params long[] amounts) => new(
        "order-1", Reference, "0301234567", "7111", "KBNN", [.. amounts.Select((amount, index) => new DebitLine($"{1901 + index}", new Money(amount, "VND")))],
        new DateTimeOffset(2026, 11, 24, 0, 10, 0, TimeSpan.FromHours(7)));

    private static Tree Standing() => new Tree("partner").With("password", "secret").Set("payer/chapter", "755").Set("account/number", "100200")
        .Set("item/taxKind", "1").Set("voucher/number", "never");

    [Fact]
    public void It_says_what_to_debit_and_what_for()
    {
        var (order, findings) = DebitOrder.Build(Declaration(), Request(100, 200), Standing());
        Assert.Empty(findings);
        Assert.Equal(
            [Reference, $"{Reference} 10500000001", "300", "VND", "2026-11-24", "0301234567", "Công ty An Bình", "755", "100200"],
            new[] { "voucher/number", "text", "total", "currency", "voucher/date", "payer/id", "payer/name", "payer/chapter", "account/number" }.Select(order.Value));
        var item = Assert.Single(order.All("item"));
        Assert.Equal(["10500000001", "A11", "47NB", "2026", "2026-11-23", "1"], new[] { "number", "procedure", "office", "year", "registered", "taxKind" }.Select(item.Value));
        Assert.Equal([("1901", "100"), ("1902", "200")], item.All("line").Select(line => (line.Value("item"), line.Value("amount"))));
    }

    [Fact]
    public void A_bank_that_echoes_it_is_understood()
    {
        var (order, _) = DebitOrder.Build(Declaration(), Request(100, 200), Standing());
        var (payment, findings) = order.Set("transaction", "TX-9").Set("voucher/number", "0000017").Read();
        Assert.Empty(findings);
        Assert.Equal((Reference, new Money(300, "VND"), "10500000001"), (payment!.Reference, payment.Amount, payment.Items[0].Base));
    }

    [Fact]
    public void A_confirmation_that_echoes_it_finds_the_reference_in_text_and_voucher()
    {
        var (order, _) = DebitOrder.Build(Declaration(), Request(1), Standing());
        Assert.Equal(Reference, CreditorReference.FindIn(order.Value("text")));
        Assert.True(order.Value("voucher/number")!.Length <= ElementTable.Of("order")!.Find("voucher/number")!.Max);
    }

    [Fact]
    public void What_is_no_part_of_an_order_stays_out_of_it() =>
        Assert.Null(DebitOrder.Build(Declaration(), Request(1), Standing()).Order.Child("password"));

    [Fact]
    public void A_name_that_is_not_the_payers_is_not_given() =>
        Assert.Null(DebitOrder.Build(Declaration().Set("importer/id", "0399"), Request(1), Standing()).Order.Value("payer/name"));

    [Fact]
    public void What_cannot_be_ordered_is_found()
    {
        var codes = (DebitRequest request, Tree declaration) => DebitOrder.Build(declaration, request, Standing()).Findings.Select(finding => finding.Code);
        Assert.Contains("ORD-TOTAL", codes(Request(), Declaration()));
        Assert.Contains("ORD-AMOUNT", codes(Request(0), Declaration()));
        Assert.Contains("ORD-TOTAL", codes(Request(long.MaxValue, 1), Declaration()));
        Assert.Contains("ORD-NUMBER", codes(Request(1), Declaration().Set("number", "1")));
        Assert.Contains("ORD-REFERENCE", codes(Request(1) with { Reference = "RF00900000000001" }, Declaration()));
        Assert.Contains("ORD-LENGTH", codes(Request(1) with { Reference = CreditorReference.Make("123456789012345678901") }, Declaration()));
        Assert.Contains("ORD-CURRENCY", codes(Request(1) with { Lines = [new("1", new Money(1, "VND")), new("2", new Money(1, "USD"))] }, Declaration()));
    }
}
