using System.Text;

namespace Gateway.Messages.Xml;

/// <summary>One open element and the text in it so far.</summary>
internal sealed class OpenElement
{
    private string _first = "";
    private StringBuilder? _more;

    public MessageNode Node { get; private set; } = null!;

    /// <summary>Mostly one piece, and then no copy.</summary>
    public string Text => _more?.ToString() ?? _first;

    public void Begin(MessageNode node) => (Node, _first, _more) = (node, "", null);

    public void Append(string piece)
    {
        if (_first.Length == 0 && _more is null)
        {
            _first = piece;
        }
        else
        {
            (_more ??= new StringBuilder(_first)).Append(piece);
        }
    }
}

/// <summary>The open elements, from the root down.</summary>
/// <param name="known">Prefixes of the message so far, where it is read a piece at a time.</param>
internal sealed class OpenElements(Dictionary<string, string>? known = null)
{
    private readonly Dictionary<string, string> _prefixes = known ?? [];
    private readonly List<OpenElement> _elements = [];
    private int _depth;
    private (string Space, string Prefix) _last;

    public MessageNode? Root { get; private set; }

    /// <summary>How many are open.</summary>
    public int Depth => _depth;

    public OpenElement? Top => _depth == 0 ? null : _elements[_depth - 1];

    public void Push(MessageNode node)
    {
        if (_depth == _elements.Count)
        {
            _elements.Add(new OpenElement());
        }

        _elements[_depth++].Begin(node);
    }

    public OpenElement Pop() => _elements[--_depth];

    /// <summary>Hangs an element below the one that is open, and remembers its prefix where that is a new one.</summary>
    public void Hang(MessageNode node, string prefix)
    {
        Top?.Node.Add(node);
        Root ??= node;
        if (ReferenceEquals(_last.Space, node.Space) && ReferenceEquals(_last.Prefix, prefix))
        {
            return;
        }

        _last = (node.Space, prefix);
        Root.Prefixes ??= _prefixes;
        if (!_prefixes.TryAdd(node.Space, prefix) && _prefixes[node.Space] != prefix)
        {
            node.OwnPrefix = prefix;
            _last = default;
        }
    }
}
