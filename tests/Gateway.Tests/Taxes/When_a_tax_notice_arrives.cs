using Gateway.Taxes;
using Xunit;

namespace Gateway.Tests.Taxes;

public sealed class When_a_tax_notice_arrives
{
    /// <summary>Code, pointer, path spoiled, with what.</summary>
    public static TheoryData<string, string, string, string> Faults => new()
    {
        { "TAX-STATEMENT", "statement", "statement", "" },
        { "TAX-PAYER", "payer/id", "payer/id", "" },
        { "TAX-NUMBER", "number", "number", "105000001" },
        { "TAX-CURRENCY", "currency", "currency", "USD" },
        { "TAX-TOTAL", "total/payable", "total/payable", "20000501" },
        { "TAX-TOTAL", "total/payable", "total/payable", "" },
        { "TAX-TOTAL", "total/amount", "total/amount", "1" },
        { "TAX-TOTAL", "total/exempt", "total/exempt", "1" },
        { "TAX-AMOUNT", "total/payable", "total/payable", "20000500.5" },
        { "TAX-PAYABLE", "line[1]/payable", "line/payable", "11999999" },
        { "TAX-PAYABLE", "line[1]/payable", "line/exempt", "1" },
        { "TAX-AMOUNT", "line[1]/payable", "line/payable", "12000000.5" },
        { "TAX-AMOUNT", "line[1]/amount", "line/amount", "-12000000" },
        { "TAX-AMOUNT", "line[1]/amount", "line/amount", "9223372036854775808" },
        { "TAX-AMOUNT", "line[1]/amount", "line/amount", "12.000.000" },
        { "TAX-AMOUNT", "line[1]/amount", "line/amount", "" },
        { "TAX-ITEM", "line[1]/item", "line/item", "" },
        { "TAX-ITEM-TWICE", "line[2]/item", "line/item", "1702" },
    };

    [Fact]
    public void Every_line_opens_an_obligation_of_its_own()
    {
        var (obligations, findings) = TaxNotice.Open(ANotice.Usual(), ANotice.Declaration, ANotice.Ids());
        Assert.Empty(findings);
        Assert.Equal([("1901", 12_000_000L), ("1702", 8_000_500L)], obligations.Select(obligation => (obligation.TaxItem, obligation.Amount.Minor)));
        var first = obligations[0];
        Assert.Equal(
            ("900000000001", "0301234567", "7111.2663", "Thuế nhập khẩu", new DeclarationNumber("10500000001", 0), ANotice.Declaration),
            (first.Statement, first.Payer, first.Treasury, first.Name, first.Number, first.Declaration));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_refuses_the_whole_notice(string code, string pointer, string path, string text)
    {
        var (obligations, findings) = TaxNotice.Open(ANotice.Usual().Set(path, text), ANotice.Declaration, ANotice.Ids());
        Assert.Empty(obligations);
        Assert.Contains(findings, finding => finding.Code == code && finding.Pointer == pointer);
    }

    [Fact]
    public void A_line_of_zero_opens_nothing()
    {
        var (obligations, findings) = TaxNotice.Open(ANotice.Of(("1901", "", 0), ("1702", "", 5)), ANotice.Declaration, ANotice.Ids());
        Assert.Empty(findings);
        Assert.Equal("1702", Assert.Single(obligations).TaxItem);
    }

    [Fact]
    public void Exempt_and_reduced_parts_are_not_owed()
    {
        var notice = ANotice.Of(("1901", "", 100));
        notice.Line(1).Set("exempt", "30").Set("reduced", "20.0000").Set("payable", "50.0000");
        var (obligations, findings) = TaxNotice.Open(notice.Set("total/exempt", "30").Set("total/payable", "50"), ANotice.Declaration, ANotice.Ids());
        Assert.Empty(findings);
        Assert.Equal(50, Assert.Single(obligations).Amount.Minor);
    }

    [Fact]
    public void A_foreign_currency_beside_its_rate_is_the_rates() =>
        Assert.Empty(TaxNotice.Open(ANotice.Usual().Set("currency", "USD").Set("rate", "25000.00"), ANotice.Declaration, ANotice.Ids()).Findings);

    [Fact]
    public void A_notice_without_lines_is_refused() =>
        Assert.Contains(TaxNotice.Open(ANotice.Of(), ANotice.Declaration, ANotice.Ids()).Findings, finding => finding.Code == "TAX-NO-LINES");

    [Fact]
    public void Totals_beyond_any_amount_are_compared_without_overflow()
    {
        var notice = ANotice.Of(("1901", "", long.MaxValue)).Set("total/amount", "1");
        notice.Add(new Tree("line")).With("item", "1702").With("amount", $"{long.MaxValue}").With("payable", $"{long.MaxValue}");
        Assert.Contains(TaxNotice.Open(notice, ANotice.Declaration, ANotice.Ids()).Findings, finding => finding.Message.Contains("18446744073709551614", StringComparison.Ordinal));
    }

    [Fact]
    public void Totals_given_with_the_channel_are_compared()
    {
        var response = new Tree("response").With("payable", "20000500");
        response.Add(new Tree("taxTotal")).With("name", "Thuế nhập khẩu").With("amount", "12000000");
        response.Add(new Tree("taxTotal")).With("name", "thuế gtgt ").With("amount", "8000500.0");
        response.Add(new Tree("taxTotal")).With("name", "Thuế TTĐB").With("amount", "0");
        Assert.Empty(NoticeComparison.Compare(response, ANotice.Usual()));
    }

    [Fact]
    public void Differences_from_the_totals_are_warnings_that_name_the_tax()
    {
        var response = new Tree("response").With("payable", "20000501");
        response.Add(new Tree("taxTotal")).With("name", "Thuế nhập khẩu").With("amount", "12000001");
        response.Add(new Tree("taxTotal")).With("name", "Thuế TTĐB").With("amount", "7");
        var findings = NoticeComparison.Compare(response, ANotice.Usual());
        Assert.Equal(
            [("TAX-COMPARE-PAYABLE", "payable"), ("TAX-COMPARE-AMOUNT", "taxTotal[1]/amount"), ("TAX-COMPARE-MISSING", "taxTotal[2]"), ("TAX-COMPARE-MISSING", "taxTotal")],
            findings.Select(finding => (finding.Code, finding.Pointer)));
        Assert.All(findings, finding => Assert.Equal(Severity.Warning, finding.Severity));
    }
}
