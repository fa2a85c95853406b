using Gateway.Signatures.Markup;

namespace Gateway.Signatures;

/// <summary>
/// What the open elements declare, innermost last: namespaces, and the attributes of the <c>xml</c> prefix that C14N 1.0 hands down to a
/// part that is signed alone.
/// </summary>
internal sealed class NamespaceScope
{
    private readonly List<(string Prefix, string Uri)> _declared = [];
    private readonly List<(MarkupName Name, byte[] Value)> _inherited = [];
    private readonly List<(int Depth, int Declared, int Inherited, int State)> _marks = [];
    private int _depth;
    private int _states;
    private (string? Prefix, string Uri) _found;

    /// <summary>How many declarations are in scope, shadowed ones among them.</summary>
    public int Count => _declared.Count;

    /// <summary>Stands for everything that is declared here: where it is the same, the same is declared.</summary>
    public int State { get; private set; }

    /// <summary>An element opens.</summary>
    public void Push(CanonicalElement element)
    {
        _depth++;
        if (!element.HandsDown)
        {
            return;
        }

        _marks.Add((_depth, _declared.Count, _inherited.Count, State));
        State = ++_states;
        _declared.AddRange(element.Declarations);
        _found = default;
        foreach (var attribute in element.Attributes)
        {
            if (attribute.Qualified.IsInherited)
            {
                _inherited.Add((attribute.Qualified, element.Value(attribute).ToArray()));
            }
        }
    }

    /// <summary>The element opened last closes.</summary>
    public void Pop()
    {
        if (_marks.Count > 0 && _marks[^1].Depth == _depth)
        {
            (_, var declared, var inherited, State) = _marks[^1];
            _marks.RemoveAt(_marks.Count - 1);
            _declared.RemoveRange(declared, _declared.Count - declared);
            _inherited.RemoveRange(inherited, _inherited.Count - inherited);
            _found = default;
        }

        _depth--;
    }

    /// <summary>The namespace a prefix stands for; empty where it stands for none.</summary>
    public string Find(string prefix)
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
        for (var i = _declared.Count - 1; i >= 0; i--)
        {
            if (_declared[i].Prefix == prefix)
            {
                return _declared[i].Uri;
            }
        }

        return "";
    }

    /// <summary>Everything in scope, each prefix once.</summary>
    public IEnumerable<(string Prefix, string Uri)> InScope()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = _declared.Count - 1; i >= 0; i--)
        {
            if (seen.Add(_declared[i].Prefix))
            {
                yield return _declared[i];
            }
        }
    }

    /// <summary>The attributes of the <c>xml</c> prefix that an element without them would have, each name once, their values as canonical XML writes them.</summary>
    public IEnumerable<(MarkupName Name, byte[] Value)> Inherited(CanonicalElement element)
    {
        var seen = element.Attributes.Where(attribute => attribute.Qualified.IsInherited).Select(attribute => attribute.Name).ToHashSet(StringComparer.Ordinal);
        for (var i = _inherited.Count - 1; i >= 0; i--)
        {
            if (seen.Add(_inherited[i].Name.Local))
            {
                yield return _inherited[i];
            }
        }
    }

    /// <summary>What is in scope now, kept while the document goes on.</summary>
    public NamespaceScope Copy()
    {
        var copy = new NamespaceScope();
        copy._declared.AddRange(_declared);
        copy._inherited.AddRange(_inherited);
        return copy;
    }
}
