using System.Xml;
using Gateway.Messages.Xml;

namespace Gateway.Messages.Pieces;

/// <summary>One pass over a long XML message. After a fault there is a finding, and nothing more.</summary>
internal sealed class PieceInput : IDisposable
{
    private readonly PiecePath _path;
    private readonly ReadLimits _limits;
    private readonly FindingList _findings;
    private readonly XmlReader _reader;
    private int _matched;
    private bool _stands;

    public PieceInput(Stream stream, PiecePath path, PieceLimits limits, FindingList findings)
    {
        (_path, _limits, _findings) = (path, limits.One, findings);
        var settings = XmlInput.Settings(limits.MaxBytes);
        settings.CloseInput = true;
        _reader = XmlReader.Create(stream, settings);
    }

    /// <summary>The prefixes of the message: a repeated element with another one keeps it.</summary>
    public Dictionary<string, string> Prefixes { get; init; } = [];

    public void Dispose() => _reader.Dispose();

    /// <summary>Everything but the repeated elements; <c>null</c> when the message is none.</summary>
    public PieceFrame? Frame(ReadCounter counter) => Guard(() =>
    {
        var open = new OpenElements();
        MessageNode? gap = null;
        while (Advance())
        {
            if (!AtPiece())
            {
                if (!XmlInput.Take(_reader, open, counter, _findings))
                {
                    return null;
                }

                continue;
            }

            if (gap is null)
            {
                open.Hang(gap = new MessageNode(_reader.NamespaceURI, _reader.LocalName), _reader.Prefix);
            }
            else if (!ReferenceEquals(open.Top!.Node.Children[^1], gap))
            {
                _findings.Error("XML-ORDER", "", gap.Path, "the repeated elements stand apart from each other", XmlInput.Line(_reader));
                return null;
            }

            Skip();
        }

        return open.Root is { } root ? new PieceFrame(root, gap) : null;
    });

    /// <summary>The next repeated element; <c>null</c> at the end.</summary>
    public MessageNode? Next(ReadCounter counter) => Guard(() =>
    {
        while (Advance())
        {
            if (AtPiece())
            {
                return One(counter);
            }
        }

        return null;
    });

    private MessageNode? One(ReadCounter counter)
    {
        var open = new OpenElements(Prefixes);
        do
        {
            if (!XmlInput.Take(_reader, open, counter, _findings))
            {
                return null;
            }
        }
        while (open.Depth > 0 && _reader.Read());

        return open.Root;
    }

    private bool AtPiece() => _reader.NodeType == XmlNodeType.Element && _matched == _path.Depth && _reader.Depth == _path.Depth && _path.IsAt(_path.Depth, _reader.NamespaceURI, _reader.LocalName);

    private bool Advance()
    {
        if (_stands)
        {
            _stands = false;
        }
        else if (!_reader.Read())
        {
            return false;
        }

        var depth = _reader.Depth;
        if (_reader.EOF)
        {
            return false;
        }

        if (_reader.NodeType == XmlNodeType.Element && depth == _matched && depth < _path.Depth && !_reader.IsEmptyElement && _path.IsAt(depth, _reader.NamespaceURI, _reader.LocalName))
        {
            _matched++;
        }
        else if (_reader.NodeType == XmlNodeType.EndElement && depth < _matched)
        {
            _matched = depth;
        }

        return true;
    }

    // Afterwards the reader stands at what follows.
    private void Skip()
    {
        _reader.Skip();
        _stands = true;
    }

    private T? Guard<T>(Func<T?> step)
        where T : class
    {
        try
        {
            return step();
        }
        catch (XmlException broken)
        {
            var code = broken.Message.Contains("DTD", StringComparison.Ordinal) ? "XML-DTD" : "XML-NOT-WELL-FORMED";
            _findings.Error(code, "", $"line {broken.LineNumber} column {broken.LinePosition}", broken.Message, broken.LineNumber);
            return null;
        }
    }
}
