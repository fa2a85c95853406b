using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Adapters;
using Gateway.Messages;
using Gateway.Messages.Pieces;
using Gateway.Tests.Samples;

namespace Gateway.Tests.Messages;

/// <summary>A canonical document is written a piece at a time: the message is that of the whole, faults are named by their place in it, memory does not grow.</summary>
public sealed class When_a_document_is_longer_than_memory
{
    private const int Lines = 40;
    private static readonly string Sample = Encoding.UTF8.GetString(Repository.Files["adapters/wco/dms2/dec/3.6/samples/import-two-lines/1-DEC.xml"].Span);
    private static readonly MessageGuide Guide = Repository.Known.Find("wco/dms2/dec/3.6", new DateOnly(2026, 11, 27))!;
    private static readonly byte[] Message = Lengthened();
    private static readonly string Document = Encoding.UTF8.GetString(CanonicalJson.Write(Guide.Guideline.Read(Message, ReadLimits.Default).Document!, "declaration"));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    [InlineData(1000)]
    public void The_pieces_are_the_message(int size)
    {
        Assert.Equal(Message, Write(Document).Bytes);
        using var output = Output(Document, size);
        Assert.Empty(output.Findings);
        Assert.Equal(Text(Message), Text(output.Bytes));
    }

    [Theory]
    [InlineData("wire", "goods")]
    [InlineData("goods", "wire")]
    public void Nouns_stand_in_any_order(params string[] first)
    {
        var nouns = JsonNode.Parse(Document)!.AsObject();
        var turned = new JsonObject(first.Concat(nouns.Select(noun => noun.Key).Except(first).Reverse()).Select(noun => KeyValuePair.Create(noun, nouns[noun]?.DeepClone())));
        using var output = Output("\uFEFF" + turned.ToJsonString(), 7);
        Assert.Empty(output.Findings);
        Assert.Equal(Text(Message), Text(output.Bytes));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    public void A_document_without_lines_is_one_piece(string lines)
    {
        var document = Changed(nouns =>
        {
            nouns.Remove("wire");
            _ = lines.Length == 0 ? nouns.Remove("goods") : (nouns["goods"] = JsonNode.Parse(lines)) is null;
        });
        using var output = Output(document, 7);
        Assert.Empty(output.Findings);
        Assert.Equal(Text(Write(document).Bytes!), Text(output.Bytes));
    }

    [Fact]
    public void A_document_of_almost_nothing_is_written_too()
    {
        const string document = """{"reference":"A"}""";
        using var output = Output(document, 7);
        Assert.Equal(Write(document).Findings.Select(Place), output.Findings.Select(Place));
        Assert.Equal(Text(Write(document).Bytes ?? []), Text(output.Bytes));
    }

    [Theory]
    [InlineData("\"number\": \"33\",", "\"nonsense\": \"33\",")]
    [InlineData("\"number\": \"33\",", "\"number\": {\"x\": \"33\"},")]
    [InlineData("\"number\": \"33\",", "\"number\": \"thirty-three\",")]
    [InlineData("\"number\": \"33\",", "\"number\": \"33333333333333333333333333\",")]
    [InlineData("\"number\": \"33\",", "\"number\": \"3\\u00003\",")]
    [InlineData("\"number\": \"33\",", "\"number\": \"\\ud800\",")]
    [InlineData("\"number\": \"33\",", "\"number\": \"33\"")]
    [InlineData("\"number\": \"33\",", "\"number\": [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[")]
    [InlineData("\"goods\": [", "\"goods\": \"none\", \"goods\": [")]
    [InlineData("\"goods\": [", "\"goods\": [], \"goods\": [")]
    [InlineData("\"goods\": [", "\"goods\": [null,\"x\",[],")]
    [InlineData("\"wire\": [", "\"wire\": [{\"at\": {}}, {\"to\": \"x\"}, 7,")]
    [InlineData("\"reference\":", "\"nonsense\": {}, \"reference\":")]
    [InlineData("\n}\n", "\n")]
    [InlineData("\n}\n", "\n} x")]
    public void What_is_no_document_is_refused_as_the_whole_is(string from, string to)
    {
        Assert.Contains(from, Document, StringComparison.Ordinal);
        var spoiled = Document.Replace(from, to, StringComparison.Ordinal);
        var whole = CanonicalJson.Read(Encoding.UTF8.GetBytes(spoiled), "declaration", ReadLimits.Default);
        Assert.False(whole.Ok);
        var found = Pieces(Encoding.UTF8.GetBytes(spoiled), 7).SelectMany(piece => piece.Reading.Findings).Distinct().ToList();
        Assert.Equal(whole.Findings.Select(Place).Order(), found.Select(Place).Order());
        Assert.Equal(whole.Findings.Where(finding => finding.Line > 0).Select(finding => finding.Line).Order(), found.Where(finding => finding.Line > 0).Select(finding => finding.Line).Order());
    }

    [Fact]
    public void A_property_that_stands_twice_in_a_line_ends_the_reading()
    {
        var spoiled = Encoding.UTF8.GetBytes(Document.Replace("\"number\": \"33\",", "\"number\": \"33\", \"number\": \"34\",", StringComparison.Ordinal));
        var whole = CanonicalJson.Read(spoiled, "declaration", ReadLimits.Default).Findings.Where(finding => finding.Code == "JSON-DUPLICATE");
        var last = Pieces(spoiled, 7)[^1];
        Assert.Null(last.Reading.Document);
        Assert.Equal(whole, last.Reading.Findings);
    }

    [Theory]
    [InlineData("", "TXT-EMPTY")]
    [InlineData("5B7B7D5D", "JSON-SHAPE")]
    [InlineData("7B00", "JSON-NOT-WELL-FORMED")]
    [InlineData("FFFE7B007D00", "TXT-ENCODING")]
    [InlineData("7B2278223A22FF227D", "TXT-ENCODING")]
    [InlineData("7B22FF223A22227D", "TXT-ENCODING")]
    public void What_is_no_text_is_refused(string bytes, string code)
    {
        var piece = Assert.Single(Pieces(Convert.FromHexString(bytes), 7));
        Assert.Equal((code, null), (Assert.Single(piece.Reading.Findings).Code, piece.Reading.Document));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_named_by_their_place_in_the_whole()
    {
        var bytes = Encoding.UTF8.GetBytes(Document);
        var at = bytes.AsSpan().IndexOf("\"number\": \"33\""u8) + 12;
        bytes[at] = 0xFF;
        var whole = Assert.Single(CanonicalJson.Read(bytes, "declaration", ReadLimits.Default).Findings);
        Assert.Equal(whole, Assert.Single(Pieces(bytes, 7)[^1].Reading.Findings));
        Assert.Equal($"byte {at}", whole.Path);
    }

    [Fact]
    public void A_spelling_out_of_order_is_refused_with_its_place()
    {
        var document = Changed(nouns =>
        {
            var last = nouns["wire"]!.AsArray().Last(place => ((string?)place!["at"])!.Contains("[33]", StringComparison.Ordinal))!;
            nouns["wire"]!.AsArray().Remove(last);
            nouns["wire"]!.AsArray().Insert(0, last);
        });
        var wrong = Assert.Single(Pieces(Encoding.UTF8.GetBytes(document), 7)[^1].Reading.Findings);
        Assert.Equal("JSON-ORDER", wrong.Code);
        var (index, line) = (int.Parse(wrong.Path.Split('/')[2], CultureInfo.InvariantCulture), document.Split('\n')[wrong.Line..]);
        Assert.Contains($"\"{(string?)JsonNode.Parse(document)!["wire"]![index]!["at"]}\"", line[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5_000, 200_000, "SIZE-LIMIT")]
    [InlineData(10_485_760, 250, "JSON-NODES")]
    public void A_line_beyond_the_limits_is_refused(int bytes, int nodes, string code)
    {
        var document = Changed(nouns => nouns["goods"]![20]!["document"] = new JsonArray([.. Enumerable.Repeat(0, 300).Select(_ => (JsonNode)"twenty characters long")]));
        var limits = PieceLimits.Default with { One = new ReadLimits(MaxBytes: bytes, MaxNodes: nodes) };
        var last = Guide.Guideline.ReadCanonical(() => new MemoryStream(Encoding.UTF8.GetBytes(document)), limits)!.Last();
        Assert.Equal((code, null), (Assert.Single(last.Reading.Findings).Code, last.Reading.Document));
    }

    [Fact]
    public void A_document_beyond_the_limit_is_refused()
    {
        var limits = PieceLimits.Default with { MaxBytes = 70_000 };
        var piece = Assert.Single(Guide.Guideline.ReadCanonical(() => new MemoryStream(Encoding.UTF8.GetBytes(Document)), limits)!);
        Assert.Equal("SIZE-LIMIT", Assert.Single(piece.Reading.Findings).Code);
    }

    [Fact]
    public void What_cannot_be_written_is_named_by_its_place_in_the_whole()
    {
        var document = Changed(nouns =>
        {
            nouns["goods"]![32]!["customsValue"] = "1.12345";
            nouns["goods"]![38]!["description"] = "\u0001";
            nouns["goodsItems"] = "123456";
        });
        var whole = Write(document);
        Assert.Null(whole.Bytes);
        Assert.Contains(whole.Findings, finding => finding.Path.Contains("[33]", StringComparison.Ordinal));
        using var output = Output(document, 7);
        Assert.Equal(whole.Findings.Select(Place).Order(), output.Findings.Select(Place).Order());
        Assert.Empty(output.Bytes);
    }

    [Fact]
    public void What_is_not_carried_is_named_once_by_its_place_in_the_whole()
    {
        var document = Changed(nouns =>
        {
            nouns["goods"]![32]!["lineId"] = "no place for it";
            nouns["temporaryNumber"] = "1";
            nouns["wire"]!.AsArray().Add(new JsonObject { ["at"] = "MetaData/Declaration/GoodsShipment/GovernmentAgencyGoodsItem[77]/SequenceNumeric", ["text"] = " 77" });
            nouns["wire"]!.AsArray().Add(new JsonObject { ["at"] = "MetaData/Declaration/Nowhere", ["text"] = "x" });
        });
        var whole = Write(document).NotCarried.Select(Place).Order().ToList();
        using var output = Output(document, 7);
        Assert.Equal(whole, output.NotCarried.Select(Place).Order());
        Assert.Contains(whole, place => place.Contains("goods[33]/", StringComparison.Ordinal));
        Assert.True(whole.Count >= 5, string.Join('\n', whole));
    }

    [Fact]
    public void Nothing_of_a_message_that_is_written_whole_comes_in_pieces()
    {
        var guideline = Repository.Known.Find("wco/dms2/res/3.6", new DateOnly(2026, 11, 27))!.Guideline;
        Assert.Null(guideline.ReadCanonical(() => new MemoryStream(), PieceLimits.Default));
        Assert.Null(guideline.WritePieces(Stream.Null, Guide.Manifest.Envelope, Guide.Manifest.Partner));
    }

    [Fact]
    public void Nothing_of_a_piece_is_held_when_the_next_is_written()
    {
        const int lines = 900;
        using var output = Guide.Guideline.WritePieces(Stream.Null, Guide.Manifest.Envelope, Guide.Manifest.Partner)!;
        var pieces = new List<WeakReference>();
        foreach (var piece in Guide.Guideline.ReadCanonical(() => new LongText(Parts(lines)), PieceLimits.Default with { Size = 100 })!)
        {
            pieces.Add(Taken(output, piece));
            GC.Collect();
            Assert.InRange(pieces.Count(each => each.IsAlive), 0, 1);
        }

        Assert.Equal(lines / 100, pieces.Count);
    }

    // A method of its own, so that no local of the test holds the document.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Taken(PieceOutput output, Piece piece)
    {
        Assert.Empty(piece.Reading.Findings);
        output.Add(piece);
        Assert.Empty(output.Findings);
        return new WeakReference(piece.Reading.Document);
    }

    private static IEnumerable<byte[]> Parts(int lines)
    {
        var nouns = JsonNode.Parse(Document)!.AsObject();
        var (around, line) = (Changed(all => all.Remove("goods")), nouns["goods"]![0]!.ToJsonString());
        yield return Encoding.UTF8.GetBytes(around[..around.LastIndexOf('}')] + ",\"goods\":[");
        for (var number = 1; number <= lines; number++)
        {
            yield return Encoding.UTF8.GetBytes(line + (number < lines ? "," : "]}"));
        }
    }

    private static string Place(Finding finding) => $"{finding.Code} {finding.Pointer} {finding.Path} {finding.Message}";

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private static string Changed(Action<JsonObject> change)
    {
        var nouns = JsonNode.Parse(Document)!.AsObject();
        change(nouns);
        return nouns.ToString();
    }

    private static Writing Write(string document)
    {
        var reading = CanonicalJson.Read(Encoding.UTF8.GetBytes(document), "declaration", ReadLimits.Default);
        Assert.True(reading.Ok, string.Join('\n', reading.Findings));
        return Guide.Guideline.Write(reading.Document!, Guide.Manifest.Envelope, Guide.Manifest.Partner);
    }

    private static List<Piece> Pieces(byte[] document, int size) =>
        [.. Guide.Guideline.ReadCanonical(() => new MemoryStream(document), PieceLimits.Default with { Size = size })!];

    private static Written Output(string document, int size)
    {
        var pieces = Pieces(Encoding.UTF8.GetBytes(document), size);
        Assert.All(pieces, piece => Assert.Empty(piece.Reading.Findings));
        var written = new Written();
        pieces.ForEach(written.Output.Add);
        written.Output.End();
        return written;
    }

    // Spelled in ways of their own: an element before the lines and one behind them, some lines, and the prefix of one.
    private static byte[] Lengthened()
    {
        var (before, line, after) = LongMessage.Cut(Sample);
        var lines = Enumerable.Range(1, Lines).Select(number => line.Replace("<SequenceNumeric>1</SequenceNumeric>", Sequence(number), StringComparison.Ordinal));
        return Encoding.UTF8.GetBytes(
            before.Replace("<TypeCode>IMA</TypeCode>", "<TypeCode>IMA </TypeCode>", StringComparison.Ordinal)
            + string.Concat(lines)
            + after.Replace("</TypeCode>", "\n</TypeCode>", StringComparison.Ordinal));
    }

    private static string Sequence(int number) => number switch
    {
        1 or 2 or 33 => $"<SequenceNumeric> {number} </SequenceNumeric>",
        21 => "<SequenceNumeric>021</SequenceNumeric>",
        22 => "<q:SequenceNumeric xmlns:q=\"urn:wco:datamodel:WCO:DEC-DMS:2\">22</q:SequenceNumeric>",
        _ => $"<SequenceNumeric>{number}</SequenceNumeric>",
    };

    private sealed class Written : IDisposable
    {
        private readonly MemoryStream _stream = new();

        public Written() => Output = Guide.Guideline.WritePieces(_stream, Guide.Manifest.Envelope, Guide.Manifest.Partner)!;

        public PieceOutput Output { get; }

        public byte[] Bytes => _stream.ToArray();

        public IReadOnlyList<Finding> Findings => Output.Findings;

        public IReadOnlyList<Finding> NotCarried => Output.NotCarried;

        public void Dispose()
        {
            Output.Dispose();
            _stream.Dispose();
        }
    }
}
