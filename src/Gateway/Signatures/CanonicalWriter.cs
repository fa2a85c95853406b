using System.Buffers;
using Gateway.Signatures.Markup;

namespace Gateway.Signatures;

/// <summary>Writes elements, texts and the rest in canonical form as they come; the first element, and each after it has closed, is an apex.</summary>
internal sealed class CanonicalWriter(CanonicalMethod method, CanonicalSink sink)
{
    private static readonly SearchValues<char> InAttribute = SearchValues.Create("&<\"\t\n\r");
    private readonly List<(string Prefix, string Uri)> _rendered = [];
    private readonly List<(int Depth, int Rendered, int State)> _marks = [];
    private readonly List<(string Prefix, string Uri)> _namespaces = [];
    private readonly List<CanonicalAttribute> _attributes = [];
    private (string? Prefix, string Uri) _found;
    private int _states;

    /// <summary>Where the bytes go.</summary>
    public CanonicalSink Sink => sink;

    /// <summary>How many elements are open.</summary>
    public int Depth { get; private set; }

    /// <summary>Stands for every namespace that is written around: where it is the same, the same is written.</summary>
    public int State { get; private set; }

    /// <summary>An element opens where a reader stands; whether it stands in the document as it is written.</summary>
    public bool Start(MarkupReader reader)
    {
        var isApex = Depth == 0;
        Open(reader.Element, reader.Scope);
        if (_namespaces.Count == 0 && (!isApex || method.Exclusive) && reader.Copy(sink))
        {
            return true;
        }

        Write(reader.Element);
        return false;
    }

    /// <summary>A whole element where a reader stands.</summary>
    public void Leaf(MarkupReader reader) => reader.Copy(sink);

    /// <summary>The element closes where a reader stands, or closes with its start.</summary>
    public void End(MarkupReader reader)
    {
        Close();
        if (reader.Kind != MarkupKind.End || !reader.Copy(sink))
        {
            sink.WriteEnd(reader.Name.Written);
        }
    }

    /// <summary>Text where a reader stands.</summary>
    public void Text(MarkupReader reader)
    {
        if (!reader.Copy(sink))
        {
            sink.Write(reader.Content);
        }
    }

    /// <summary>An element opens; the scope has its declarations already.</summary>
    public void Start(CanonicalElement element, NamespaceScope scope)
    {
        Open(element, scope);
        Write(element);
    }

    /// <summary>The element opened last, of this name, closes.</summary>
    public void End(MarkupName name)
    {
        Close();
        sink.WriteEnd(name.Written);
    }

    // Which namespaces are to be written with it.
    private void Open(CanonicalElement element, NamespaceScope scope)
    {
        _namespaces.Clear();
        if (method.Exclusive)
        {
            UseAll(element, scope);
        }
        else if (Depth > 0)
        {
            element.Declarations.ForEach(declared => Render(declared.Prefix, declared.Uri));
        }
        else
        {
            foreach (var (prefix, uri) in scope.InScope())
            {
                Render(prefix, uri);
            }

            element.Inherit(scope);
        }

        Depth++;
        if (_namespaces.Count > 0)
        {
            _marks.Add((Depth, _rendered.Count, State));
            State = ++_states;
            _rendered.AddRange(_namespaces);
            _found = default;
        }
    }

    private void Write(CanonicalElement element)
    {
        sink.Write((byte)'<', element.Qualified.Written);
        WriteNamespaces();
        WriteAttributes(element);
        sink.Write((byte)'>');
    }

    private void Close()
    {
        if (_marks.Count > 0 && _marks[^1].Depth == Depth)
        {
            (_, var rendered, State) = _marks[^1];
            _rendered.RemoveRange(rendered, _rendered.Count - rendered);
            _marks.RemoveAt(_marks.Count - 1);
            _found = default;
        }

        Depth--;
    }

    /// <summary>Text between elements, canonical already.</summary>
    public void Text(ReadOnlySpan<byte> text) => sink.Write(text);

