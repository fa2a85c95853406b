using System.Text;
using Gateway.Messages;
using Xunit;

namespace Gateway.Tests.Messages;

/// <summary>Wrong bytes are findings that name the place, never exceptions, and cost no more than the limits say.</summary>
public sealed class When_the_bytes_are_wrong
{
    private static readonly ReadLimits Small = new(MaxBytes: 20_000, MaxDepth: 8, MaxNodes: 500, MaxAttributes: 4);

    private static readonly Guideline Xml = Folder.Xml(
        "R\n  A = reference\n  N = invoice/total money VND\n  L* = goods\n    H = hs",
        "R group 0 1 1\nR/A text 10 1 1\nR/N decimal 20 0 1\nR/L group 0 0 3\nR/L/H digits 12 1 1").Guideline();

    private static readonly Guideline Fixed = Folder.Fixed(
        "M\n  header\n    JOB = 'IDA'\n    ignore USER theirs\n  A = reference\n  I = packages\n  W = notes\n  lines* = goods [2]\n    H = hs\n    F = grossMass",
        "A A 4 M\nI I 4 C\nW W 6 C\nH A 8 M 2\nF F 6 C 2").Guideline();

    private static Reading Read(string message, ReadLimits? limits = null) => Xml.Read(Encoding.UTF8.GetBytes(message), limits ?? Small);

    private static string[] Codes(Reading reading) => [.. reading.Findings.Select(finding => finding.Code)];

    [Theory]
    [InlineData("", "TXT-EMPTY")]
    [InlineData("not XML at all", "XML-NOT-WELL-FORMED")]
    [InlineData("{\"reference\":\"1\"}", "XML-NOT-WELL-FORMED")]
    [InlineData("<R><A>1</A", "XML-TRUNCATED")]
    [InlineData("<R><A>1</A>\n", "XML-TRUNCATED")]
    [InlineData("<R><A>1</B></R>", "XML-NOT-WELL-FORMED")]
    [InlineData("<R><A>1</A></R><R/>", "XML-NOT-WELL-FORMED")]
    [InlineData("<R><A>&unknown;</A></R>", "XML-NOT-WELL-FORMED")]
    [InlineData("<!DOCTYPE R><R><A>1</A></R>", "XML-DTD")]
    [InlineData("<?xml version='1.0'?>\n<!-- c -->\n<!DOCTYPE R [<!ENTITY a \"x\"><!ENTITY b \"&a;&a;\">]><R><A>&b;</A></R>", "XML-DTD")]
    [InlineData("<!DOCTYPE R SYSTEM \"file:///etc/passwd\"><R/>", "XML-DTD")]
    [InlineData("<?xml version='1.0' encoding='ISO-8859-1'?><R><A>1</A></R>", "TXT-ENCODING")]
    [InlineData("<Other/>", "XML-ROOT")]
    [InlineData("<R xmlns='urn:x'><A>1</A></R>", "XML-ROOT")]
    public void The_refusal_says_what_is_wrong(string message, string code)
    {
        var reading = Read(message);
        Assert.False(reading.Ok);
        Assert.Contains(code, Codes(reading));
    }

    [Fact]
    public void An_instruction_to_a_program_is_dropped_and_said_once()
    {
        var reading = Read("<R><?a b?><A>1<?c d?></A><?e f?></R>");
        Assert.Equal("1", reading.Document!.Value("reference"));
        var finding = Assert.Single(reading.Findings);
        Assert.Equal(("XML-INSTRUCTION", Severity.Note, "a", 1), (finding.Code, finding.Severity, finding.Path, finding.Line));
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_name_the_byte_and_the_line()
    {
        var reading = Xml.Read(Encoding.Latin1.GetBytes("<R>\n<A>\u00e9</A></R>"), Small);
        var finding = Assert.Single(reading.Findings);
        Assert.Equal(("TXT-ENCODING", "byte 7", 2), (finding.Code, finding.Path, finding.Line));
    }

    [Fact]
    public void UTF16_is_named() =>
        Assert.Equal(["TXT-ENCODING"], Codes(Xml.Read(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("<R/>")).ToArray(), Small)));

    [Fact]
    public void A_byte_order_mark_is_no_harm() =>
        Assert.True(Xml.Read(Encoding.UTF8.GetPreamble().Concat("<R><A>1</A></R>"u8.ToArray()).ToArray(), Small).Ok);

    [Fact]
    public void A_message_over_the_limit_is_not_looked_at()
    {
        var reading = Read("<R>" + new string(' ', 30_000) + "</R>");
        Assert.Equal(["SIZE-LIMIT"], Codes(reading));
        Assert.Equal(new ReadCounts(0, 0, 0), reading.Counts);
    }

