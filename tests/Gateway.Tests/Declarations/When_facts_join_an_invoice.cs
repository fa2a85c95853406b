using Gateway.Declarations;
using Xunit;

namespace Gateway.Tests.Declarations;

public sealed class When_facts_join_an_invoice
{
    private static Tree Invoice()
    {
        var invoice = new Tree("declaration").With("reference", "INV-1");
        invoice.Set("invoice/total", "30.00", "/Invoice/Total").Set("invoice/currency", "USD");
        invoice.Add(new Tree("goods")).With("number", "1").With("description", "Tea").With("amount", "10.00");
        invoice.Add(new Tree("goods")).With("number", "2").With("description", "Coffee").With("amount", "20.00");
        return invoice;
    }

    private static Tree Line(string number, string noun, string text) => new Tree("goods").With("number", number).With(noun, text);

    private static Tree FactsOf(params Tree[] children)
    {
        var facts = new Tree("declaration");
        foreach (var child in children)
        {
            facts.Add(child);
        }

        return facts;
    }

    [Fact]
    public void Each_line_gets_its_own_facts_marked_as_such()
    {
        var (declaration, findings) = Facts.Join(Invoice(), FactsOf(Line("2", "hs", "090111"), Line("01", "hs", "090210"), new Tree("office", "47NB", "row 3")));
        Assert.Empty(findings);
        Assert.Equal(["090210", "090111"], declaration.All("goods").Select(goods => goods.Value("hs")));
        Assert.Equal("facts:goods[2]/hs", declaration.Goods(2).Child("hs")!.Source);
        Assert.Equal("facts:row 3", declaration.Child("office")!.Source);
    }

    [Fact]
    public void The_invoice_itself_is_not_changed()
    {
        var invoice = Invoice();
        Facts.Join(invoice, FactsOf(new Tree("office", "47NB")));
        Assert.Null(invoice.Child("office"));
    }

    [Fact]
    public void A_fact_for_a_line_that_does_not_exist_is_found()
    {
        var (_, findings) = Facts.Join(Invoice(), FactsOf(Line("1", "hs", "090210"), Line("2", "hs", "090111"), Line("3", "hs", "090111")));
        var finding = Assert.Single(findings);
        Assert.Equal(("DEC-FACT-NO-LINE", "goods[3]/number"), (finding.Code, finding.Pointer));
    }

    [Fact]
    public void A_line_without_facts_is_found()
    {
        var (_, findings) = Facts.Join(Invoice(), FactsOf(Line("1", "hs", "090210")));
        var finding = Assert.Single(findings);
        Assert.Equal(("DEC-FACT-NONE", "goods[2]", Severity.Warning), (finding.Code, finding.Pointer, finding.Severity));
    }

    [Fact]
    public void A_value_that_contradicts_is_found_and_the_invoice_keeps_its_word()
    {
        var facts = FactsOf(Line("1", "amount", "11"), Line("2", "hs", "090111")).Set("invoice/total", "31");
        var (declaration, findings) = Facts.Join(Invoice(), facts);
        Assert.Equal(["goods[1]/amount", "invoice/total"], findings.Select(finding => finding.Pointer).Order());
        Assert.All(findings, finding => Assert.Equal("DEC-FACT-CONTRADICTS", finding.Code));
        Assert.Equal("30.00", declaration.Value("invoice/total"));
    }

    [Fact]
    public void The_same_number_written_otherwise_does_not_contradict()
    {
        var (_, findings) = Facts.Join(Invoice(), FactsOf(Line("1", "amount", "10"), Line("2", "amount", "20.0")).Set("invoice/total", "30"));
        Assert.Empty(findings);
    }

    [Fact]
    public void Facts_given_twice_and_facts_without_a_number_are_found()
    {
        var (_, findings) = Facts.Join(Invoice(), FactsOf(
            Line("1", "hs", "090210"), Line("1", "hs", "090220"), Line("2", "hs", "090111"), new Tree("goods").With("hs", "1")));
        Assert.Equal([("DEC-FACT-TWICE", "goods[2]/number"), ("DEC-FACT-NUMBERLESS", "goods[4]/number")], findings.Select(finding => (finding.Code, finding.Pointer)));
    }

    [Fact]
    public void Lists_of_both_sides_are_united()
    {
        var invoice = Invoice();
        invoice.Add(new Tree("container")).With("number", "CSQU3054383");
        var first = new Tree("container").With("number", "CSQU3054383");
        var second = new Tree("container").With("number", "MSKU1234565");
        var (declaration, _) = Facts.Join(invoice, FactsOf(first, second));
        Assert.Equal(["CSQU3054383", "MSKU1234565"], declaration.All("container").Select(container => container.Value("number")));
    }

    private static Tree Named(params string[] ids)
    {
        var invoice = new Tree("declaration");
        foreach (var id in ids)
        {
            invoice.Add(new Tree("goods")).With("lineId", id);
        }

        return invoice;
    }

    [Fact]
    public void A_line_is_numbered_by_its_position_and_keeps_the_identifier_the_invoice_gave_it()
    {
        var (declaration, findings) = Facts.Join(Named("A", "B"), FactsOf(Line("2", "hs", "090111"), new Tree("goods").With("lineId", "A").With("hs", "090210")));
        Assert.Empty(findings);
        Assert.Equal(["1 A 090210", "2 B 090111"], declaration.All("goods").Select(goods => $"{goods.Value("number")} {goods.Value("lineId")} {goods.Value("hs")}"));
        Assert.Equal("position", declaration.Goods(1).Child("number")!.Source);
    }

    [Fact]
    public void A_number_that_is_no_position_names_the_invoices_own_line() =>
        Assert.Equal("090210", Facts.Join(Named("10", "20"), FactsOf(Line("20", "hs", "090210"))).Declaration.Goods(2).Value("hs"));

    [Fact]
    public void A_number_that_could_mean_two_lines_is_not_guessed()
    {
        var (_, findings) = Facts.Join(Named("2", "1"), FactsOf(Line("1", "hs", "090210"), new Tree("goods").With("lineId", "2").With("hs", "090111")));
        Assert.Equal([("DEC-FACT-AMBIGUOUS", "goods[1]/number"), ("DEC-FACT-NONE", "goods[2]")], findings.Select(finding => (finding.Code, finding.Pointer)));
    }

    [Fact]
    public void A_document_that_names_no_lines_is_joined_by_number_whatever_identifier_the_facts_have()
    {
        var invoice = new Tree("declaration");
        invoice.Add(new Tree("goods")).With("number", "1");
        invoice.Add(new Tree("goods")).With("number", "2");
        var (declaration, findings) = Facts.Join(invoice, FactsOf(
            new Tree("goods").With("number", "1").With("lineId", "A").With("hs", "090111"), new Tree("goods").With("number", "2").With("lineId", "B").With("hs", "090210")));
        Assert.Empty(findings);
        Assert.Equal(["090111", "090210"], declaration.All("goods").Select(goods => goods.Value("hs")));
    }
}
