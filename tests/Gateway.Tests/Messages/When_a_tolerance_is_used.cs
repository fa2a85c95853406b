using System.Text;
using Gateway.Adapters;
using Gateway.Messages;
using Gateway.Messages.Pieces;

namespace Gateway.Tests.Messages;

/// <summary>What a partner's policy forgives is forgiven by name and leaves one note; what it does not need leaves none.</summary>
public sealed class When_a_tolerance_is_used
{
    private static readonly string[] Carriers = ["xml", "fixed", "delimited", "json", "edifact"];

    public static TheoryData<int> Samples => [.. Enumerable.Range(0, Forgiven.All.Count)];

    [Theory]
    [MemberData(nameof(Samples))]
    public void It_leaves_one_note_with_its_name_how_often_and_where_first(int at)
    {
        var sample = Forgiven.All[at];
        var note = Assert.Single(sample.Findings(sample.Needs, sample.Tolerance), finding => finding.Severity == Severity.Note);
        var text = sample.Note[(sample.Note.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        Assert.Equal($"{sample.Note.Split(' ')[0]} '{sample.Tolerance}' is tolerated: {text}", $"{note.Path}:{note.Line} {note.Message}");
        Assert.Equal("TOL-" + sample.Tolerance.ToUpperInvariant(), note.Code);
        Assert.True(Tolerance.IsNote(note));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Nothing_is_said_of_one_that_is_permitted_and_not_needed(int at) =>
        Assert.Empty(Forgiven.All[at].Findings(Forgiven.All[at].Plain, Forgiven.All[at].Tolerance).Select(finding => finding.ToString()));

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_message_that_needs_it_is_not_taken_as_it_stands_without_it(int at)
    {
        var sample = Forgiven.All[at];
        var strict = sample.Findings(sample.Needs);
        Assert.DoesNotContain(strict, Tolerance.IsNote);

        // Blanks around the text of a cell are good as they stand; the text is another one.
        Assert.True(strict.Any(finding => finding.Severity == Severity.Error) || (sample.Tolerance, sample.Carrier) is ("blanks", "delimited"), sample.ToString());
    }

    [Fact]
    public void Every_tolerance_is_shown_in_every_carrier_that_honours_it() => Assert.Empty(Forgiven.Unshown(Tolerance.All, Forgiven.All));

    [Fact]
    public void A_tolerance_nobody_shows_is_found()
    {
        IReadOnlyList<Forgiven> fewer = [.. Forgiven.All.Where(sample => sample is not { Tolerance: "latin", Carrier: "edifact" })];
        Assert.Equal(["latin in edifact"], Forgiven.Unshown(Tolerance.All, fewer));
    }

    [Fact]
    public void A_carrier_that_does_not_know_it_is_refused_with_file_and_line()
    {
        foreach (var (tolerance, carrier) in Tolerance.All.SelectMany(tolerance => Carriers.Except(tolerance.Carriers).Select(carrier => (tolerance, carrier))))
        {
            var finding = Assert.Single(Forgiven.Family(carrier, tolerance.Name).Load().Findings);
            Assert.Equal(("ADAPTER-TOLERATE", $"{Folder.Base}/adapter.json", 2), (finding.Code, finding.Path, finding.Line));
            Assert.Contains($"{carrier} knows no '{tolerance.Name}'", finding.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_family_s_own_line_is_named_where_the_family_tolerates()
    {
        var folder = Forgiven.Family("xml").With($"{Folder.Base}/adapter.json", """
            { "id": "x/test/family/1", "role": "partner", "validFrom": "2020-01-01", "carrier": "xml",
              "messages": { "M": { "map": "M.map", "kind": "declaration", "direction": "both", "schema": "x/M.tsv" } },
              "strictness": { "tolerate": [ "blanks", "bare-lf" ] } }
            """);
        Assert.Equal(["ADAPTER-TOLERATE adapter.json:3"], folder.Check());
    }

    [Fact]
    public void A_message_inside_another_is_forgiven_by_the_same_policy_and_counted_with_it()
    {
        var folder = Folder.Json("R\n  a = content base64 inner.map", "R group 0 1 1\nR/a text 500 0 1", more: "\"strictness\": {\"tolerate\": [\"missing-namespaces\", \"unknown\"]}")
            .Beside("inner.map", "namespace - urn:doc\nschema x/inner.tsv\nI\n  N = reference\n")
            .With("schemas/x/inner.tsv", "namespace\t-\turn:doc\npath\ttype\tmax\tmin\toccurs\nI\tgroup\t0\t1\t1\nI/N\ttext\t50\t0\t1\n");
        var inner = Convert.ToBase64String("<I><N>r</N><O/></I>"u8);
        var read = folder.Guideline().Read(Encoding.UTF8.GetBytes($"{{\"a\":\"{inner}\",\"b\":1}}"), ReadLimits.Default);
        Assert.True(read.Ok);
        Assert.Equal(["TOL-UNKNOWN /b 2", "TOL-MISSING-NAMESPACES I 2"], read.Findings.Where(Tolerance.IsNote).Select(note => $"{note.Code} {note.Path} {note.Message.Split(": ")[1][..1]}"));
    }

    [Fact]
    public void What_is_forgiven_hides_nothing_that_is_wrong_at_the_same_place()
    {
        var read = Folder.Delimited("D\n  f\n    a = grossMass\n    b = office", "D group 0 1 1\nD/f group 0 1 1\nD/f/a text 50 0 1\nD/f/b text 50 0 1", more: "\"strictness\": {\"tolerate\": [\"blanks\"]}")
            .Guideline().Read("[f],,\nfield,value,\na, heavy,\n"u8.ToArray(), ReadLimits.Default);
        Assert.Equal(["Error f!B2", "Note f!B2"], read.Findings.Select(finding => $"{finding.Severity} {finding.Path}"));
    }

    [Fact]
    public void What_is_changed_in_writing_names_the_noun()
    {
        var sample = Forgiven.All.First(sample => sample is { Tolerance: "latin", Carrier: "fixed" });
        Assert.Equal(["TOL-LATIN reference", "TOL-UPPER-CASE notes"], sample.Findings("{'reference':'Đ','notes':'b'}", "latin", "upper-case").Select(note => $"{note.Code} {note.Pointer}"));
    }

    [Fact]
    public void A_message_in_pieces_is_noted_once_and_what_stands_around_the_pieces_counts_once()
    {
        var folder = Folder.Xml(
            "R\n  A = reference\n  L* = goods\n    N = number", "R group 0 1 1\nR/A text 9 0 1\nR/L group 0 0 0\nR/L/N text 9 0 1", more: "\"pieces\": \"goods\", \"strictness\": {\"tolerate\": [\"blanks\"]}");
        var message = Encoding.UTF8.GetBytes($"<R><A> 1</A>{string.Concat(Enumerable.Range(1, 5).Select(number => $"\n<L><N>{number}{(number > 3 ? " " : "")}</N></L>"))}</R>");
        var pieces = folder.Guideline().ReadPieces(() => new MemoryStream(message), PieceLimits.Default with { Size = 2 })!.ToList();
        Assert.Equal([2, 2, 1, 0], pieces.Select(piece => piece.Count));
        Assert.All(pieces.SkipLast(1), piece => Assert.Empty(piece.Reading.Findings));
        var note = Assert.Single(pieces[^1].Reading.Findings);
        Assert.Equal("R/A:1 'blanks' is tolerated: 3 value(s) lose the blanks around them", $"{note.Path}:{note.Line} {note.Message}");
        Assert.Equal(note, folder.Guideline().Read(message, ReadLimits.Default).Findings.Single());
    }

    [Fact]
    public void A_flood_of_findings_drowns_no_note()
    {
        var sample = Forgiven.All.First(sample => sample is { Tolerance: "blanks", Carrier: "xml" });
        var findings = sample.Findings($"<R xmlns='urn:doc'><A> 1</A><W>2</W>{string.Concat(Enumerable.Repeat("<X/>", 1_200))}</R>", "blanks");
        Assert.Contains("FINDINGS-LIMIT", findings.Select(finding => finding.Code));
        Assert.Equal("TOL-BLANKS", findings[^1].Code);
    }
}
