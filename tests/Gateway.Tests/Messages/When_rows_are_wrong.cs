using System.Text;
using Gateway.Messages;
using Xunit;

namespace Gateway.Tests.Messages;

/// <summary>Wrong rows are findings by section, row and column, and cost no more than the limits say.</summary>
public sealed class When_rows_are_wrong
{
    private static readonly ReadLimits Small = new(MaxBytes: 20_000, MaxNodes: 500);

    private const string Map = "D\n  f\n    a = reference\n    d = planned date yyyy-MM-dd\n  l* = goods\n    n = number number\n    t = description\n    m = netMass number";

    private const string Table = "D group 0 1 1\nD/f group 0 1 1\nD/f/a text 10 1 1\nD/f/d date 10 0 1\nD/l group 0 1 3\nD/l/n integer 5 1 1\nD/l/t text 10 0 1\nD/l/m decimal 9 0 1";

    private static readonly Folder Family = Folder.Delimited(Map, Table, more: "\"recognise\": {\"D/f/a\": \"*\"}");

    private const string Good = "[f]\r\nfield,value\r\na,r\r\nd,2026-11-23\r\n[l]\r\nn,t,m\r\n1,x,1.50\r\n2,\"y, z\",\r\n";

    private static string[] Found(string message, ReadLimits? limits = null) =>
        [.. Family.Guideline().Read(Encoding.UTF8.GetBytes(message), limits ?? Small).Findings.Select(finding => $"{finding.Code} {finding.Path} {finding.Line}")];

    [Fact]
    public void The_message_they_are_made_from_is_good() => Assert.Empty(Found(Good));

    [Theory]
    [InlineData("", "TXT-EMPTY  0")]
    [InlineData("\r\n\r\n", "DLM-SECTION  0")]
    [InlineData("<D/>", "DLM-SECTION  1")]
    [InlineData("n,t,m\n1,x,1\n", "DLM-SECTION  1")]
    [InlineData("[f]\nfield,value\na,r\n[l]\nn,t,m\n1,\"x,1\n", "DLM-QUOTE l!B2 6")]
    [InlineData("[f]\nfield,value\na,r\n[l]\nn,t,m\n1,a\"b,1\n", "DLM-QUOTE l!B2 6")]
    [InlineData("[f]\nfield,value\na,r\n[l]\nn,t,m\n1,\"a\"b,1\n", "DLM-QUOTE l!B2 6")]
    [InlineData("[f]\nfield,value\na,r\n[l]\nn,t,m\n1,x\n", "DLM-WIDTH l!C2 6")]
    [InlineData("[f]\nfield,value\na,r\n[l]\nn,t,m\n1,x,1,9\n", "DLM-WIDTH l!D2 6")]
    [InlineData("[f]\nfield,value\na,r\nd\n[l]\nn,t,m\n1,x,1\n", "DLM-WIDTH f!B3 4")]
    [InlineData("[f]\nfield,help\na,r\n[l]\nn,t,m\n1,x,1\n", "DLM-COLUMNS f!1 2")]
    [InlineData("[f]\nfield,value,text\na,r,\n[l]\nn,t,m\n1,x,1\n", "DLM-COLUMN f!C1 2")]
    [InlineData("[f]\n[l]\nn,t,m\n1,x,1\n", "DLM-COLUMNS f 0")]
    [InlineData("[f]\nfield,value\na,r\nz,1\n[l]\nn,t,m\n1,x,1\n", "DLM-COLUMN f!B3 4")]
    [InlineData("[f]\nfield,value\na,r\na,s\n[l]\nn,t,m\n1,x,1\n", "DLM-COLUMN f!B3 4")]
    [InlineData("[f]\nfield,value\na,r\n[l]\nt,m\nx,1\n", "DLM-COLUMNS l!1 5")]
    [InlineData("[f]\nfield,value\na,r\n[l]\nn,n,m\n1,2,1\n", "DLM-COLUMN l!B2 6")]
    [InlineData("[f]\nfield,value\na,r\n[l]\nn,,m\n1,2,1\n", "DLM-COLUMN l!B2 6")]
    [InlineData("[f]\nfield,value\na,r\n[l]\nn,t,m\n,x,1\n", "DLM-REQUIRED l!A2 6")]
    [InlineData("[f]\nfield,value\na,\n[l]\nn,t,m\n1,x,1\n", "DLM-REQUIRED f!B2 3")]
    [InlineData("[f]\nfield,value\n[l]\nn,t,m\n1,x,1\n", "DLM-REQUIRED f/a 1")]
    [InlineData("[f]\nfield,value\na,r\n[l]\nn,t,m\n", "DLM-REQUIRED l 0")]
    [InlineData("[f]\nfield,value\na,r\n[l]\nn,t,m\n1,,\n2,,\n3,,\n4,,\n", "DLM-OCCURS l!5 9")]
    [InlineData("[f]\nfield,value\na,r\n[l]\nn,t,m\n1,12345678901,1\n", "DLM-LENGTH l!B2 6")]
    [InlineData("[f]\nfield,value\na,r\n[l]\nn,t,m\n1,x,\"1,5\"\n", "DLM-TYPE l!C2 6")]
    [InlineData("[f]\nfield,value\na,r\nd,23/11/2026\n[l]\nn,t,m\n1,x,1\n", "DLM-TYPE f!B3 4")]
    [InlineData("[f]\nfield,value\na,r\n[l]\nn,t,m\n1,x,1\n[z]\nq\n1\n", "DLM-SECTION z 7")]
    [InlineData("[f]\nfield,value\na,r\n[l]\nn,t,m\n1,x,1\n[f]\nfield,value\n", "DLM-SECTION f 7")]
    [InlineData("[f]\nfield,value\na,r\n[l]\nn,t,m\n1,x\0,1\n", "TXT-CONTROL l!B2 6")]
    public void The_refusal_names_the_place(string message, string finding) => Assert.Equal([finding], Found(message));

