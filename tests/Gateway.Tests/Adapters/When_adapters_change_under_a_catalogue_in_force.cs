using System.Text;
using Gateway.Adapters;
using Gateway.Messages;
using Gateway.Tests.Messages;
using Xunit;

namespace Gateway.Tests.Adapters;

public sealed class When_adapters_change_under_a_catalogue_in_force
{
    private const string Table = "R group 0 1 1\nR/A text 50 0 1";
    private const string Second = "adapters/x/second/1";

    private static Folder Good(string more = "") => Folder.Xml("R\n  A = reference", Table, more: more);

    private static Folder WithSecond(string map = "R\n  A = office", string more = "") => Good().With($"{Second}/adapter.json", Manifest(more)).With($"{Second}/M.map", map);

    private static string Manifest(string more = "", string schema = "x/M.tsv") => $$"""
        { "id": "x/second/1", "role": "partner", "validFrom": "2020-01-01", "carrier": "xml",
          "messages": { "M": { "map": "M.map", "kind": "declaration", "direction": "both", "schema": "{{schema}}"{{more}} } } }
        """;

    private static CatalogueLoad Change(Folder before, Folder after)
    {
        var load = before.Load();
        Assert.Empty(load.Findings);
        return Catalogue.Load(after.Bytes(), load.Catalogue);
    }

    /// <summary>What the noun of A is, by writing it.</summary>
    private static string Reads(Catalogue catalogue, string id = Folder.Id)
    {
        var document = catalogue.Find(id, Folder.Day)!.Guideline.Read(Encoding.UTF8.GetBytes("<R><A>47NB</A></R>"), ReadLimits.Default).Document!;
        return Assert.Single(document.Children).Name;
    }

    [Fact]
    public void What_is_right_comes_into_force()
    {
        var load = Change(Good(), WithSecond().Beside("M.map", "R\n  A = office"));
        Assert.Empty(load.Findings);
        Assert.Empty(load.Refused);
        Assert.Equal("office", Reads(load.Catalogue));
        Assert.Equal("office", Reads(load.Catalogue, "x/second/1:M"));
    }

    [Fact]
    public void A_broken_folder_keeps_what_it_had_and_holds_up_no_other()
    {
        var load = Change(WithSecond(), WithSecond("R\n  A = reference").Beside("M.map", "R\n  A = no/such/noun"));
        Assert.Equal("reference", Reads(load.Catalogue));
        Assert.Equal("reference", Reads(load.Catalogue, "x/second/1:M"));
        Assert.Equal(["x/test/family/1"], load.Refused);
        Assert.Equal(["MAP-NOUN"], load.Findings.Select(finding => finding.Code));
    }

    [Fact]
    public void A_folder_is_kept_or_taken_whole()
    {
        const string two = "\"messages\": { \"N\": { \"map\": \"N.map\", \"kind\": \"declaration\", \"direction\": \"in\", \"schema\": \"x/M.tsv\" }, \"M\":";
        var changed = Good().Beside("adapter.json", Encoding.UTF8.GetString(Good().Bytes()[$"{Folder.Base}/adapter.json"].Span).Replace("\"messages\": { \"M\":", two, StringComparison.Ordinal))
            .Beside("N.map", "R\n  A = nonsense").Beside("M.map", "R\n  A = office");
        var load = Change(Good(), changed);
        Assert.Equal([Folder.Id], load.Catalogue.Messages.Select(message => message.Id));
        Assert.Equal("reference", Reads(load.Catalogue));
    }

    [Fact]
    public void A_new_folder_that_is_broken_is_not_there()
    {
        var load = Change(Good(), WithSecond("R\n  A = nonsense"));
        Assert.Equal([Folder.Id], load.Catalogue.Messages.Select(message => message.Id));
        Assert.Equal(["x/second/1"], load.Refused);
    }

    [Theory]
    [InlineData("{ nonsense")]
    [InlineData("[]")]
    public void A_manifest_that_cannot_be_read_keeps_what_was_there(string manifest)
    {
        var load = Change(WithSecond(), WithSecond().With($"{Second}/adapter.json", manifest));
        Assert.Equal("office", Reads(load.Catalogue, "x/second/1:M"));
        Assert.Equal(["x/second/1"], load.Refused);
        Assert.False(load.Ok);
    }

