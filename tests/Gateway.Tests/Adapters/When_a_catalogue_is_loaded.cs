using System.Text;
using Gateway.Adapters;
using Gateway.Messages;
using Gateway.Tests.Messages;
using Gateway.Tests.Samples;
using Xunit;

namespace Gateway.Tests.Adapters;

public sealed class When_a_catalogue_is_loaded
{
    private const string Map = "R\n  T = 'one'\n  A = reference";
    private const string Table = "R group 0 1 1\nR/T code 9 1 1\nR/A text 50 0 1";
    private const string Recognise = "\"recognise\": {\"R/T\": \"one\"}";

    private static Folder Good(string more = Recognise) => Folder.Xml(Map, Table, more: more);

    [Theory]
    [InlineData("\"colour\": \"red\"", "ADAPTER-FIELD")]
    [InlineData("\"transport\": \"pigeon\"", "ADAPTER-FIELD")]
    [InlineData("\"transport\": 7", "ADAPTER-FIELD")]
    [InlineData("\"validFrom\": \"2026-01-02\", \"validUntil\": \"2026-01-02\"", "ADAPTER-FIELD")]
    [InlineData("\"onUnknown\": \"panic\"", "ADAPTER-FIELD")]
    [InlineData("\"onUnknown\": \"query x/y:107\"", "ADAPTER-ANSWER")]
    [InlineData("\"answers\": [\"999\"]", "ADAPTER-ANSWER")]
    [InlineData("\"root\": \"Q\"", "ADAPTER-ROOT")]
    [InlineData("\"events\": [{\"event\": \"Exploded\"}]", "ADAPTER-EVENT")]
    [InlineData("\"events\": [{\"event\": \"Cleared\", \"at\": \"nonsense\"}]", "ADAPTER-NOUN")]
    [InlineData("\"events\": [{\"event\": \"Cleared\", \"when\": {\"path\": \"office\"}}]", "ADAPTER-FIELD")]
    [InlineData("\"cap\": {\"path\": \"goods\", \"max\": 0}", "ADAPTER-FIELD")]
    [InlineData("\"strictness\": {\"tolerate\": [\"anything\"]}", "ADAPTER-TOLERATE")]
    [InlineData("\"resultWidth\": 70, \"results\": true", "ADAPTER-FIELD")]
    [InlineData("\"pieces\": \"goods\"", "ADAPTER-PIECES")]
    [InlineData("\"confidential\": [\"R/Nothing\"]", "ADAPTER-CONFIDENTIAL")]
    [InlineData("\"confidential\": [\"R\"]", "ADAPTER-CONFIDENTIAL")]
    public void A_planted_error_in_a_manifest_is_found_with_its_line(string more, string code)
    {
        var load = Good(more).Load();
        Assert.False(load.Ok);
        var finding = Assert.Single(load.Findings, finding => finding.Code == code);
        Assert.Equal($"{Folder.Base}/adapter.json", finding.Path);
        Assert.Equal(2, finding.Line);
    }

    private static string Shipped(string profile) => Encoding.UTF8.GetString(Repository.Files[$"adapters/signatures/generic/{profile}.json"].Span);

    [Theory]
    [InlineData("out", "", true)]
    [InlineData("both", "", true)]
    [InlineData("in", "", false)]
    [InlineData("out", "\"timeStamp\": \"before sending\",", false)]
    [InlineData("both", "\"timeStamp\": \"after sending\",", false)]
    public void A_message_that_is_sent_says_when_its_time_stamp_is_added(string direction, string stamping, bool refused)
    {
        var profile = Shipped("xades-t")
            .Replace("\"timeStamp\": \"before sending\",", stamping, StringComparison.Ordinal).Replace("generic/xades-t", "x/t", StringComparison.Ordinal);
        var load = Folder.Xml(Map, Table, direction: direction, more: $"{Recognise}, \"signature\": \"x/t\"").With("adapters/signatures/x/t.json", profile).Load();
        Assert.Equal(refused, load.Findings.Any(finding => finding.Code == "ADAPTER-TIME-STAMP"));
        Assert.Equal(refused, load.Catalogue.Messages.Count == 0);
    }

