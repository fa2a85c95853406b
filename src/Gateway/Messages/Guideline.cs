using Gateway.Messages.Delimited;
using Gateway.Messages.Fixed;
using Gateway.Messages.Maps;
using Gateway.Messages.Pieces;
using Gateway.Messages.Xml;

namespace Gateway.Messages;

/// <summary>One message: its map, its carrier and its schema. The same lines read and write it.</summary>
public sealed class Guideline
{
    private readonly Map _map;
    private readonly ICarrier _carrier;
    private readonly IReadOnlySet<string> _tolerated;
    private readonly string _kind;
    private readonly DateOnly _day;

    internal Guideline(Map map, ICarrier carrier, string kind, IReadOnlySet<string> tolerated, DateOnly day)
    {
        _map = map;
        _carrier = carrier;
        _tolerated = tolerated;
        _kind = kind;
        _day = day;
    }

    /// <summary>The kind of canonical document on the other side.</summary>
    public string Kind => _kind;

    /// <summary>The sheets a person fills in, where the message is rows and columns; else none.</summary>
    public IReadOnlyList<Sheet> Sheets => _carrier is DelimitedCarrier carrier ? SheetPlan.Of(carrier.Table, _map, _day) : [];

    /// <summary>Where the elements stand that may be taken a piece at a time; <c>null</c> for a message that is always taken whole.</summary>
    internal PiecePath? Pieces { get; init; }

    /// <summary>The same guideline with the code lists in force on a day.</summary>
    public Guideline On(DateOnly day) => new(_map, _carrier, _kind, _tolerated, day) { Pieces = Pieces };

