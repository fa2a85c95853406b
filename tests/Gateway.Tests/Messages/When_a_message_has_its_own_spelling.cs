using System.Text;
using Gateway.Messages;
using Xunit;

namespace Gateway.Tests.Messages;

/// <summary><c>spelling NOUN</c> keeps what nouns alone would write differently, so that the message can be written again as it was.</summary>
public sealed class When_a_message_has_its_own_spelling
{
    private const string Map = """
        namespace - urn:doc
        namespace k urn:kinds
        R
          spelling wire
          A = reference token
            @u = office
          N = packages count
          D = registered date yyyyMMdd, yyyyMMddHHmmssZ, yyyyMMddHHmmsszz
            @f = registered form 102 304
          T = invoice/number
          G
            k:V = grossMass number
          L* = goods
            H = description
        """;

    private const string Rows = """
        R group 0 1 1
        R/A token 20 0 1
        R/A/@u text 9 0 1
        R/A/@list token 0 0 1
        R/N decimal 0 0 1 total=9
        R/D text 35 0 1
        R/D/@f text 3 0 1
        R/T text 50 0 1
        R/G group 0 0 1
        R/G/k:V decimal 0 0 1 total=9
        R/L group 0 0 0
        R/L/H text 50 0 1
        """;

    [Theory]
    [InlineData("<A> a  b\n</A>", "'reference':'a b'")]
    [InlineData("<A></A>", "")]
    [InlineData("<A u=\"x\" list=\"7\">a</A>", "'reference':'a','office':'x'")]
    [InlineData("<N>+007.00</N>", "'packages':'7'")]
    [InlineData("<D f=\"304\">20261123</D>", "'registered':'2026-11-23'")]
    [InlineData("<D f=\"304\">20261123093000-00</D>", "'registered':'2026-11-23T09:30:00+00:00'")]
    [InlineData("<T>e\u0302\u0301</T>", "'invoice':{'number':'e\u0302\u0301'}")]
    [InlineData("<G></G>", "")]
    [InlineData("<G>\n</G><L> </L><L></L>", "'goods':[{},{}]")]
    [InlineData("<G><k:V xmlns:k=\"urn:kinds\">.5</k:V></G>", "'grossMass':'0.5'")]
    [InlineData("<G><z:V xmlns:z=\"urn:kinds\">1</z:V></G>", "'grossMass':'1'")]
    public void It_is_written_again_as_it_was(string part, string nouns)
    {
        var guideline = Guideline();
        var reading = guideline.Read(Bytes(part), ReadLimits.Default);
        Assert.Empty(reading.Findings);
        var writing = guideline.Write(reading.Document!, new Tree("envelope"), new Tree("partner"));
        Assert.Empty(writing.Findings);
        Assert.Empty(writing.NotCarried);
        Assert.Equal(Published.Form.Of(Bytes(part)), Published.Form.Of(writing.Bytes!));

        Assert.NotNull(reading.Document!.Child("wire"));
        foreach (var place in reading.Document.All("wire").ToList())
        {
            reading.Document.Remove(place);
        }

        Assert.Equal(Folder.Json(Folder.Document($"{{{nouns}}}")), Folder.Json(reading.Document));
    }

    [Fact]
    public void A_prefix_used_for_one_element_only_is_kept()
    {
        var message = Encoding.UTF8.GetBytes("<R xmlns='urn:doc'><A>a</A><o:T xmlns:o='urn:doc'>t</o:T></R>");
        var reading = Guideline().Read(message, ReadLimits.Default);
        Assert.Equal(Published.Form.Of(message), Published.Form.Of(Guideline().Write(reading.Document!, new Tree("envelope"), new Tree("partner")).Bytes!));
    }

    [Fact]
    public void What_is_spelled_as_usual_leaves_no_trace() =>
        Assert.Null(Guideline().Read(Bytes("<A u=\"x\">a</A><N>7</N><D f=\"102\">20261123</D><T>Đ</T>"), ReadLimits.Default).Document!.Child("wire"));

