using System.Text.Json;
using Gateway.Declarations;
using Gateway.Messages;
using Xunit;

namespace Gateway.Tests.Samples;

/// <summary>Invoices as others published them; they lie outside the project and these tests are skipped where they are absent.</summary>
public sealed class When_a_published_invoice_arrives
{
    private static readonly string Corpus = Environment.GetEnvironmentVariable("GATEWAY_CORPUS") is { Length: > 0 } folder
        ? folder
        : Path.Combine(Repository.Root, "..", "shared", "corpus");

    [Theory]
    [InlineData("UBL-Invoice-2.1-Example.xml", 5)]
    [InlineData("BII04-full-core-01.xml", 5)]
    [InlineData("UBL-Invoice-2.0-Example.xml", 1)]
    [InlineData("CENBII-Invoice-maximal.xml", 1)]
    public void Every_element_is_read_or_ignored_by_name(string name, int lines)
    {
        var reading = Read(name);
        Assert.DoesNotContain(reading.Findings, finding => finding.Code is "UNREAD" or "XML-UNKNOWN");
        Assert.Equal(lines, reading.Document!.All("goods").Count());
    }

    [Theory]
    [InlineData("UBL-Invoice-2.1-Example.xml")]
    [InlineData("BII04-full-core-01.xml")]
    public void A_declaration_can_start_from_it(string name)
    {
        var reading = Read(name);
        Assert.True(reading.Ok, string.Join('\n', reading.Findings));
        Assert.Equal(("Salescompany ltd.", "Salescompany ltd."), (reading.Document!.Value("exporter/name"), reading.Document.Value("consignor/name")));
        Assert.Equal("1436.5", reading.Document.Value("invoice/total"));
    }

    /// <summary>What is still wrong is what the invoices say: two take goods back in lines of their own, one is filled with zeros.</summary>
    [Theory]
    [InlineData("UBL-Invoice-2.1-Example.xml", "DEC-QUANTITY goods[2]/quantity, DEC-QUANTITY goods[4]/quantity, DEC-NEGATIVE goods[2]/amount, DEC-NEGATIVE goods[4]/amount")]
    [InlineData("BII04-full-core-01.xml", "DEC-QUANTITY goods[2]/quantity, DEC-QUANTITY goods[4]/quantity, DEC-NEGATIVE goods[2]/amount, DEC-NEGATIVE goods[4]/amount")]
    [InlineData("UBL-Invoice-2.0-Example.xml", "")]
    [InlineData("CENBII-Invoice-maximal.xml", "DEC-QUANTITY goods[1]/quantity")]
    public void With_a_file_of_facts_it_becomes_a_declaration_whose_every_element_names_its_source(string name, string says)
    {
        var reading = Read(name);
        Assert.True(reading.Ok, string.Join('\n', reading.Findings));
        var facts = CanonicalJson.Read(Given(reading.Document!), "declaration", ReadLimits.Default);
        Assert.True(facts.Ok, string.Join('\n', facts.Findings));
        var (declaration, findings) = Facts.Join(reading.Document!, facts.Document!);
        Assert.Empty(findings.Select(finding => finding.ToString()));
        Assert.All(Leaves(declaration), leaf => Assert.False(string.IsNullOrEmpty(leaf.Source), leaf.ToString()));
        var day = DateOnly.ParseExact(declaration.Value("invoice/date")!, "yyyy-MM-dd").AddDays(7);
        var wrong = DeclarationCheck.Check(declaration, day).Where(finding => finding.Severity == Severity.Error).Select(finding => $"{finding.Code} {finding.Pointer}");
        Assert.Equal(says, string.Join(", ", wrong));
    }

    // What an invoice lacks; the amounts of a line are stated only where the invoice has none.
    private static byte[] Given(Tree invoice)
    {
        var goods = invoice.All("goods").Select((line, at) => new Dictionary<string, string>
        {
            ["number"] = $"{at + 1}", ["hs"] = "39269099", ["netMass"] = "1",
        }.Concat(line.Value("origin") is null ? [new("origin", "DK")] : []).ToDictionary());
        var currency = invoice.Value("invoice/currency") ?? invoice.Value("goods/currency");
        return JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object?>
        {
            ["reference"] = "CORPUS-1", ["direction"] = "IM", ["procedure"] = "A11", ["office"] = "47NB", ["packages"] = "1", ["packageUnit"] = "CT",
            ["container"] = new[] { new { number = "CSQU3054383" } }, ["invoice"] = new { currency }, ["goods"] = goods,
        });
    }

    private static IEnumerable<Tree> Leaves(Tree node) => node.Text is not null ? [node] : node.Children.SelectMany(Leaves);

    private static Reading Read(string name)
    {
        var file = Path.Combine(Corpus, "ubl", name);
        Assert.SkipUnless(File.Exists(file), $"{name} is not at hand");
        return Repository.Known.Messages.Single(guide => guide.Id == "enterprise/ubl/invoice/2.1:INVOICE").Guideline
            .Read(File.ReadAllBytes(file), ReadLimits.Default);
    }
}
