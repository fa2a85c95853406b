using System.Text;
using Gateway.Messages;
using Xunit;

namespace Gateway.Tests.Messages;

/// <summary>Wrong interchanges are findings that name the segment, and cost no more than the limits say.</summary>
public sealed class When_segments_are_wrong
{
    private static readonly ReadLimits Small = new(MaxBytes: 20_000, MaxNodes: 500);

    private static readonly Folder Family = Folder.Edifact(
        "  BGM\n    1004 = reference\n  SG1* = goods\n    CST\n      1496 = number number\n    MOA* = . [1]\n      C516\n        5025 = '38'\n        5004 = amount number\n",
        "M/BGM group 0 1 1\nM/BGM/1004 text 10 1 1\nM/SG1 group 0 0 3\nM/SG1/CST group 0 1 1\nM/SG1/CST/1496 digits 5 1 1\nM/SG1/MOA group 0 0 2\nM/SG1/MOA/C516 group 0 1 1\nM/SG1/MOA/C516/5025 code 3 1 1\nM/SG1/MOA/C516/5004 decimal 18 0 1",
        more: "\"recognise\": {\"M/UNH/S009/0065\": \"M\"}");

    private const string Good = "UNB+UNOC:3+ME+YOU+261123:0915+C1'UNH+7+M'BGM+r'CST+1'MOA+38:1.50'CST+2'UNT+6+7'UNZ+1+C1'";

    private static string[] Found(string message, ReadLimits? limits = null) =>
        [.. Family.Guideline().Read(Encoding.Latin1.GetBytes(message), limits ?? Small).Findings.Select(finding => $"{finding.Code} {finding.Path} {finding.Line}")];

    [Fact]
    public void The_message_they_are_made_from_is_good() => Assert.Empty(Found(Good));

    [Theory]
    [InlineData("", "TXT-EMPTY  0")]
    [InlineData("\r\n", "EDI-START  0")]
    [InlineData("<M/>", "EDI-TRUNCATED segment 1 1")]
    [InlineData("{}'", "EDI-START  1")]
    [InlineData("UNA:+.? ", "EDI-UNA UNA 0")]
    [InlineData("UNA::.? 'UNB+UNOC'", "EDI-UNA UNA 0")]
    [InlineData("UNB+UNOC:3+ME+YOU+261123:0915+C1'UNH+7+M'BGM+r", "EDI-TRUNCATED segment 3 3")]
    [InlineData("UNB+UNOC:3+ME+YOU+261123:0915+C1'UNH+7+M'BGM+r?", "EDI-TRUNCATED segment 3 3")]
    [InlineData("UNB+UNOC:3+ME+YOU+261123:0915+C1'UNH+7+M'BGM+r'UNZ+1+C1'", "EDI-TRUNCATED UNT 4")]
    [InlineData("UNB+UNOC:3+ME+YOU+261123:0915+C1'UNH+7+M'BGM+r'UNT+3+7'", "EDI-TRUNCATED UNZ 4")]
    [InlineData("UNB+UNOC:3+ME+YOU+261123:0915+C1'UNH+7+M'BGM+r'UNT+4+7'UNZ+1+C1'", "EDI-COUNT UNT/0074 4")]
    [InlineData("UNB+UNOC:3+ME+YOU+261123:0915+C1'UNH+7+M'BGM+r'UNT+x+7'UNZ+1+C1'", "EDI-COUNT UNT/0074 4")]
    [InlineData("UNB+UNOC:3+ME+YOU+261123:0915+C1'UNH+7+M'BGM+r'UNT+3+8'UNZ+1+C1'", "EDI-REFERENCE UNT/0062 4")]
    [InlineData("UNB+UNOC:3+ME+YOU+261123:0915+C1'UNH+7+M'BGM+r'UNT+3+7'UNZ+2+C1'", "EDI-COUNT UNZ/0036 5")]
    [InlineData("UNB+UNOC:3+ME+YOU+261123:0915+C1'UNH+7+M'BGM+r'UNT+3+7'UNZ+1+C2'", "EDI-REFERENCE UNZ/0020 5")]
    [InlineData("UNB+UNOC:3+ME+YOU+261123:0915+C1'UNG+X'UNH+7+M'BGM+r'UNT+3+7'UNZ+1+C1'", "EDI-GROUP UNG 2")]
    [InlineData("UNB+UNOC:3+ME+YOU+261123:0915+C1'UNH+7+M'BGM+r'UNT+3+7'UNH+8+M'BGM+s'UNT+3+8'UNZ+2+C1'", "EDI-MESSAGES UNH 5")]
    [InlineData("UNB+UNOC:3+ME+YOU+261123:0915+C1'UNH+7+M'BGM+r'UNT+3+7'XYZ+1'UNZ+1+C1'", "EDI-SEGMENT XYZ 5")]
    [InlineData("UNB+UNOC:3+ME+YOU+261123:0915+C1'UNH+7+M'BGM+r'XYZ+1'UNT+4+7'UNZ+1+C1'", "EDI-SEGMENT M/XYZ 4")]
    [InlineData("UNB+UNOC:3+ME+YOU+261123:0915+C1'UNH+7+M'BGM+r'MOA+38:1'UNT+4+7'UNZ+1+C1'", "EDI-SEGMENT M/MOA 4")]
    [InlineData("UNB+UNOC:3+ME+YOU+261123:0915+C1'UNH+7+M'BGM+r'CST+1'BGM+s'UNT+5+7'UNZ+1+C1'", "EDI-SEGMENT M/SG1/BGM 5")]
    [InlineData("UNB+UNOC:3+ME+YOU+261123:0915+C1'UNH+7+M'CST+1'UNT+3+7'UNZ+1+C1'", "EDI-REQUIRED M/BGM 1")]
    [InlineData("UNB+UNOC:3+ME+YOU+261123:0915+C1'UNH+7+M'BGM'UNT+3+7'UNZ+1+C1'", "EDI-REQUIRED M/BGM/1004 3")]
    [InlineData("UNB+UNOC:3+ME+YOU+261123:0915+C1'UNH+7+M'BGM+r+s'UNT+3+7'UNZ+1+C1'", "EDI-ELEMENT M/BGM 3")]
    [InlineData("UNB+UNOC:3+ME+YOU+261123:0915+C1'UNH+7+M'BGM+r:s'UNT+3+7'UNZ+1+C1'", "EDI-ELEMENT M/BGM/1004 3")]
    [InlineData("UNB+UNOC:3+ME+YOU+261123:0915+C1'UNH+7+M'BGM+r'CST+1'MOA+38:1:2'UNT+5+7'UNZ+1+C1'", "EDI-ELEMENT M/SG1/MOA/C516 5")]
    [InlineData("UNB+UNOC:3+ME+YOU+261123:0915+C1'UNH+7+M'BGM+12345678901'UNT+3+7'UNZ+1+C1'", "EDI-LENGTH M/BGM/1004 3")]
    [InlineData("UNB+UNOC:3+ME+YOU+261123:0915+C1'UNH+7+M'BGM+r'CST+one'UNT+4+7'UNZ+1+C1'", "EDI-TYPE M/SG1/CST/1496 4")]
    [InlineData("UNB+UNOC:3+ME+YOU+261123:0915+C1'UNH+7+M'BGM+r'CST+1'CST+2'CST+3'CST+4'UNT+7+7'UNZ+1+C1'", "EDI-OCCURS M/SG1[4] 7")]
    [InlineData("UNB+UNOD:3+ME+YOU+261123:0915+C1'UNH+7+M'BGM+r'UNT+3+7'UNZ+1+C1'", "EDI-CHARSET UNB/S001/0001 1")]
    [InlineData("UNB+UNOB:3+ME+YOU+261123:0915+C1'UNH+7+M'BGM+\u00e9'UNT+3+7'UNZ+1+C1'", "EDI-CHARACTER BGM element 1 3")]
    [InlineData("UNB+UNOC:3+ME+YOU+261123:0915+C1'UNH+7+M'BGM+a\nb'UNT+3+7'UNZ+1+C1'", "EDI-CHARACTER BGM element 1 3")]
    [InlineData("UNB+UNOC:3+ME+YOU+261123:0915+C1'UNH+7+M'BGM+a\0b'UNT+3+7'UNZ+1+C1'", "EDI-CHARACTER BGM element 1 3")]
    [InlineData("UNB+UNOC:3+ME+YOU+261123:0915+C1'UNH+7+N'BGM+r'UNT+3+7'UNZ+1+C1'", "MAP-CONSTANT M/UNH/S009/0065 2")]
    [InlineData("UNB+UNOC:3+ME+YOU+261123:0915+C1'UNH+7+M'BGM+r'CST+1'MOA+39:1'UNT+5+7'UNZ+1+C1'", "UNREAD M/SG1/MOA 5")]
    public void The_refusal_names_the_segment(string message, string finding) => Assert.Equal(finding, Found(message)[0]);

