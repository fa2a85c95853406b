using System.Runtime.CompilerServices;
using System.Text;
using Gateway.Adapters;
using Gateway.Messages;
using Gateway.Messages.Pieces;
using Gateway.Tests.Samples;

namespace Gateway.Tests.Messages;

/// <summary>A message is read a piece at a time: the pieces are the whole, faults are named by their place in it, memory does not grow.</summary>
public sealed class When_a_message_is_longer_than_memory
{
    private static readonly string Sample = Encoding.UTF8.GetString(Repository.Files["adapters/wco/dms2/dec/3.6/samples/import-two-lines/1-DEC.xml"].Span);
    private static readonly MessageGuide Guide = Repository.Known.Find("wco/dms2/dec/3.6", new DateOnly(2026, 11, 27))!;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    [InlineData(1000)]
    public void The_pieces_are_the_whole(int size)
    {
        // One line has a spelling of its own, one a prefix of its own.
        var message = Message(40, number => number == 33 ? "<SequenceNumeric> 33 </SequenceNumeric>" : $"<SequenceNumeric>{number}</SequenceNumeric>");
        var whole = Guide.Guideline.Read(message, ReadLimits.Default);
        Assert.True(whole.Ok, string.Join('\n', whole.Findings));

        var pieces = Pieces(message, size);
        Assert.Equal((40 + size - 1) / size, pieces.Count);
        Assert.All(pieces, piece => Assert.Empty(piece.Reading.Findings));
        Assert.Equal(Enumerable.Range(0, pieces.Count).Select(at => (at * size) + 1), pieces.Select(piece => piece.From));
        var sources = pieces.SelectMany(piece => piece.Reading.Document!.All("goods")).SelectMany(Sources);
        Assert.Equal(whole.Document!.All("goods").SelectMany(Sources), sources);

        using var text = new MemoryStream();
        using var spill = new MemoryStream();
        using var canonical = Guide.Guideline.WriteCanonical(text, spill)!;
        pieces.ForEach(piece => canonical.Add(piece.Reading.Document!));
        canonical.End();
        var back = CanonicalJson.Read(text.ToArray(), "declaration", ReadLimits.Default);
        Assert.Empty(back.Findings);
        Assert.Equal(Folder.Json(whole.Document!), Folder.Json(back.Document!));
        Assert.Equal(message, Guide.Guideline.Write(back.Document!, Guide.Manifest.Envelope, Guide.Manifest.Partner).Bytes);
    }

    [Fact]
    public void A_message_without_lines_is_one_piece()
    {
        var piece = Assert.Single(Pieces(Message(0), 10));
        Assert.Equal((1, 0, 0), (piece.From, piece.Count, piece.Reading.Document!.All("goods").Count()));
    }

