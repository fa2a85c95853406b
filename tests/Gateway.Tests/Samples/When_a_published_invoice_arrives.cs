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

    private static Reading Read(string name)
    {
        var file = Path.Combine(Corpus, "ubl", name);
        Assert.SkipUnless(File.Exists(file), $"{name} is not at hand");
        return Repository.Known.Messages.Single(guide => guide.Id == "enterprise/ubl/invoice/2.1:INVOICE").Guideline
            .Read(File.ReadAllBytes(file), ReadLimits.Default);
    }
}