    [Fact]
    public void Ten_thousand_levels_stop_at_the_limit()
    {
        var deep = string.Concat(Enumerable.Repeat("<a>", 10_000)) + string.Concat(Enumerable.Repeat("</a>", 10_000));
        var reading = Read(deep, Small with { MaxBytes = 1_000_000 });
        Assert.Equal(["XML-DEPTH"], Codes(reading));
        Assert.Equal(9, reading.Counts.Nodes);
        Assert.Equal(9, reading.Counts.Depth);
    }

    [Fact]
    public void A_million_elements_stop_at_the_limit()
    {
        var reading = Read("<R>" + string.Concat(Enumerable.Repeat("<A/>", 1_000_000)) + "</R>", Small with { MaxBytes = 10_000_000 });
        Assert.Equal(["XML-NODES"], Codes(reading));
        Assert.Equal(501, reading.Counts.Nodes);
    }

    [Fact]
    public void A_million_pieces_of_text_stop_at_the_limit()
    {
        var reading = Read("<R><A>" + string.Concat(Enumerable.Repeat("<![CDATA[x]]>", 500_000)) + "</A></R>", Small with { MaxBytes = 10_000_000 });
        Assert.Equal(["XML-NODES"], Codes(reading));
        Assert.Equal(501, reading.Counts.Nodes);
    }

    [Fact]
    public void Too_many_attributes_are_refused() =>
        Assert.Equal(["XML-ATTRIBUTES"], Codes(Read("<R a='1' b='2' c='3' d='4' e='5'/>")));

    [Fact]
    public void Ten_thousand_unknown_elements_make_a_bounded_answer()
    {
        var reading = Read("<R><A>1</A>" + string.Concat(Enumerable.Range(0, 10_000).Select(n => $"<X{n}/>")) + "</R>", ReadLimits.Default);
        Assert.Equal(1_001, reading.Findings.Count);
        Assert.Equal("FINDINGS-LIMIT", reading.Findings[^1].Code);
    }

    [Fact]
    public void All_errors_against_the_schema_come_at_once_with_line_path_and_noun()
    {
        var reading = Read("<R x='1'>\n<N>1000.5</N>\n<A>12345678901</A>\n<L><H>12a</H></L>\n<L/>\n<L><H>1</H></L><L><H>2</H></L>\n<Z/>text</R>");
        Assert.Equal(
            [
                "XML-MIXED R 1",
                "XML-UNKNOWN R/@x 1",
                "XML-ORDER R/A 3",
                "XML-LENGTH R/A 3",
                "XML-TYPE R/L/H 4",
                "XML-REQUIRED R/L[2]/H 5",
                "XML-OCCURS R/L[4] 6",
                "XML-UNKNOWN R/Z 7",
                "MONEY-FRACTION R/N 2 invoice/total",
            ],
            reading.Findings.Select(finding => $"{finding.Code} {finding.Path} {finding.Line} {finding.Pointer}".TrimEnd()));
    }

    [Fact]
    public void A_value_its_rule_cannot_read_names_the_noun()
    {
        var guideline = Folder.Xml("R\n  L* = goods\n    D = customsValue number\n    N = number", "R group 0 1 1\nR/L group 0 0 0\nR/L/D text 20 0 1\nR/L/N integer 5 1 1").Guideline();
        var reading = guideline.Read("<R><L><N>1</N></L><L><D>1,5</D><N>2</N></L></R>"u8.ToArray(), Small);
        Assert.Contains("VALUE-NUMBER goods[2]/customsValue R/L[2]/D", reading.Findings.Select(finding => $"{finding.Code} {finding.Pointer} {finding.Path}"));
    }

    [Theory]
    [InlineData("date yyyyMMdd", "20261323", "VALUE-DATE")]
    [InlineData("date yyyyMMdd", "2026-11-23", "VALUE-DATE")]
    [InlineData("date yyyyMMdd", "00010101", "")]
    public void Dates_are_held_to_their_format(string rule, string text, string code)
    {
        var reading = Folder.Xml($"R\n  A = transport/arrival {rule}", "R group 0 1 1\nR/A text 20 0 1").Guideline().Read(Encoding.UTF8.GetBytes($"<R><A>{text}</A></R>"), Small);
        Assert.Equal(code.Length == 0 ? [] : [code], Codes(reading));
    }

