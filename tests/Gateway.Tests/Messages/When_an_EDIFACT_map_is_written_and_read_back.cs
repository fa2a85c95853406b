using System.Text;
using Gateway.Messages;
using Gateway.Tests.Samples;
using Xunit;

namespace Gateway.Tests.Messages;

/// <summary>Every construct of the map language that EDIFACT can carry reads back what it wrote; positions, groups and trailers are the carrier's.</summary>
public sealed class When_an_EDIFACT_map_is_written_and_read_back
{
    private const string Bgm = "M/BGM group 0 0 1\nM/BGM/1001 code 9 0 1\nM/BGM/1004 text 50 0 1";

    private static readonly Tree Envelope = Folder.Values("envelope", "id=C1", "message=7");

    private static Folder One(string line, string set = "UNOC") => Folder.Edifact($"  BGM\n    ignore 1001 not used\n    {line}\n", Bgm, set: set);

    [Fact]
    public void The_headers_are_mapped_and_the_trailers_computed()
    {
        var read = One("1004 = reference").BothWays(
            Folder.Document("{'reference':'r'}"), "UNA:+.? 'UNB+UNOC:3+ME+YOU+261123:0915+C1'UNH+7+M'BGM++r'UNT+3+7'UNZ+1+C1'", Envelope);
        Assert.Equal(("C1", "7"), (read.Envelope.Value("id"), read.Envelope.Value("message")));
    }