    [Fact]
    public void A_folder_that_is_gone_stays_and_is_named()
    {
        var load = Change(WithSecond(), Good());
        Assert.Equal("office", Reads(load.Catalogue, "x/second/1:M"));
        Assert.Equal(["x/second/1"], load.Refused);
        Assert.Equal(["ADAPTER-GONE"], load.Findings.Select(finding => finding.Code));
    }

    [Fact]
    public void A_broken_table_is_refused_for_every_folder_that_uses_it()
    {
        var load = Change(WithSecond(), WithSecond("R\n  A = reference").With("schemas/x/M.tsv", "path\ttype\tmax\tmin\toccurs\nR\tgroup\t0\t1\t1\nR/A\tpigeon\t50\t0\t1\n"));
        Assert.Equal(["x/second/1", "x/test/family/1"], load.Refused);
        Assert.Equal("office", Reads(load.Catalogue, "x/second/1:M"));
        Assert.Equal("reference", Reads(load.Catalogue));
    }

    [Fact]
    public void A_folder_whose_answer_nobody_speaks_falls_back_with_those_that_need_it()
    {
        // The family now answers with a message of the second, which answers with one that nobody speaks.
        var load = Change(WithSecond(), WithSecond("R\n  A = reference", ", \"answers\": [\"x/none/1:Q\"]").Beside("M.map", "R\n  A = office"));
        Assert.Equal(["x/second/1"], load.Refused);
        Assert.Equal("office", Reads(load.Catalogue, "x/second/1:M"));
        Assert.Equal("office", Reads(load.Catalogue));

        var chain = Change(Good(), WithSecond(more: ", \"answers\": [\"x/none/1:Q\"]").Beside("adapter.json", Encoding.UTF8.GetString(Good("\"answers\": [\"x/second/1:M\"]").Bytes()[$"{Folder.Base}/adapter.json"].Span)));
        Assert.Equal(["x/second/1", "x/test/family/1"], chain.Refused);
        Assert.Equal([Folder.Id], chain.Catalogue.Messages.Select(message => message.Id));
        Assert.Empty(chain.Catalogue.Messages[0].Entry.Answers);
    }

    private static string Steps(string send) => $$"""
        { "id": "x/journey/1", "start": "Checked", "direction": "IM", "correlate": [],
        "steps": [ { "id": "a", "on": "Checked", "send": "{{send}}", "document": "declaration", "by": "at once" } ] }
        """;

    [Theory]
    [InlineData("x/none/1:Q")]
    [InlineData(null)]
    public void A_procedure_that_is_broken_or_gone_stays_as_it_was(string? send)
    {
        const string file = "adapters/procedures/x/journey/1.json";
        var load = Change(Good().With(file, Steps(Folder.Id)), send is null ? Good() : Good().With(file, Steps(send)));
        Assert.Equal(Folder.Id, Assert.Single(load.Catalogue.Procedures).Steps[0].Send);
        Assert.Equal(["procedures/x/journey/1"], load.Refused);
        Assert.False(load.Ok);
    }

    [Fact]
    public void A_family_may_hold_its_own_table()
    {
        var own = Good().With($"{Second}/adapter.json", Manifest(schema: "./own.tsv")).With($"{Second}/M.map", "Q\n  A = office")
            .With($"{Second}/own.tsv", "path\ttype\tmax\tmin\toccurs\nQ\tgroup\t0\t1\t1\nQ/A\ttext\t50\t0\t1\n");
        var load = own.Load();
        Assert.Empty(load.Findings);
        var guideline = load.Catalogue.Find("x/second/1:M", Folder.Day)!.Guideline;
        var written = guideline.Write(Folder.Document("{'office':'47NB'}"), new Tree("envelope"), new Tree("partner")).Bytes!;
        Assert.Contains("<Q><A>47NB</A></Q>", Encoding.UTF8.GetString(written), StringComparison.Ordinal);
        Assert.Contains("ADAPTER-SCHEMA adapter.json:2", own.With($"{Second}/adapter.json", Manifest(schema: "./../../../schemas/x/M.tsv/..")).Check());
    }
}
