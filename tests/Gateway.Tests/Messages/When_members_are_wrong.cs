using System.Text;
using Gateway.Messages;
using Xunit;

namespace Gateway.Tests.Messages;

/// <summary>Wrong JSON messages are findings by JSON pointer and line, and cost no more than the limits say.</summary>
public sealed class When_members_are_wrong
{
    private static readonly ReadLimits Small = new(MaxBytes: 20_000, MaxDepth: 8, MaxNodes: 500);

    private static readonly Folder Family = Folder.Json(
        "R\n  a = reference\n  n = invoice/total number\n  f = transport/containerised flag\n  g\n    b = office\n  l* = goods\n    h = hs",
        "R group 0 1 1\nR/a text 10 1 1\nR/n decimal 20 0 1\nR/f flag 5 0 1\nR/g group 0 0 1\nR/g/b text 10 0 1\nR/l group 0 0 3\nR/l/h digits 12 1 1",
        more: "\"recognise\": {\"R/a\": \"*\"}");

    private const string Good = "{\"a\":\"r\",\"n\":1.50,\"f\":true,\"g\":{\"b\":\"o\"},\n\"l\":[{\"h\":\"0101\"},{\"h\":\"0102\"}]}";

    private static string[] Found(string message, ReadLimits? limits = null) =>
        [.. Family.Guideline().Read(Encoding.UTF8.GetBytes(message), limits ?? Small).Findings.Select(finding => $"{finding.Code} {finding.Path} {finding.Line}")];

    [Fact]
    public void The_message_they_are_made_from_is_good() => Assert.Empty(Found(Good));

    [Theory]
    [InlineData("", "TXT-EMPTY  0")]
    [InlineData("<R/>", "JSON-NOT-WELL-FORMED  1")]
    [InlineData("[]", "JSON-SHAPE  1")]
    [InlineData("{\"a\":\"r\"", "JSON-NOT-WELL-FORMED  1")]
    [InlineData("{\"a\":\"r\"} x", "JSON-NOT-WELL-FORMED  1")]
    [InlineData("{\"a\":\"r\",\n\"a\":\"s\"}", "JSON-DUPLICATE  2")]
    [InlineData("{\"a\":\"\\ud800\"}", "TXT-ENCODING  1")]
    [InlineData("{\"a\":\"x\\u0000\"}", "TXT-CONTROL /a 1")]
    [InlineData("{}", "JSON-REQUIRED /a 1")]
    [InlineData("{\"a\":12}", "JSON-TYPE /a 1")]
    [InlineData("{\"a\":\"r\",\"n\":\"1\"}", "JSON-TYPE /n 1")]
    [InlineData("{\"a\":\"r\",\"n\":1e5}", "JSON-TYPE /n 1")]
    [InlineData("{\"a\":\"r\",\"f\":1}", "JSON-TYPE /f 1")]
    [InlineData("{\"a\":\"12345678901\"}", "JSON-LENGTH /a 1")]
    [InlineData("{\"a\":\"r\",\"g\":[]}", "JSON-SHAPE /g 1")]
    [InlineData("{\"a\":\"r\",\"g\":\"x\"}", "JSON-SHAPE /g 1")]
    [InlineData("{\"a\":\"r\",\"l\":{\"h\":\"1\"}}", "JSON-SHAPE /l 1")]
    [InlineData("{\"a\":\"r\",\"l\":[\n\"x\"]}", "JSON-SHAPE /l/0 2")]
    [InlineData("{\"a\":\"r\",\"l\":[[]]}", "JSON-SHAPE /l/0 1")]
    [InlineData("{\"a\":\"r\",\"l\":[{\"h\":\"1\"},{\"h\":\"2\"},{\"h\":\"3\"},{\"h\":\"4\"}]}", "JSON-OCCURS /l/3 1")]
    [InlineData("{\"a\":\"r\",\"l\":[{\"h\":\"1\"},\n{\"h\":\"x\"}]}", "JSON-TYPE /l/1/h 2")]
    [InlineData("{\"a\":\"r\",\"z/~\":1}", "JSON-UNKNOWN /z~1~0 1")]
    public void The_refusal_names_the_member(string message, string finding) => Assert.Equal(finding, Found(message)[0]);

    [Fact]
    public void Ten_thousand_levels_stop_at_the_limit()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 10_000)) + "1" + new string('}', 10_000);
        var reading = Family.Guideline().Read(Encoding.UTF8.GetBytes(deep), Small with { MaxBytes = 1_000_000 });
        Assert.Equal(["JSON-DEPTH"], reading.Findings.Select(finding => finding.Code));
        Assert.InRange(reading.Counts.Nodes, 1, 10);
    }

    [Fact]
    public void A_million_values_stop_at_the_limit()
    {
        var reading = Family.Guideline().Read(Encoding.UTF8.GetBytes("{\"l\":[" + string.Concat(Enumerable.Repeat("1,", 1_000_000)) + "1]}"), Small with { MaxBytes = 10_000_000 });
        Assert.Equal(["JSON-NODES"], reading.Findings.Select(finding => finding.Code));
        Assert.Equal(501, reading.Counts.Nodes);
    }

    [Fact]
    public void A_huge_text_is_measured_and_not_printed()
    {
        var finding = Assert.Single(Family.Guideline().Read(Encoding.UTF8.GetBytes($"{{\"a\":\"{new string('x', 5_000_000)}\"}}"), ReadLimits.Default).Findings, each => each.Code == "JSON-LENGTH");
        Assert.InRange(finding.Message.Length, 1, 200);
    }

    [Fact]
    public void A_message_over_the_limit_is_not_looked_at() => Assert.Equal(["SIZE-LIMIT  0"], Found(Good + new string(' ', 30_000)));

    [Fact]
    public void Garbled_members_are_refused_or_read() => Garble.Often(Family, Encoding.UTF8.GetBytes(Good));
}