    [Fact]
    public void A_profile_without_a_time_stamp_does_not_say_when_it_is_added()
    {
        var profile = Shipped("xades-b")
            .Replace("\"level\"", "\"timeStamp\": \"before sending\", \"level\"", StringComparison.Ordinal);
        var finding = Assert.Single(Good().With("adapters/signatures/generic/xades-b.json", profile).Load().Findings);
        Assert.Equal("SIGNATURE-PROFILE", finding.Code);
    }

    [Fact]
    public void A_manifest_that_is_not_UTF8_is_named()
    {
        var files = Good().Bytes();
        files[$"{Folder.Base}/adapter.json"] = new byte[] { 0xFF, 0xFE, 0x7B, 0 };
        var finding = Assert.Single(Catalogue.Load(files).Findings);
        Assert.Equal(("TXT-ENCODING", $"{Folder.Base}/adapter.json"), (finding.Code, finding.Path));
    }

    [Fact]
    public void A_broken_folder_never_throws_and_leaves_the_others_usable()
    {
        var load = Good()
            .With("adapters/x/broken/1/adapter.json", "{ nonsense")
            .With("adapters/x/other/1/adapter.json", "[]")
            .With("adapters/x/lost/1/adapter.json", "{\"id\": \"x/lost/2\", \"role\": \"partner\", \"validFrom\": \"2020\", \"carrier\": \"xml\", \"messages\": {\"A\": {\"map\": \"none.map\", \"kind\": \"novel\", \"direction\": \"in\", \"schema\": \"none.tsv\"}}}")
            .With("schemas/x/bad.tsv", "path\ttype\tmax\tmin\toccurs\nR\tgroup\n")
            .Load();
        Assert.Equal([Folder.Id], load.Catalogue.Messages.Select(guide => guide.Id));
        Assert.Equal(
            ["ADAPTER-FIELD", "ADAPTER-ID", "ADAPTER-KIND", "JSON-NOT-WELL-FORMED", "MAP-INCLUDE", "MAP-ROOT", "TABLE-ROW"],
            load.Findings.Select(finding => finding.Code).Distinct().Order());
        Assert.All(load.Findings, finding => Assert.NotEqual("", finding.Path));
    }

    [Fact]
    public void A_message_is_found_only_on_the_days_it_is_valid()
    {
        var catalogue = Good("\"validUntil\": \"2027-01-01\"").Load().Catalogue;
        Assert.Null(catalogue.Find(Folder.Id, new DateOnly(2019, 12, 31)));
        Assert.NotNull(catalogue.Find(Folder.Id, new DateOnly(2020, 1, 1)));
        Assert.NotNull(catalogue.Find(Folder.Id, new DateOnly(2026, 12, 31)));
        Assert.Null(catalogue.Find(Folder.Id, new DateOnly(2027, 1, 1)));
        Assert.NotNull(catalogue.Find("x/test/family/1", Folder.Day));
        Assert.Null(catalogue.Find("x/test/family", Folder.Day));
        Assert.Null(catalogue.Find("x/test/family/1:N", Folder.Day));
    }

    [Fact]
    public void A_family_says_what_its_messages_do_not_say_themselves()
    {
        var entry = Good("\"events\": [{\"event\": \"ChannelAssigned(red)\", \"at\": \"registered\", \"with\": [\"office\"], \"when\": {\"path\": \"subOffice\", \"is\": \"3\"}}], \"transport\": \"soap\"")
            .Load().Catalogue.Messages[0].Entry;
        Assert.Equal(("partner", "soap", "resend", new DateOnly(2020, 1, 1)), (entry.Role, entry.Transport, entry.OnUnknown, entry.ValidFrom));
        var caused = Assert.Single(entry.Events);
        Assert.Equal((EventType.ChannelAssigned, "red", "registered"), (caused.Type, caused.Argument, caused.At));
        Assert.True(caused.HoldsFor(Folder.Document("{'subOffice':'3'}")));
        Assert.False(caused.HoldsFor(Folder.Document("{}")));
    }

