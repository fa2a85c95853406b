namespace Gateway.Messages;

/// <summary>
/// One node of a message between bytes and document: an element, an attribute, a fixed-width item, a cell. All carriers make
/// and take this shape, so one map drives both.
/// </summary>
internal sealed class MessageNode(string space, string name, int line = 0, bool attribute = false)
{
    private const int Few = 12;
    private static readonly List<MessageNode> None = [];
    private List<MessageNode> _children = None;
    private List<MessageNode> _attributes = None;
    private Dictionary<(string Space, string Name), int>? _occurrences;
    private Dictionary<(string Space, string Name), List<MessageNode>>? _byName;
    private Dictionary<string, (Maps.Source Source, Maps.Scope Scope)>? _absent;
    private HashSet<string>? _missing;
    private string? _path;

    /// <summary>Namespace; empty for none and for fixed width.</summary>
    public string Space { get; } = space;

    /// <summary>Local name or item code; empty for the root of a fixed-width message.</summary>
    public string Name { get; } = name;

    public int Line { get; set; } = line;

    public string? Text { get; set; }

    public MessageNode? Parent { get; private set; }

    /// <summary>1-based place among the siblings of the same name.</summary>
    public int Occurrence { get; private set; } = 1;

    public IReadOnlyList<MessageNode> Children => _children;

    public IReadOnlyList<MessageNode> Attributes => _attributes;

    /// <summary>A line of the map has read it.</summary>
    public bool Taken { get; set; }

    /// <summary>The map drops it on purpose: neither read nor held to the schema.</summary>
    public string? IgnoredBecause { get; set; }

    /// <summary>Already reported; not reported again.</summary>
    public bool Reported { get; set; }

    /// <summary>Its nouns alone would not write it again as it stood.</summary>
    public bool Respelled { get; set; }

    /// <summary>The prefix it came with, or is to be written with, where that is not its namespace's.</summary>
    public string? OwnPrefix { get; set; }

    /// <summary>Of a root: the prefix each namespace first came with, or is to be written with.</summary>
    public Dictionary<string, string>? Prefixes { get; set; }

    /// <summary>The noun it was written from, with occurrences.</summary>
    public string Pointer { get; set; } = "";

    public string Path => Place ?? _path ?? (Parent is { } parent ? _path = parent.Path.Length == 0 ? Step : $"{parent.Path}/{Step}" : Step);

    /// <summary>Its own part of the path.</summary>
    public string Step => (attribute ? "@" : "") + Name + (Occurrence > 1 ? $"[{Occurrence}]" : "");

    /// <summary>How people name the place where a path of names is not it: a cell, a JSON pointer.</summary>
    public string? Place { get; set; }

    public MessageNode Add(MessageNode child)
    {
        child.Occurrence = Count(child) + 1;
        child.Parent = this;
        (_children = ReferenceEquals(_children, None) ? [] : _children).Add(child);
        _occurrences?[(child.Space, child.Name)] = child.Occurrence;
        _byName = null;
        return child;
    }

    public MessageNode AddAttribute(MessageNode child)
    {
        child.Parent = this;
        (_attributes = ReferenceEquals(_attributes, None) ? [] : _attributes).Add(child);
        return child;
    }

    /// <summary>Takes back the child added last: a group that turned out to have nothing to say.</summary>
    public void RemoveLast(MessageNode child)
    {
        _children.RemoveAt(_children.Count - 1);
        _occurrences?[(child.Space, child.Name)] = child.Occurrence - 1;
        _byName = null;
    }

    /// <summary>A noun had no value for a child of this name: should the child be missing, it can name its noun.</summary>
    public void IsAbsent(string child, Maps.Source source, Maps.Scope scope) => (_absent ??= [])[child] = (source, scope);

    /// <summary>A child of this name is missing and that was reported elsewhere.</summary>
    public void KnownMissing(string child) => (_missing ??= []).Add(child);

    /// <summary>Whether <see cref="KnownMissing"/> was said of it.</summary>
    public bool IsKnownMissing(string child) => _missing?.Contains(child) == true;

    /// <summary>The noun, with occurrences, that had no value for a child of this name; empty where none is known.</summary>
    public string AbsentNoun(string child) =>
        _absent is not null && _absent.TryGetValue(child, out var noun) ? noun.Source.Kind is Maps.SourceKind.Nouns or Maps.SourceKind.Join ? noun.Scope.PointerTo(noun.Source.Noun) : "" : "";

    public bool Is(string space, string name) => Name == name && Space == space;

    /// <summary>The first child or attribute of this name that nobody has read yet; <paramref name="again"/>: or that somebody has.</summary>
    public MessageNode? Next(string space, string name, bool inAttributes, bool again = false)
    {
        var many = !inAttributes && _children.Count > Few;
        foreach (var node in many ? Named(space, name) : inAttributes ? _attributes : _children)
        {
            if ((again || !node.Taken) && node.IgnoredBecause is null && node.Is(space, name))
            {
                return node;
            }
        }

        return null;
    }

    // With many children a line of the map must not look at them all.
    private List<MessageNode> Named(string space, string name)
    {
        if (_byName is null)
        {
            _byName = [];
            foreach (var child in _children)
            {
                if (!_byName.TryGetValue((child.Space, child.Name), out var same))
                {
                    _byName[(child.Space, child.Name)] = same = [];
                }

                same.Add(child);
            }
        }

        return _byName.GetValueOrDefault((space, name), None);
    }

    private int Count(MessageNode child)
    {
        if (_children.Count > Few && _occurrences is null)
        {
            _occurrences = [];
            foreach (var other in _children)
            {
                _occurrences[(other.Space, other.Name)] = other.Occurrence;
            }
        }

        if (_occurrences is not null)
        {
            return _occurrences.GetValueOrDefault((child.Space, child.Name));
        }

        for (var i = _children.Count - 1; i >= 0; i--)
        {
            if (_children[i].Is(child.Space, child.Name))
            {
                return _children[i].Occurrence;
            }
        }

        return 0;
    }

    /// <summary>Forgets what was read below, so that it can be read once more; gives what to remember afterwards.</summary>
    public List<MessageNode> Release()
    {
        var released = new List<MessageNode>();
        Release(released);
        return released;
    }

    private void Release(List<MessageNode> released)
    {
        foreach (var list in new[] { _attributes, _children })
        {
            foreach (var node in list)
            {
                node.Release(released);
                if (node.Taken)
                {
                    node.Taken = false;
                    released.Add(node);
                }
            }
        }
    }

    public MessageNode? Child(string name) => _children.Find(child => child.Name == name);
}