    [Fact]
    public void A_fault_is_named_by_its_place_in_the_whole()
    {
        var message = Message(40, number => number is 3 or 39 ? "<SequenceNumeric>three</SequenceNumeric>" : $"<SequenceNumeric>{number}</SequenceNumeric>");
        var whole = Guide.Guideline.Read(message, ReadLimits.Default).Findings.Select(Place);
        Assert.Equal(whole, Pieces(message, 7).SelectMany(piece => piece.Reading.Findings).Select(Place));
        Assert.Contains("[39]", whole.Last(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("truncated", "XML-NOT-WELL-FORMED")]
    [InlineData("dtd", "XML-DTD")]
    [InlineData("apart", "XML-ORDER")]
    [InlineData("encoding", "TXT-ENCODING")]
    [InlineData("nothing", "XML-NOT-WELL-FORMED")]
    public void A_message_that_is_none_ends_with_one_finding(string how, string code)
    {
        var text = Encoding.UTF8.GetString(Message(40));
        var at = text.IndexOf(LongMessage.Line, StringComparison.Ordinal);
        var spoiled = how switch
        {
            "truncated" => text[..(text.Length / 2)],
            "dtd" => "<!DOCTYPE x [<!ENTITY e 'e'>]>" + text[(text.IndexOf("?>", StringComparison.Ordinal) + 2)..],
            "apart" => text.Insert(text.LastIndexOf(LongMessage.Line, StringComparison.Ordinal), "<Importer><Name>X</Name></Importer>"),
            "encoding" => "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>" + text[(text.IndexOf("?>", StringComparison.Ordinal) + 2)..],
            _ => "",
        };
        Assert.True(at > 0);
        var last = Pieces(Encoding.UTF8.GetBytes(spoiled), 7)[^1];
        Assert.Null(last.Reading.Document);
        Assert.Equal(code, Assert.Single(last.Reading.Findings).Code);
    }

    [Fact]
    public void A_bound_of_the_publisher_holds_over_the_whole()
    {
        // The schema has 999 lines at most.
        var message = Message(1_001);
        var whole = Guide.Guideline.Read(message, ReadLimits.Default).Findings.Select(Place);
        Assert.Equal(whole, Pieces(message, 100).SelectMany(piece => piece.Reading.Findings).Select(Place));
        Assert.Equal("XML-OCCURS", Assert.Single(whole).Split(' ')[0]);
        Assert.All(Pieces(Message(999), 100), piece => Assert.Empty(piece.Reading.Findings));
    }

    [Fact]
    public void What_is_dropped_is_said_once_at_the_end()
    {
        var message = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Message(20)).Replace("<GovernmentAgencyGoodsItem>", "<GovernmentAgencyGoodsItem><?program does?>", StringComparison.Ordinal));
        var pieces = Pieces(message, 7);
        Assert.Equal(20, pieces.Sum(piece => piece.Count));
        Assert.Equal("XML-INSTRUCTION  program", Place(Assert.Single(pieces.SelectMany(piece => piece.Reading.Findings))));
    }

    [Fact]
    public void Nothing_of_a_message_that_is_taken_whole_comes_in_pieces() =>
        Assert.Null(Repository.Known.Find("wco/dms2/res/3.6", new DateOnly(2026, 11, 27))!.Guideline.ReadPieces(() => new MemoryStream(), PieceLimits.Default));

    [Fact]
    public void Nothing_of_a_piece_is_held_when_the_next_is_read()
    {
        const int lines = 900;
        var limits = PieceLimits.Default with { Size = 50 };
        using var canonical = Guide.Guideline.WriteCanonical(Stream.Null, new MemoryStream())!;
        var pieces = new List<WeakReference>();
        foreach (var piece in Guide.Guideline.ReadPieces(() => LongMessage.Open(Sample, lines), limits)!)
        {
            pieces.Add(Taken(canonical, piece));
            GC.Collect();
            Assert.InRange(pieces.Count(each => each.IsAlive), 0, 1);
        }

        Assert.Equal(lines / limits.Size, pieces.Count);
    }

    // A method of its own, so that no local of the test holds the document.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Taken(CanonicalPieces canonical, Piece piece)
    {
        Assert.Empty(piece.Reading.Findings);
        canonical.Add(piece.Reading.Document!);
        return new WeakReference(piece.Reading.Document);
    }

    private static string Place(Finding finding) => $"{finding.Code} {finding.Pointer} {finding.Path}";

    private static IEnumerable<string> Sources(Tree node) => node.Children.SelectMany(Sources).Prepend($"{node.Name} {node.Source}");

    private static List<Piece> Pieces(byte[] message, int size) =>
        [.. Guide.Guideline.ReadPieces(() => new MemoryStream(message), PieceLimits.Default with { Size = size })!];

    private static byte[] Message(int lines, Func<int, string>? number = null)
    {
        var (before, line, after) = LongMessage.Cut(Sample);
        number ??= each => $"<SequenceNumeric>{each}</SequenceNumeric>";
        return Encoding.UTF8.GetBytes(before + string.Concat(Enumerable.Range(1, lines).Select(each => line.Replace("<SequenceNumeric>1</SequenceNumeric>", number(each), StringComparison.Ordinal))) + after);
    }
}