    [Fact]
    public void The_sample_context_is_the_first_in_name_order()
    {
        var manifest = Good().Beside("samples/b/context.json", "{\"envelope\":{\"id\":\"b\"}}").Beside("samples/a/context.json", "{\"envelope\":{\"id\":\"a\"},\"partner\":{\"user\":\"u\"}}")
            .Load().Catalogue.Messages[0].Manifest;
        Assert.Equal(("a", "u"), (manifest.Envelope.Value("id"), manifest.Partner.Value("user")));
    }

    private static Recognised Recognised(string xml, Folder folder, string family = "x/test", DateOnly? day = null) =>
        folder.Load().Catalogue.Recognise(Encoding.UTF8.GetBytes(xml), [family], day ?? Folder.Day, ReadLimits.Default);

    private static Folder Two(string constant) => Good()
        .With("adapters/x/test/second/1/adapter.json", $$"""
            { "id": "x/test/second/1", "role": "partner", "validFrom": "2020-01-01", "carrier": "xml",
              "messages": { "N": { "map": "N.map", "kind": "declaration", "direction": "in", "schema": "x/M.tsv", "recognise": {"R/T": "{{constant}}"} } } }
            """)
        .With("adapters/x/test/second/1/N.map", "R\n  T = 'two'\n  A = office");

    [Fact]
    public void A_message_is_recognised_by_its_constants()
    {
        Assert.Equal(Folder.Id, Recognised("<R><T>one</T></R>", Two("two")).Guide?.Id);
        Assert.Equal("x/test/second/1:N", Recognised("<R><T>two</T></R>", Two("two")).Guide?.Id);
        Assert.Equal("x/test/second/1:N", Recognised("<R><T>any</T></R>", Two("*")).Guide?.Id);
    }

    [Theory]
    [InlineData("<R><T>three</T></R>", "x/test", "MESSAGE-UNKNOWN")]
    [InlineData("<R><T>one</T></R>", "x/elsewhere", "MESSAGE-UNKNOWN")]
    [InlineData("<R><T>one", "x/test", "XML-TRUNCATED")]
    [InlineData("<!DOCTYPE R><R/>", "x/test", "XML-DTD")]
    public void What_is_not_recognised_is_refused_and_not_guessed(string xml, string family, string code)
    {
        var recognised = Recognised(xml, Two("two"), family);
        Assert.Null(recognised.Guide);
        Assert.Equal([code], recognised.Findings.Select(finding => finding.Code));
    }

    [Fact]
    public void Two_that_fit_are_refused() =>
        Assert.Equal(["MESSAGE-AMBIGUOUS"], Recognised("<R><T>one</T></R>", Two("*")).Findings.Select(finding => finding.Code));

    [Fact]
    public void An_adapter_not_valid_on_the_day_is_not_recognised() =>
        Assert.Equal(["MESSAGE-UNKNOWN"], Recognised("<R><T>one</T></R>", Good(), day: new DateOnly(2019, 1, 1)).Findings.Select(finding => finding.Code));

    [Fact]
    public void Fixed_width_is_recognised_by_its_header()
    {
        var folder = Folder.Fixed("M\n  header\n    JOB = 'IDA'\n    ignore USER theirs\n  A = reference", "A A 4 C", more: "\"recognise\": {\"JOB\": \"IDA\"}");
        var bytes = folder.Guideline().Write(Folder.Document("{'reference':'1'}"), new Tree("envelope"), new Tree("partner")).Bytes!;
        var catalogue = folder.Load().Catalogue;
        Assert.Equal(Folder.Id, catalogue.Recognise(bytes, ["x"], Folder.Day, ReadLimits.Default).Guide?.Id);
        bytes[3] = (byte)'X';
        Assert.Equal(["MESSAGE-UNKNOWN"], catalogue.Recognise(bytes, ["x"], Folder.Day, ReadLimits.Default).Findings.Select(finding => finding.Code));
        Assert.Equal(["FIX-HEADER"], catalogue.Recognise("junk"u8.ToArray(), ["x"], Folder.Day, ReadLimits.Default).Findings.Select(finding => finding.Code));
    }

