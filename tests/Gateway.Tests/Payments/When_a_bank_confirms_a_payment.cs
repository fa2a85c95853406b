using Xunit;

namespace Gateway.Tests.Payments;

public sealed class When_a_bank_confirms_a_payment
{
    /// <summary>Code, pointer, path spoiled, with what.</summary>
    public static TheoryData<string, string, string, string> Faults => new()
    {
        { "PAY-TRANSACTION", "transaction", "transaction", " " },
        { "PAY-TRANSACTION", "transaction", "transaction", "123456789012345678901234567890123456789012345678901" },
        { "PAY-CURRENCY", "currency", "currency", "VNX" },
        { "PAY-CURRENCY", "currency", "currency", "" },
        { "PAY-AMOUNT", "total", "total", "" },
        { "PAY-AMOUNT", "total", "total", "300,0" },
        { "PAY-AMOUNT", "total", "total", "9223372036854775808" },
        { "PAY-AMOUNT", "total", "total", "300.00000000000000000000000000000001" },
        { "PAY-FRACTION", "total", "total", "300.5" },
        { "PAY-NOT-POSITIVE", "total", "total", "0" },
        { "PAY-NOT-POSITIVE", "total", "total", "-300" },
        { "PAY-SUM", "total", "total", "301" },
        { "PAY-LINE-AMOUNT", "item[1]/line[1]/amount", "item/line/amount", "-100" },
        { "PAY-LINE-AMOUNT", "item[1]/line[1]/amount", "item/line/amount", "100.5" },
        { "PAY-LINE-AMOUNT", "item[1]/line[1]/amount", "item/line/amount", "" },
        { "PAY-DATE", "debited", "debited", "2026-02-30" },
        { "PAY-DATE-WINDOW", "debited", "debited", "1926-11-23" },
        { "PAY-DATE-WINDOW", "voucher/date", "voucher/date", "2126-11-23" },
    };

    [Fact]
    public void It_becomes_money_with_its_ties()
    {
        var (payment, findings) = APayment.Document().Read();
        Assert.Empty(findings);
        Assert.NotNull(payment);
        Assert.Equal(
            ("bank", "TX-1", "RF18539007547034", "0301234567", new Money(300, "VND"), new DateOnly(2026, 11, 23)),
            (payment.Bank, payment.Transaction, payment.Reference, payment.Payer, payment.Amount, payment.OccurredOn));
        var item = Assert.Single(payment.Items);
        Assert.Equal(("105000000010", "10500000001", 2), (item.Number, item.Base, item.Lines.Count));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_refuses_it(string code, string pointer, string path, string text)
    {
        var (payment, findings) = APayment.Document().Set(path, text).Read();
        Assert.Null(payment);
        Assert.Contains(findings, finding => finding.Code == code && finding.Pointer == pointer);
    }

    [Fact]
    public void All_faults_are_found_at_once()
    {
        var findings = APayment.Document().Set("transaction", "").Set("total", "0.5").Set("debited", "x").Read().Findings;
        Assert.Equal(["PAY-TRANSACTION", "PAY-FRACTION", "PAY-DATE"], findings.Select(finding => finding.Code));
    }

    [Fact]
    public void The_largest_amount_there_is_is_taken()
    {
        var document = APayment.Document().Set("total", $"{long.MaxValue}");
        document.Remove(document.Child("item")!);
        Assert.Equal(long.MaxValue, document.Read().Payment!.Amount.Minor);
    }

    [Fact]
    public void Lines_beyond_any_amount_are_added_up_without_overflow()
    {
        var document = APayment.Document().Set("total", $"{long.MaxValue}");
        foreach (var line in document.Child("item")!.All("line"))
        {
            line.Set("amount", $"{long.MaxValue}");
        }

        Assert.Equal("PAY-SUM", Assert.Single(document.Read().Findings).Code);
    }

    [Fact]
    public void Two_different_references_decide_nothing()
    {
        var (payment, findings) = APayment.Document().Set("voucher/number", "RF712348231").Read();
        Assert.Equal("", payment!.Reference);
        Assert.Equal(("PAY-REFERENCE", Severity.Warning), (Assert.Single(findings).Code, findings[0].Severity));
    }

    [Fact]
    public void A_day_that_has_not_come_is_taken_and_shown()
    {
        var (payment, findings) = APayment.Document().Set("debited", "2026-11-30").Read();
        Assert.NotNull(payment);
        Assert.Equal("PAY-DATE-AHEAD", Assert.Single(findings).Code);
    }

    [Fact]
    public void Foreign_money_is_read_in_its_own_amounts()
    {
        var document = APayment.Document().Set("currency", "USD").Set("rate", "25000").Set("total", "12.00");
        document.Child("item")!.All("line").First().Set("amount", "100000").Set("foreign", "4.00");
        document.Child("item")!.All("line").Last().Set("amount", "200000").Set("foreign", "8.00");
        Assert.Equal([400L, 800L], document.Read().Payment!.Items[0].Lines.Select(line => line.Amount.Minor));
        Assert.Equal("PAY-CURRENCY-UNCLEAR", Assert.Single(document.Set("total", "300000").Read().Findings).Code);
    }

    [Theory]
    [InlineData("1O5OOOOOOOI", "10500000001")]
    [InlineData("1050-0000-0010", "10500000001")]
    [InlineData("9999999999", "")]
    [InlineData("N/A", "")]
    [InlineData("", "")]
    public void A_declaration_number_is_read_as_people_write_it(string text, string number) =>
        Assert.Equal(number, APayment.Document().Set("item/number", text).Read().Payment!.Items[0].Base);

    [Theory]
    [InlineData("1000.0000", 1000L)]
    [InlineData("1000", 1000L)]
    [InlineData("-5", -5L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("9223372036854775808", null)]
    [InlineData("-9223372036854775808", null)]
    [InlineData("1000.5", null)]
    [InlineData("1 000", null)]
    [InlineData("1e3", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Whole_money_is_read_exactly_or_not_at_all(string? text, long? minor) =>
        Assert.Equal(minor, Money.TryParse(text, "VND", out var money) ? money.Minor : null);

    [Fact]
    public void Money_reads_back_what_it_writes()
    {
        var random = new Random(11);
        foreach (var currency in new[] { "VND", "USD", "KWD" })
        {
            for (var i = 0; i < 3000; i++)
            {
                var money = new Money(random.NextInt64(long.MinValue + 1, long.MaxValue) >> random.Next(63), currency);
                Assert.True(Money.TryParse(money.ToText(), currency, out var again), money.ToText());
                Assert.Equal(money, again);
            }
        }
    }
}