    [Fact]
    public void The_doors_of_nested_content_are_guarded_too()
    {
        var guideline = Folder.Xml("R\n  A = content base64 inner.map", "R group 0 1 1\nR/A text 0 0 1")
            .Beside("inner.map", "schema x/inner.tsv\nI\n  N = reference\n")
            .With("schemas/x/inner.tsv", "path\ttype\tmax\tmin\toccurs\nI\tgroup\t0\t1\t1\nI/N\ttext\t50\t0\t1\n").Guideline();
        Reading Nested(string inner) => guideline.Read(Encoding.UTF8.GetBytes($"<R><A>{inner}</A></R>"), Small);
        Assert.Equal(["CONTENT-BASE64"], Codes(Nested("%%%")));
        Assert.Equal(["XML-DTD"], Codes(Nested(Convert.ToBase64String("<!DOCTYPE I><I/>"u8))));
        Assert.Equal(["XML-DEPTH"], Codes(Nested(Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<a>", 50)))))));
        Assert.Equal(["XML-UNKNOWN"], Codes(Nested(Convert.ToBase64String("<I><Z/></I>"u8))));
    }

    private static byte[] Message(string body, int? length = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return [.. Encoding.ASCII.GetBytes("   IDA".PadRight(392) + $"{length ?? 400 + bytes.Length:000000}\r\n"), .. bytes];
    }

    [Fact]
    public void A_good_fixed_width_message_is_read()
    {
        var reading = Fixed.Read(Message("AB  \r\n  12\r\nbể  \r\n0101    \r\n  1.50\r\n"), Small);
        Assert.Empty(reading.Findings.Select(finding => finding.ToString()));
        Assert.Equal(Folder.Json(Folder.Document("{'reference':'AB','packages':'12','notes':'bể','goods':[{'hs':'0101','grossMass':'1.50'}]}")), Folder.Json(reading.Document!));
        Assert.Equal((438, 8, 2), (reading.Counts.Bytes, reading.Counts.Nodes, reading.Counts.Depth));
    }

    [Theory]
    [InlineData("AB  \r\n", 999, "FIX-LENGTH header/LENGTH 1")]
    [InlineData("AB \r\n", null, "FIX-WIDTH A 2")]
    [InlineData("ab  \r\n", null, "FIX-CHARACTER A 2")]
    [InlineData("    \r\n", null, "FIX-REQUIRED A 2")]
    [InlineData("AB  \r\n 1.2\r\n", null, "FIX-CHARACTER I 3")]
    [InlineData("AB  \r\n  12\r\na\nb   \r\n", null, "FIX-LINE-BREAK W 4")]
    [InlineData("AB  \r\n  12", null, "FIX-TRUNCATED  3")]
    [InlineData("AB  \r\n    \r\n      \r\n0101    \r\n  1,50\r\n", null, "FIX-CHARACTER lines/F 6")]
    [InlineData("AB  \r\n    \r\n      \r\n        \r\n  1.50\r\n", null, "FIX-REQUIRED lines/H 5")]
    public void A_fixed_width_item_is_named_with_its_line(string body, int? length, string finding) =>
        Assert.Equal([finding], Fixed.Read(Message(body, length), Small).Findings.Select(each => $"{each.Code} {each.Path} {each.Line}"));

    [Fact]
    public void A_fixed_width_message_cut_off_says_so() =>
        Assert.Equal(["FIX-LENGTH", "FIX-TRUNCATED", "FIX-WIDTH"], Codes(Fixed.Read(Message("AB  \r\n  12\r\nbể  \r\n")[..^4], Small)));

    [Fact]
    public void Less_than_a_header_is_refused() => Assert.Equal(["FIX-HEADER"], Codes(Fixed.Read("IDA"u8.ToArray(), Small)));

    [Fact]
    public void Four_hundred_thousand_lines_stop_at_the_template()
    {
        var reading = Fixed.Read(Message(string.Concat(Enumerable.Repeat("\r\n", 400_000))), ReadLimits.Default);
        Assert.Contains("FIX-LINES", Codes(reading));
        Assert.True(reading.Counts.Nodes < 20);
    }

    [Fact]
    public void Tolerances_are_named_and_change_nothing_else()
    {
        var tolerant = Folder.Fixed("M\n  header\n    JOB = 'IDA'\n    ignore USER theirs\n  A = reference\n  B = notes", "A A 4 C\nB A 4 C", more: "\"strictness\": {\"tolerate\": [\"short-lines\", \"bare-lf\", \"lower-case\", \"length\"]}").Guideline();
        var reading = tolerant.Read(Message("ab\nCD\n", 1), Small);
        Assert.Equal(["TOL-LENGTH", "TOL-BARE-LF", "TOL-SHORT-LINES", "TOL-LOWER-CASE"], Codes(reading));
        Assert.Equal("ab", reading.Document!.Value("reference"));
    }
}