    [Fact]
    public void A_value_that_changed_since_is_written_from_its_noun()
    {
        var reading = Guideline().Read(Bytes("<A list=\"7\"> a </A><N>007</N>"), ReadLimits.Default);
        reading.Document!.Set("reference", "b");
        var writing = Guideline().Write(reading.Document, new Tree("envelope"), new Tree("partner"));
        Assert.Contains("<A list=\"7\">b</A><N>007</N>", Encoding.UTF8.GetString(writing.Bytes!), StringComparison.Ordinal);
        Assert.Equal(["wire[1]/at", "wire[1]/text"], writing.NotCarried.Select(lost => lost.Pointer));
    }

    [Fact]
    public void A_place_that_is_gone_is_listed_as_not_carried()
    {
        var reading = Guideline().Read(Bytes("<L></L><L>\n</L>"), ReadLimits.Default);
        reading.Document!.Remove(reading.Document.All("goods").Last());
        var writing = Guideline().Write(reading.Document, new Tree("envelope"), new Tree("partner"));
        Assert.True(writing.Ok);
        Assert.Equal(["wire[1]/at", "wire[1]/text"], writing.NotCarried.Select(lost => lost.Pointer));
    }

    [Fact]
    public void A_hostile_place_does_no_harm()
    {
        var document = Folder.Document("""{'reference':'a','wire':[{'at':'R/A/@','text':'x'},{'at':'R/A/@u','text':'y'},{'at':'R/A[9999999999]','text':'z'},{'at':'','text':''},{'at':'xmlns=urn:doc','text':'k'},{'at':'R/B','text':'n'},{'at':'R/A/@xmlns','text':'xmlx'},{'at':'xmlns=urn:kinds','text':'a:b'}]}""");
        var writing = Guideline().Write(document, new Tree("envelope"), new Tree("partner"));
        Assert.True(writing.Ok, string.Join('\n', writing.Findings));
        Assert.EndsWith("<k:R xmlns:k=\"urn:doc\"><k:A u=\"y\">a</k:A></k:R>", Encoding.UTF8.GetString(writing.Bytes!).Replace(" xmlns:k=\"urn:kinds\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(10, writing.NotCarried.Count);
    }

    [Fact]
    public void Without_the_line_an_odd_form_is_a_finding()
    {
        var guideline = Table(Map.Replace("  spelling wire\n", "", StringComparison.Ordinal).Replace("@u = office", "@u = office\n    ignore @list theirs", StringComparison.Ordinal)).Guideline();
        Assert.Equal(["MAP-CONFLICT"], guideline.Read(Bytes("<D f=\"304\">20261123</D>"), ReadLimits.Default).Findings.Select(finding => finding.Code));
    }

    [Theory]
    [InlineData("spelling wire", "spelling goods", "MAP-NOUN M.map:4")]
    [InlineData("  spelling wire", "  G2\n    spelling wire", "MAP-INDENT M.map:5")]
    [InlineData("spelling wire", "spelling 'wire'", "MAP-SYNTAX M.map:4")]
    [InlineData("  spelling wire\n", "", "MAP-UNREAD M.map:4")]
    [InlineData("form 102 304", "form 102", "MAP-SYNTAX M.map:9")]
    [InlineData("registered date yyyyMMdd, yyyyMMddHHmmssZ", "cleared date yyyyMMdd, yyyyMMddHHmmssZ", "MAP-RULE M.map:8")]
    [InlineData("packages count", "grossMass count", "MAP-RULE M.map:7")]
    public void A_planted_violation_is_found(string good, string bad, string expected)
    {
        Assert.Contains(good, Map, StringComparison.Ordinal);
        Assert.Contains(expected, Table(Map.Replace(good, bad, StringComparison.Ordinal)).Check());
    }

    private static Guideline Guideline() => Table(Map).Guideline();

    private static Folder Table(string map) => Folder.Xml(map, "")
        .With("schemas/x/M.tsv", "namespace\t-\turn:doc\nnamespace\tk\turn:kinds\npath\ttype\tmax\tmin\toccurs\tfacets\n" + Rows.Replace(' ', '\t') + "\n");

    private static byte[] Bytes(string part) => Encoding.UTF8.GetBytes($"<R xmlns=\"urn:doc\">{part}</R>");
}