    [Fact]
    public void All_findings_come_at_once() =>
        Assert.Equal(
            ["EDI-COUNT UNT/0074 8", "EDI-SEGMENT M/SG1/ABC 5", "EDI-ELEMENT M/SG1[2]/CST 6", "EDI-REFERENCE UNZ/0020 9", "EDI-LENGTH M/BGM/1004 3", "EDI-TYPE M/SG1/CST/1496 4", "EDI-TYPE M/SG1[2]/MOA/C516/5004 7"],
            Found("UNB+UNOC:3+ME+YOU+261123:0915+C1'UNH+7+M'BGM+12345678901'CST+x'ABC'CST+2+3'MOA+38:much'UNT+9+7'UNZ+1+C9'"));

    [Fact]
    public void A_million_segments_stop_at_the_limit()
    {
        var reading = Family.Guideline().Read(Encoding.Latin1.GetBytes("UNB+UNOC:3+ME+YOU+261123:0915+C1'" + string.Concat(Enumerable.Repeat("CST+1'", 1_000_000))), Small with { MaxBytes = 10_000_000 });
        Assert.False(reading.Ok);
        Assert.Equal(501, reading.Counts.Nodes);
        Assert.Equal(["EDI-NODES"], reading.Findings.Select(finding => finding.Code));
    }

    [Fact]
    public void A_million_components_stop_at_the_limit() =>
        Assert.Equal(["EDI-NODES segment 2 2"], Found("UNB+UNOC:3+ME+YOU+261123:0915+C1'UNH+" + new string(':', 1_000_000) + "'", ReadLimits.Default));

    [Fact]
    public void A_segment_without_an_end_is_refused_once() =>
        Assert.Equal(["EDI-TRUNCATED segment 2 2"], Found("UNB+UNOC:3+ME+YOU+261123:0915+C1'BGM+" + new string('x', 5_000_000), ReadLimits.Default));

    [Fact]
    public void A_message_over_the_limit_is_not_looked_at() => Assert.Equal(["SIZE-LIMIT  0"], Found(Good + new string(' ', 30_000)));

    [Fact]
    public void Garbled_segments_are_refused_or_read() => Garble.Often(Family, Encoding.Latin1.GetBytes(Good));
}