    [Theory]
    [InlineData("ours,theirs\nA\n", "CODE-LIST", 2)]
    [InlineData("theirs,note\nA,x\n", "CODE-LIST", 1)]
    [InlineData("ours,theirs,since\nA,B,yesterday\n", "CODE-LIST", 2)]
    [InlineData("ours,theirs,preferred\nA,B,maybe\n", "CODE-LIST", 2)]
    [InlineData("ours,theirs\nA,B\nA,C\n", "CODE-AMBIGUOUS", 3)]
    [InlineData("ours,theirs,preferred\nA,B,yes\nA,C,yes\n", "CODE-AMBIGUOUS", 3)]
    public void A_planted_error_in_a_code_list_is_found(string csv, string code, int line)
    {
        var load = Folder.Xml("R\n  T = 'one'\n  A = office code list", Table).Beside("codes/list.csv", csv).Load();
        Assert.Contains((code, $"{Folder.Base}/codes/list.csv", line), load.Findings.Select(finding => (finding.Code, finding.Path, finding.Line)));
    }

    [Theory]
    [InlineData("ours,theirs,preferred\nA,B,yes\nA,C,\n")]
    [InlineData("ours,theirs,since,until\nA,B,,2026-01-01\nA,C,2026-01-01,\n")]
    [InlineData("ours,theirs,note\nA,B,\"a note, with \"\"quotes\"\"\nand a second line\"\n")]
    public void Preferred_and_following_rows_are_no_error(string csv) =>
        Assert.Empty(Folder.Xml("R\n  T = 'one'\n  A = office code list", Table).Beside("codes/list.csv", csv).Check());

    private static string Steps(string steps, string start = "Checked") =>
        $$"""
        { "id": "x/journey/1", "start": "{{start}}", "direction": "IM", "correlate": ["reference"],
        "steps": [
        {{steps}}
        ] }
        """;

    private static string Step(string id, string on, string send = Folder.Id, string more = "") =>
        $$"""{ "id": "{{id}}", "on": "{{on}}", "send": "{{send}}", "document": "declaration", "by": "at once"{{more}} }""";

    private static IReadOnlyList<string> Procedure(string steps, string start = "Checked") =>
        Good("\"events\": [{\"event\": \"Registered\"}]").With("adapters/procedures/x/journey/1.json", Steps(steps, start)).Check();

    [Fact]
    public void A_good_procedure_is_loaded()
    {
        var load = Good("\"events\": [{\"event\": \"Registered\"}]").With("adapters/procedures/x/journey/1.json", Steps(Step("a", "Checked") + ",\n" + Step("b", "Registered"))).Load();
        Assert.Empty(load.Findings);
        Assert.Equal(["a", "b"], Assert.Single(load.Catalogue.Procedures).Steps.Select(step => step.Id));
    }

    [Fact]
    public void Planted_errors_in_a_procedure_are_found_with_their_lines()
    {
        Assert.Contains("PROC-SEND-UNKNOWN 1.json:3", Procedure(Step("a", "Checked", "x/none/1:Q")));
        Assert.Contains("PROC-EVENT-UNCAUSED 1.json:3", Procedure(Step("a", "GateIn")));
        Assert.Contains("PROC-STEP-UNREACHED 1.json:3", Procedure(Step("a", "GateIn")));
        Assert.Contains("PROC-EVENT 1.json:3", Procedure(Step("a", "Exploded")));
        Assert.Contains("PROC-STEPS 1.json:4", Procedure(Step("a", "Checked") + ",\n" + Step("a", "Registered")));
        Assert.Contains("PROC-STEPS 1.json:3", Procedure(Step("a", "Checked", more: ", \"refused\": \"nowhere\"")));
        Assert.Contains("PROC-LOOP 1.json:3", Procedure(Step("a", "Checked", more: ", \"refused\": \"b\"") + ",\n" + Step("b", "Checked", more: ", \"otherwise\": \"a\"")));
        Assert.Contains("ADAPTER-FIELD 1.json:3", Procedure(Step("a", "Checked", more: ", \"colour\": \"red\"")));
    }

    [Fact]
    public void A_message_whose_answer_causes_its_own_step_is_a_loop() =>
        Assert.Contains("PROC-LOOP 1.json:3", Good("\"answers\": [\"M\"], \"events\": [{\"event\": \"Registered\"}]")
            .With("adapters/procedures/x/journey/1.json", Steps(Step("a", "Registered"))).Check());
}
