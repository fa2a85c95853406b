using System.Xml;
using Gateway.Messages.Maps;
using Gateway.Messages.Xml;

namespace Gateway.Messages.Pieces;

/// <summary>
/// Writes the message of a long document as its pieces come: what stands before the repeated elements, those of each piece, and at the
/// end what stands behind them, both as the first piece had it. The bytes are those of the message written whole. Each piece is held to
/// the schema as a message of its own; after an error nothing more is written, but everything is still looked at.
/// </summary>
public sealed class PieceOutput : IDisposable
{
    private readonly PiecePath _path;
    private readonly IReadOnlyDictionary<string, string> _namespaces;
    private readonly Func<Piece, Composed> _compose;
    private readonly XmlWriter _writer;
    private readonly (FindingList List, HashSet<Finding> Known) _findings = (new(), []);
    private readonly (FindingList List, HashSet<Finding> Known) _lost = (new(), []);
    private PieceFrame? _frame;
    private NodeWriter? _nodes;

    internal PieceOutput(Stream stream, PiecePath path, IReadOnlyDictionary<string, string> namespaces, Func<Piece, Composed> compose)
    {
        (_path, _namespaces, _compose) = (path, namespaces, compose);
        var settings = XmlOutput.Settings();
        settings.WriteEndDocumentOnClose = false;
        _writer = XmlWriter.Create(stream, settings);
    }

    /// <summary>What was found so far; what stands around the repeated elements is named once.</summary>
    public IReadOnlyList<Finding> Findings => _findings.List.Items;

    /// <summary>Leaves of the document so far that the message has no place for.</summary>
    public IReadOnlyList<Finding> NotCarried => _lost.List.Items;

    /// <summary>No finding is an error.</summary>
    public bool Ok => !_findings.List.HasErrors;

    /// <summary>Writes one piece; one without a document says nothing.</summary>
    public void Add(Piece piece)
    {
        ArgumentNullException.ThrowIfNull(piece);
        if (piece.Reading.Document is null)
        {
            return;
        }

        var composed = _compose(piece);
        Note(composed.Context.Findings.Items, _findings);
        Note(composed.Lost, _lost);
        if (!Ok)
        {
            return;
        }

        if (_frame is null)
        {
            _frame = PieceFrame.Around(composed.Root, _path.Steps[^1]);
            _nodes = new NodeWriter(_writer, _frame.Root.Prefixes ?? XmlOutput.Spaces(_namespaces));
            Begin(_frame);
        }

        foreach (var element in _path.Written(composed.Root))
        {
            _nodes!.Write(element);
        }

        _writer.Flush();
    }

    /// <summary>Closes the message, unless something was wrong.</summary>
    public void End()
    {
        if (!Ok || _frame is not { } frame)
        {
            return;
        }

        if (frame.Gap is null)
        {
            _nodes!.Write(frame.Root);
        }

        for (var node = frame.Gap; node?.Parent is { } parent; node = parent)
        {
            foreach (var behind in parent.Children.SkipWhile(child => !ReferenceEquals(child, node)).Skip(1))
            {
                _nodes!.Write(behind);
            }

            _nodes!.Close();
        }

        _writer.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private void Begin(PieceFrame frame)
    {
        var above = new List<MessageNode>();
        for (var node = frame.Gap; node is not null; node = node.Parent)
        {
            above.Insert(0, node);
        }

        for (var level = 0; level < above.Count - 1; level++)
        {
            _nodes!.Open(above[level]);
            foreach (var before in above[level].Children.TakeWhile(child => !ReferenceEquals(child, above[level + 1])))
            {
                _nodes.Write(before);
            }
        }
    }

    private static void Note(IReadOnlyList<Finding> found, (FindingList List, HashSet<Finding> Known) noted)
    {
        foreach (var finding in found)
        {
            // The one beyond the limit makes the list say so.
            if (noted.Known.Count <= FindingList.Limit && noted.Known.Add(finding))
            {
                noted.List.Add(finding);
            }
        }
    }
}