    /// <summary>Message to document. Never throws on bytes; every finding at once.</summary>
    public Reading Read(ReadOnlyMemory<byte> bytes, ReadLimits limits, Tree? partner = null)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return Read(bytes, limits, partner, held: true);
    }

    /// <summary>The same; without <paramref name="held"/> neither held to its schema nor to the element table, so that the cost of each is known.</summary>
    internal Reading Read(ReadOnlyMemory<byte> bytes, ReadLimits limits, Tree? partner, bool held)
    {
        var (counter, findings) = (new ReadCounter(limits), new FindingList());
        return _carrier.Open(bytes, counter, findings) is { } root
            ? Read(root, counter, findings, partner, held)
            : Unread(findings, counter);
    }

    /// <summary>
    /// A long message a piece at a time: memory does not grow with it. <paramref name="open"/> gives the message from its beginning and is
    /// called twice. <c>null</c> when the message is not one of those that are taken in pieces.
    /// </summary>
    public IEnumerable<Piece>? ReadPieces(Func<Stream> open, PieceLimits limits, Tree? partner = null)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(limits);
        return Pieces is { } path && _carrier is XmlCarrier xml
            ? new PieceReader(path, limits, (root, numbers, findings) => Read(xml.Tolerate(root, findings), new ReadCounter(limits.One), findings, partner, held: true, numbers)).Read(open)
            : null;
    }

    /// <summary>
    /// A long canonical document a piece at a time, each as it is written by <see cref="WritePieces"/>: memory does not grow with it.
    /// <paramref name="open"/> gives the document from its beginning and is called as often as it is gone over. <c>null</c> when the message
    /// is not one of those that are taken in pieces.
    /// </summary>
    public IEnumerable<Piece>? ReadCanonical(Func<Stream> open, PieceLimits limits)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(limits);
        return Pieces is { } path && ElementTable.Of(_kind) is { } table ? new JsonPieceReader(path, Spelling.Noun(_map), table, limits).Read(open) : null;
    }

    /// <summary>Takes the pieces of a long document and writes their message; <c>null</c> when the message is not one of those.</summary>
    public PieceOutput? WritePieces(Stream stream, Tree envelope, Tree partner) => Pieces is { } path
        ? new PieceOutput(stream, path, _map.Namespaces, piece => Compose(piece.Reading.Document!, envelope, partner, piece.Numbers ?? new PieceNumbers(path.Noun, piece.From)))
        : null;

    /// <summary>
    /// Takes the pieces of a long message and writes their document; <c>null</c> when the message is not one of those. <paramref name="spill"/>
    /// can be read and positioned and holds meanwhile what can only stand at the end.
    /// </summary>
    public CanonicalPieces? WriteCanonical(Stream stream, Stream spill) => Pieces is { } path && ElementTable.Of(_kind) is { } table
        ? new CanonicalPieces(stream, spill, table, path.Noun, Spelling.Noun(_map))
        : null;

    private Reading Read(MessageNode root, ReadCounter counter, FindingList findings, Tree? partner, bool held, PieceNumbers? numbers = null)
    {
        var (envelope, ignored) = (new Tree("envelope"), new List<Finding>());
        Hold(_carrier, _map, root, findings, ignored, held);
        var context = new ReadContext(envelope, partner, _day, findings, _carrier.BlankIsAbsent)
        {
            Open = (map, nested) => map.Table is { } table
                ? Open(new XmlCarrier(table, map.Namespaces, _tolerated), map, nested, counter, findings, ignored)
                : null,
            Numbers = numbers,
        };
        var document = new MapReader(context).Read(root, _map, _kind);
        ReadResults(root, document, envelope);
        var known = findings.Items.Select(finding => finding.Path).ToHashSet();
        foreach (var finding in held ? DocumentCheck.Check(document, _kind, numbers) : [])
        {
            if (finding.Path.Length == 0 || !known.Contains(finding.Path))
            {
                findings.Add(finding);
            }
        }

        findings.NoteTolerances();
        return new Reading(document, envelope, findings.Items, ignored, counter.ToCounts());
    }

    private static Reading Unread(FindingList findings, ReadCounter counter)
    {
        findings.NoteTolerances();
        return new Reading(null, new Tree("envelope"), findings.Items, [], counter.ToCounts());
    }

    /// <summary>Document to message: the exact bytes, or every finding that prevents them.</summary>
    public Writing Write(Tree document, Tree envelope, Tree partner)
    {
        ArgumentNullException.ThrowIfNull(document);
        var (root, context, lost) = Compose(document, envelope, partner, numbers: null);
        var findings = context.Findings;
        return new Writing(findings.HasErrors ? null : _carrier.Close(root), findings.Items, new WrittenLeaves(context.Leaves, _day), lost);
    }

    private Composed Compose(Tree document, Tree envelope, Tree partner, PieceNumbers? numbers)
    {
        var findings = new FindingList();
        using var carried = new CarriedNodes(document.CountLeaves());
        var context = new WriteContext(envelope, partner, _day, findings, carried)
        {
            Close = (map, nested) => CloseNested(map, nested, findings),
            Numbers = numbers,
        };
        var root = new MapWriter(context).Write(document, _map, rooted: _carrier is not FixedCarrier);
        WriteResults(root, document, context);
        _carrier.Check(root, findings, writing: true);
        var lost = Origins.Leaves(document, leaf => !carried.Contains(leaf), numbers)
            .ConvertAll(leaf => new Finding("NOT-CARRIED", Severity.Note, leaf.Pointer, leaf.Node.Source ?? "", "the message has no place for it"));
        findings.NoteTolerances();
        return new Composed(root, context, lost);
    }

    private static MessageNode? Open(
        ICarrier carrier, Map map, ReadOnlyMemory<byte> bytes, ReadCounter counter, FindingList findings, List<Finding> ignored)
    {
        var root = carrier.Open(bytes, counter, findings);
        if (root is not null)
        {
            Hold(carrier, map, root, findings, ignored, held: true);
        }

        return root;
    }

    private static void Hold(ICarrier carrier, Map map, MessageNode root, FindingList findings, List<Finding> ignored, bool held)
    {
        if (map.Root.Ignores)
        {
            var marks = new IgnoreMarks(map.Namespaces, carrier.Range);
            marks.Mark(root, map.Root.Children);
            ignored.AddRange(marks.Ignored);
        }

        if (held)
        {
            carrier.Check(root, findings, writing: false);
        }
    }

    private byte[] CloseNested(Map map, MessageNode nested, FindingList findings)
    {
        if (map.Table is { } table)
        {
            new XmlCarrier(table, map.Namespaces, _tolerated).Check(nested, findings, writing: true);
        }

        return findings.HasErrors ? [] : XmlOutput.ToBytes(nested, map.Namespaces);
    }

    private void ReadResults(MessageNode root, Tree document, Tree envelope)
    {
        if (_carrier is not FixedCarrier { Layout.ResultWidth: > 0 })
        {
            return;
        }

        ResultRun.Copy(root, envelope);
        if (envelope.Value("code") is { } code && MapsResults && ElementTable.Of(_kind)?.Find("code") is not null && document.Child("code") is null)
        {
            document.Add(new Tree("code", code, ResultRun.Name));
        }
    }

    private void WriteResults(MessageNode root, Tree document, WriteContext context)
    {
        if (_carrier is FixedCarrier { Layout.ResultWidth: > 0 }
            && MapsResults
            && document.Child("code") is { Text.Length: > 0 } code
            && ElementTable.Of(_kind)?.Find("code") is not null)
        {
            context.Carried.Add(code);
            if (root.Child(ResultRun.Name) is null)
            {
                root.Add(new MessageNode("", ResultRun.Name) { Pointer = "code" }).Add(new MessageNode("", "code") { Text = code.Text, Pointer = "code" });
            }
        }
    }

    private bool MapsResults => _map.Root.Children.Exists(line => line.Kind == LineKind.Repeat && line.Name == ResultRun.Name);
}