    [Theory]
    [InlineData("a+b:c'd?e", "a?+b?:c?'d??e")]
    [InlineData(" a b ", " a b ")]
    [InlineData("caf\\u00e9 \\u00bd", "caf\u00e9 \u00bd")]
    public void Service_characters_are_released(string text, string written)
    {
        var folder = One("1004 = reference");
        var bytes = folder.Guideline().Write(Folder.Document($"{{'reference':'{text.Replace("'", "\\u0027", StringComparison.Ordinal)}'}}"), Envelope, new Tree("partner")).Bytes!;
        Assert.Contains($"BGM++{written}'", Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
        Assert.Equal(text.Replace("\\u00e9", "\u00e9", StringComparison.Ordinal).Replace("\\u00bd", "\u00bd", StringComparison.Ordinal), folder.Guideline().Read(bytes, ReadLimits.Default).Document!.Value("reference"));
    }

    [Theory]
    [InlineData("1004 = transport/arrival date yyyyMMdd", "{'transport':{'arrival':'2026-11-23'}}", "BGM++20261123'")]
    [InlineData("1004 = registered date yyyyMMddHHmmss zone +07:00", "{'registered':'2026-11-23T09:15:00+07:00'}", "BGM++20261123091500'")]
    [InlineData("1004 = notes time HHmm", "{'notes':'09:15:00'}", "BGM++0915'")]
    [InlineData("1004 = grossMass number", "{'grossMass':'1000.0000'}", "BGM++1000.0000'")]
    [InlineData("1004 = grossMass money VND", "{'grossMass':'1000.0'}", "BGM++1000.0'")]
    [InlineData("1004 = transport/containerised flag Y N", "{'transport':{'containerised':'false'}}", "BGM++N'")]
    [InlineData("1004 = join number 11, revision 1", "{'number':'10012345678','revision':'0'}", "BGM++100123456780'")]
    [InlineData("1004 = revision code r", "{'revision':'1'}", "BGM++I'")]
    [InlineData("1004 = transport/mode, transport/containerised code m", "{'transport':{'mode':'1','containerised':'true'}}", "BGM++2'")]
    [InlineData("include part.map", "{'office':'o'}", "BGM++o'")]
    [InlineData("1004 = partner.code", "{}", "BGM++ME'")]
    [InlineData("1004 = content base64 inner.map", "{'reference':'r'}", "BGM++PD94bWw")]
    public void A_rule_reads_what_it_wrote(string line, string document, string part) =>
        Folder.Edifact($"  BGM\n    ignore 1001 not used\n    {line}\n", Bgm.Replace("text 50", "text 200", StringComparison.Ordinal))
            .Beside("codes/r.csv", "ours,theirs\n1,I\n2,II\n").Beside("codes/m.csv", "mode,containerised,theirs\n1,true,2\n1,false,3\n").Beside("part.map", "1004 = office\n")
            .Beside("inner.map", "schema x/inner.tsv\nI\n  N = reference\n").With("schemas/x/inner.tsv", "path\ttype\tmax\tmin\toccurs\nI\tgroup\t0\t1\t1\nI/N\ttext\t50\t0\t1\n")
            .BothWays(Folder.Document(document), part, Envelope, Folder.Values("partner", "code=ME"));

    [Fact]
    public void Date_and_time_in_two_components_are_one_moment() =>
        Folder.Edifact("  DTM\n    C507\n      2380+2379 = registered date+time yyyyMMdd HHmmss zone +07:00\n", "M/DTM group 0 0 1\nM/DTM/C507 group 0 1 1\nM/DTM/C507/2380 text 35 0 1\nM/DTM/C507/2379 text 9 0 1")
            .BothWays(Folder.Document("{'registered':'2026-11-23T09:15:07+07:00'}"), "DTM+20261123:091507'", Envelope);

    [Fact]
    public void Positions_hold_when_something_before_is_absent() =>
        Folder.Edifact("  LOC\n    3227 = office\n    C517\n      3225 = loading/code\n      3224 = loading/name\n    5479 = subOffice\n", "M/LOC group 0 0 1\nM/LOC/3227 code 9 0 1\nM/LOC/C517 group 0 0 1\nM/LOC/C517/3225 code 25 0 1\nM/LOC/C517/3224 text 70 0 1\nM/LOC/5479 code 9 0 1")
            .BothWays(Folder.Document("{'loading':{'name':'CAT LAI'},'subOffice':'00'}"), "LOC++:CAT LAI+00'", Envelope);

    [Fact]
    public void Elements_that_repeat_stand_side_by_side() =>
        Folder.Edifact("  CST\n    C246* = permit\n      7361 = type\n      1131 = number\n    1496 = office\n", "M/CST group 0 0 1\nM/CST/C246 group 0 0 3\nM/CST/C246/7361 code 4 0 1\nM/CST/C246/1131 text 35 0 1\nM/CST/1496 code 9 0 1")
            .BothWays(Folder.Document("{'permit':[{'type':'A','number':'1'},{'type':'B'}],'office':'o'}"), "CST+A:1+B++o'", Envelope);

    [Fact]
    public void A_component_that_repeats_goes_on_with_one_text()
    {
        var folder = Folder.Edifact("  FTX\n    C108\n      4440 = notes\n      3453 = office\n", "M/FTX group 0 0 1\nM/FTX/C108 group 0 0 1\nM/FTX/C108/4440 text 10 0 3\nM/FTX/C108/3453 code 9 0 1");
        folder.BothWays(Folder.Document("{'notes':'0123456789abcdefghij+','office':'vi'}"), "FTX+0123456789:abcdefghij:?+:vi'", Envelope);
        folder.BothWays(Folder.Document("{'notes':'short','office':'vi'}"), "FTX+short:::vi'", Envelope);
        var long_ = folder.Guideline().Write(Folder.Document("{'notes':'" + new string('x', 31) + "'}"), Envelope, new Tree("partner"));
        Assert.Equal(["EDI-LENGTH notes"], long_.Findings.Select(finding => $"{finding.Code} {finding.Pointer}"));
    }

    [Fact]
    public void Groups_repeat_nest_and_are_selected_by_constants() =>
        Folder.Edifact("""
              SG1* = .
                NAD
                  3035 = 'IM'
                  3036 = importer/name
              SG1* = .
                NAD
                  3035 = 'EX'
                  3036 = exporter/name
              UNS
                0081 = 'D'
              SG2* = goods
                CST
                  1496 = number number
                MOA* = . [1]
                  5025 = '38'
                  5004 = amount number
                SG3* = tax
                  TAX
                    5153 = type
                  MOA* = . [1]
                    5025 = '161'
                    5004 = amount number
              UNS-2
                0081 = 'S'

            """, """
            M/SG1 group 0 0 9
            M/SG1/NAD group 0 1 1
            M/SG1/NAD/3035 code 3 1 1
            M/SG1/NAD/3036 text 35 0 1
            M/UNS group 0 1 1
            M/UNS/0081 code 1 1 1
            M/SG2 group 0 0 0
            M/SG2/CST group 0 1 1
            M/SG2/CST/1496 digits 5 1 1
            M/SG2/MOA group 0 0 9
            M/SG2/MOA/5025 code 3 1 1
            M/SG2/MOA/5004 decimal 18 0 1
            M/SG2/SG3 group 0 0 5
            M/SG2/SG3/TAX group 0 1 1
            M/SG2/SG3/TAX/5153 code 9 1 1
            M/SG2/SG3/MOA group 0 0 9
            M/SG2/SG3/MOA/5025 code 3 1 1
            M/SG2/SG3/MOA/5004 decimal 18 0 1
            M/UNS-2 group 0 1 1
            M/UNS-2/0081 code 1 1 1
            """).BothWays(
            Folder.Document("{'importer':{'name':'A'},'exporter':{'name':'B'},'goods':[{'number':'1','amount':'10.50','tax':[{'type':'V','amount':'1'},{'type':'W','amount':'2'}]},{'number':'2','tax':[{'type':'X'}]},{'number':'3','amount':'7'}]}"),
            "NAD+IM+A'NAD+EX+B'UNS+D'CST+1'MOA+38+10.50'TAX+V'MOA+161+1'TAX+W'MOA+161+2'CST+2'TAX+X'CST+3'MOA+38+7'UNS+S'UNT+16+7'",
            Envelope);

    [Fact]
    public void A_line_of_one_direction_goes_one_way()
    {
        var folder = Folder.Edifact("  BGM\n    1001 <- reference\n    1004 -> office\n", Bgm);
        var written = folder.Guideline().Write(Folder.Document("{'reference':'r','office':'o'}"), Envelope, new Tree("partner"));
        Assert.Contains("BGM+r'", Encoding.Latin1.GetString(written.Bytes!), StringComparison.Ordinal);
        var read = folder.Guideline().Read("UNB+UNOC:3+ME+YOU+261123:0915+C1'UNH+7+M'BGM+r+o'UNT+3+7'UNZ+1+C1'"u8.ToArray(), ReadLimits.Default);
        Assert.Empty(read.Findings);
        Assert.Equal(Folder.Json(Folder.Document("{'office':'o'}")), Folder.Json(read.Document!));
    }

    [Theory]
    [InlineData("UNOA", "th\u00e9p", "EDI-CHARACTER")]
    [InlineData("UNOA", "abc", "EDI-CHARACTER")]
    [InlineData("UNOA", "ABC (1), 2=3!", "")]
    [InlineData("UNOB", "abc", "")]
    [InlineData("UNOB", "a@b", "EDI-CHARACTER")]
    [InlineData("UNOC", "th\u00e9p a@b", "")]
    [InlineData("UNOC", "\u0111\u1ed3ng", "EDI-CHARACTER")]
    [InlineData("UNOC", "a\tb", "EDI-CHARACTER")]
    [InlineData("UNOY", "abc", "EDI-CHARSET")]
    public void A_character_set_holds_what_it_holds(string set, string text, string code)
    {
        var document = new Tree("declaration").With("reference", text);
        var written = One("1004 = reference", set).Guideline().Write(document, Envelope, new Tree("partner"));
        Assert.Equal(code.Length == 0 ? [] : [code], written.Findings.Select(finding => finding.Code));
        Assert.Equal(code.Length == 0, written.Ok);
    }

    [Fact]
    public void Letters_a_set_does_not_have_are_written_in_latin_only_by_tolerance()
    {
        var written = Folder.Edifact("  BGM\n    ignore 1001 not used\n    1004 = reference\n", Bgm, set: "UNOA", more: "\"strictness\": {\"tolerate\": [\"latin\", \"upper-case\", \"line-breaks\"]}")
            .Guideline().Write(Folder.Document("{'reference':'đồng\\nNai'}"), Envelope, new Tree("partner"));
        Assert.Contains("BGM++DONG NAI'", Encoding.Latin1.GetString(written.Bytes!), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_service_characters_and_line_breaks_between_segments_are_read()
    {
        var read = Folder.Edifact("  BGM\n    ignore 1001 not used\n    1004 = reference\n  MOA\n    5004 = invoice/total number\n", Bgm + "\nM/MOA group 0 0 1\nM/MOA/5004 decimal 18 0 1").Guideline()
            .Read("UNA*|,# ~\r\nUNB|UNOC*3|ME|YOU|261123*0915|C1~\r\nUNH|7|M~\nBGM||a+b#~c~MOA|10,50~\nUNT|4|7~UNZ|1|C1~\n"u8.ToArray(), ReadLimits.Default);
        Assert.Empty(read.Findings.Select(finding => finding.ToString()));
        Assert.Equal(("a+b~c", "10.50"), (read.Document!.Value("reference"), read.Document.Value("invoice/total")));
    }

    /// <summary>What would not be written is missing: a segment that is required, and empty but for its name.</summary>
    [Fact]
    public void A_required_segment_in_which_nothing_stands_is_refused()
    {
        var guide = Repository.Known.Find("un/edifact/cusdec/d96b", new DateOnly(2026, 11, 27))!;
        var writing = guide.Guideline.Write(new Tree("declaration"), guide.Manifest.Envelope, guide.Manifest.Partner);
        Assert.Null(writing.Bytes);
        Assert.Contains(writing.Findings, finding => finding is { Code: "EDI-REQUIRED", Path: "CUSDEC/BGM" });
    }
}