    /// <summary>A comment; outside the root with the line break that belongs to it.</summary>
    public void Comment(string text, bool before, bool after)
    {
        if (method.Comments)
        {
            Outside(before, after, $"<!--{text}-->");
        }
    }

    /// <summary>A processing instruction; outside the root with the line break that belongs to it.</summary>
    public void Instruction(string target, string data, bool before, bool after) =>
        Outside(before, after, data.Length == 0 ? $"<?{target}?>" : $"<?{target} {data}?>");

    private void Outside(bool before, bool after, string text)
    {
        if (after)
        {
            sink.Write((byte)'\n');
        }

        sink.Write(text.Contains('\r', StringComparison.Ordinal) ? text.Replace("\r", "&#xD;", StringComparison.Ordinal) : text);
        if (before)
        {
            sink.Write((byte)'\n');
        }
    }

    private void UseAll(CanonicalElement element, NamespaceScope scope)
    {
        Use(element.Prefix, scope);
        foreach (var attribute in element.Attributes)
        {
            if (attribute.Prefix.Length > 0)
            {
                Use(attribute.Prefix, scope);
            }
        }
    }

    private void Use(string prefix, NamespaceScope scope)
    {
        if (prefix != "xml")
        {
            Render(prefix, scope.Find(prefix));
        }
    }

    private void Render(string prefix, string uri)
    {
        if (prefix != "xml" && Rendered(prefix) != uri && !_namespaces.Contains((prefix, uri)))
        {
            _namespaces.Add((prefix, uri));
        }
    }

    private string Rendered(string prefix)
    {
        // Most elements have the prefix of the one before.
        if (!ReferenceEquals(prefix, _found.Prefix))
        {
            _found = (prefix, Search(prefix));
        }

        return _found.Uri;
    }

    private string Search(string prefix)
    {
        for (var i = _rendered.Count - 1; i >= 0; i--)
        {
            if (_rendered[i].Prefix == prefix)
            {
                return _rendered[i].Uri;
            }
        }

        return "";
    }

    private void WriteNamespaces()
    {
        if (_namespaces.Count == 0)
        {
            return;
        }

        _namespaces.Sort(static (left, right) => CompareCodePoints(left.Prefix, right.Prefix));
        foreach (var (prefix, uri) in _namespaces)
        {
            sink.Write(prefix.Length == 0 ? " xmlns" : " xmlns:");
            sink.Write(prefix);
            sink.Write("=\""u8);
            Escape(uri);
            sink.Write((byte)'"');
        }
    }

    private void WriteAttributes(CanonicalElement element)
    {
        var attributes = element.Attributes;
        if (attributes.Count > 1)
        {
            _attributes.Clear();
            _attributes.AddRange(attributes);
            _attributes.Sort(static (left, right) =>
                CompareCodePoints(left.Space, right.Space) is var order and not 0 ? order : CompareCodePoints(left.Name, right.Name));
            attributes = _attributes;
        }

        foreach (var attribute in attributes)
        {
            sink.Write((byte)' ', attribute.Qualified.Written);
            sink.Write("=\""u8);
            sink.Write(element.Value(attribute));
            sink.Write((byte)'"');
        }
    }

    private void Escape(ReadOnlySpan<char> text)
    {
        for (var at = text.IndexOfAny(InAttribute); at >= 0; at = text.IndexOfAny(InAttribute))
        {
            sink.Write(text[..at]);
            sink.Write(text[at] switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '"' => "&quot;",
                '\t' => "&#x9;",
                '\n' => "&#xA;",
                _ => "&#xD;",
            });
            text = text[(at + 1)..];
        }

        sink.Write(text);
    }

    // By code point, as UTF-8 bytes stand in order; UTF-16 puts what lies beyond the first plane before its end.
    private static int CompareCodePoints(string left, string right)
    {
        var common = left.AsSpan().CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        var (a, b) = (left[common], right[common]);
        return char.IsSurrogate(a) == char.IsSurrogate(b) ? a.CompareTo(b) : char.IsSurrogate(a) ? 1 : -1;
    }
}