    [Fact]
    public void All_findings_come_at_once() =>
        Assert.Equal(
            ["DLM-REQUIRED f/a 1", "DLM-TYPE f!B2 3", "DLM-REQUIRED l!A2 6", "DLM-LENGTH l!B2 6", "DLM-TYPE l!C3 7"],
            Found("[f]\nfield,value\nd,soon\n[l]\nn,t,m\n,12345678901,\n2,x,much\n"));

    [Fact]
    public void An_unknown_column_is_said_once_whatever_the_number_of_rows() =>
        Assert.Equal(["DLM-COLUMN l!D2 6"], Found("[f]\nfield,value\na,r\n[l]\nn,t,m,z\n1,x,1,q\n2,x,1,q\n3,x,1,q\n"));

    [Fact]
    public void Other_encodings_are_refused_by_name()
    {
        var guideline = Family.Guideline();
        Assert.Equal(["TXT-ENCODING"], guideline.Read(Encoding.Latin1.GetBytes(Good + "3,\u00e9,\r\n"), Small).Findings.Select(finding => finding.Code));
        Assert.Equal(["TXT-ENCODING"], guideline.Read((byte[])[.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Good)], Small).Findings.Select(finding => finding.Code));
        Assert.Empty(guideline.Read((byte[])[.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(Good)], Small).Findings);
    }

    [Fact]
    public void A_cell_too_large_stops_the_reading_where_it_stands() =>
        Assert.Equal("DLM-QUOTE l!B2 6", Found($"[f]\nfield,value\na,r\n[l]\nn,t,m\n1,\"{new string('x', 40_000)}\",1\n2,x,1\n", ReadLimits.Default)[0]);

    [Fact]
    public void A_million_cells_in_a_row_are_not_read() =>
        Assert.Equal("DLM-QUOTE f!SS1 2", Found("[f]\n" + new string(',', 1_000_000), ReadLimits.Default)[0]);

    [Fact]
    public void A_million_rows_stop_at_the_limit()
    {
        var reading = Family.Guideline().Read(Encoding.UTF8.GetBytes("[f]\nfield,value\na,r\n[l]\nn,t,m\n" + string.Concat(Enumerable.Repeat("1,,\n", 1_000_000))), Small with { MaxBytes = 10_000_000 });
        Assert.Equal(["DLM-NODES"], reading.Findings.Select(finding => finding.Code));
        Assert.Equal(501, reading.Counts.Nodes);
    }

    [Fact]
    public void A_message_over_the_limit_is_not_looked_at() => Assert.Equal(["SIZE-LIMIT  0"], Found(Good + new string(' ', 30_000)));

    [Fact]
    public void Garbled_rows_are_refused_or_read() => Garble.Often(Family, Encoding.UTF8.GetBytes(Good));
}
