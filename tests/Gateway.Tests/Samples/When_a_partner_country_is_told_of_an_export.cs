using Xunit;

namespace Gateway.Tests.Samples;

/// <summary>The document for the partner country needs 15 published items; each that is missing is named, none is invented.</summary>
public sealed class When_a_partner_country_is_told_of_an_export
{
    private static readonly Sample Document = Sample.All.Single(sample => sample.Guide.Id == "asean/asw/acdd/own-1:ACDD");

    [Theory]
    [InlineData("exporter/id")]
    [InlineData("exporter/name")]
    [InlineData("consignee/name")]
    [InlineData("consignee/address/line")]
    [InlineData("consignee/address/city")]
    [InlineData("consignee/address/country")]
    [InlineData("agent/id")]
    [InlineData("agent/name")]
    [InlineData("transport/departure")]
    [InlineData("goods/hs")]
    [InlineData("goods/quantity")]
    [InlineData("goods/quantityUnit")]
    [InlineData("goods/origin")]
    [InlineData("transport/mode")]
    [InlineData("unloading/code")]
    [InlineData("goods/number")]
    [InlineData("number")]
    public void A_missing_item_is_named(string noun)
    {
        var declaration = Document.Read();
        var parent = noun.LastIndexOf('/') is var cut && cut > 0 ? declaration.At(noun[..cut])! : declaration;
        parent.Remove(parent.Child(noun[(cut + 1)..])!);

        var writing = Document.Guide.Guideline.On(Document.Day).Write(declaration, Document.Envelope, Document.Partner);

        Assert.False(writing.Ok);
        Assert.Equal([noun.Replace("goods/", "goods[1]/", StringComparison.Ordinal)], writing.Findings.Select(finding => finding.Pointer));
    }

    [Fact]
    public void An_empty_declaration_lacks_them_all()
    {
        var writing = Document.Guide.Guideline.On(Document.Day).Write(new Tree("declaration"), Document.Envelope, Document.Partner);
        Assert.False(writing.Ok);
        string[] missing =
        [
            "agent/name", "agent/id", "transport/mode", "exporter/name", "exporter/id", "consignee/address/city", "consignee/address/country",
            "consignee/address/line", "consignee/name", "goods", "transport/departure", "unloading/code", "reference", "number",
        ];
        Assert.Equal(missing.Order(), writing.Findings.Select(finding => finding.Pointer).Order());
    }
}
