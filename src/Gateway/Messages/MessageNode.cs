using System.Runtime.InteropServices;
using Gateway.Messages.Maps;

namespace Gateway.Messages;

/// <summary>
/// One node of a message between bytes and document: an element, an attribute, a fixed-width item, a cell. All carriers make
/// and take this shape, so one map drives both. There are many of them: what few have stands beside (<see cref="Seldom"/>),
/// and what only a finding or the trace asks for is spelled out when it is asked for.
/// </summary>
internal sealed class MessageNode(string space, string name, int line = 0, bool attribute = false) : Origin
{
    private MessageNode[] _children = [];
    private MessageNode[] _attributes = [];
    private int _childCount;
    private int _read;
    private int _occurrence;
    private uint _names;
    private Seldom? _seldom;

    /// <summary>Namespace; empty for none and for fixed width.</summary>
    public string Space { get; } = space;

    /// <summary>Local name or item code; empty for the root of a fixed-width message.</summary>
    public string Name { get; } = name;

    public int Line { get; set; } = line;

    public string? Text { get; set; }

    public MessageNode? Parent { get; private set; }

    public NodeList Children => new(_children, _childCount);

    public NodeList Attributes => new(_attributes, _attributes.Length);

    /// <summary>A line of the map has read it.</summary>
    public bool Taken { get; set; }

    /// <summary>Already reported; not reported again.</summary>
    public bool Reported { get; set; }

    /// <summary>Its nouns alone would not write it again as it stood.</summary>
    public bool Respelled { get; set; }

    /// <summary>The map drops it on purpose: neither read nor held to the schema.</summary>
    public string? IgnoredBecause
    {
        get => _seldom?.IgnoredBecause;
        set => Beside.IgnoredBecause = value;
    }

    /// <summary>The prefix it came with, or is to be written with, where that is not its namespace's.</summary>
    public string? OwnPrefix
    {
        get => _seldom?.OwnPrefix;
        set => Beside.OwnPrefix = value;
    }

    /// <summary>Of a root: the prefix each namespace first came with, or is to be written with.</summary>
    public Dictionary<string, string>? Prefixes
    {
        get => _seldom?.Prefixes;
        set => Beside.Prefixes = value;
    }

    /// <summary>How people name the place where a path of names is not it: a cell, a JSON pointer.</summary>
    public string? Place
    {
        get => _seldom?.Place;
        set => Beside.Place = value;
    }

    /// <summary>The line of the map that wrote it.</summary>
    public MapLine? By { get; set; }

    /// <summary>Where in the document that line stood; for one occurrence of a repeat, the occurrence.</summary>
    public Scope? Scope { get; set; }

    /// <summary>The noun it was written from, with occurrences; empty where there is none.</summary>
    public string Pointer
    {
        get => _seldom?.Pointer ?? (By is null ? "" : By.Kind == LineKind.Leaf ? Noun(By.Source!) : By.Kind == LineKind.Repeat ? Scope!.Pointer : "");
        set => Beside.Pointer = value;
    }

    public override string Path => Place ?? _seldom?.Path ?? (Parent is not { } parent ? Step : _childCount == 0 ? Below(parent) : Beside.Path = Below(parent));

    /// <summary>Its own part of the path.</summary>
    public string Step => (attribute ? "@" : "") + Name + (Occurrence > 1 ? $"[{Occurrence}]" : "");

    /// <summary>1-based place among the siblings of the same name.</summary>
    public int Occurrence
    {
        get
        {
            if (attribute || Parent is not { } parent)
            {
                return 1;
            }

            if (_occurrence == 0)
            {
                parent.Number();
            }

            return _occurrence;
        }
    }

    // Trees keep their nodes as provenance, and two may ask at once.
    private Seldom Beside => _seldom ?? Interlocked.CompareExchange(ref _seldom, new Seldom(), null) ?? _seldom;

    public MessageNode Add(MessageNode child)
    {
        child.Parent = this;
        if (_childCount == _children.Length)
        {
            Array.Resize(ref _children, Math.Max(2, _childCount * 2));
        }

        _children[_childCount++] = child;
        _names |= Mark(child.Name);
        Changed();
        return child;
    }

    public MessageNode AddAttribute(MessageNode child)
    {
        child.Parent = this;
        _attributes = [.. _attributes, child];
        _names |= Mark(child.Name);
        return child;
    }

    /// <summary>Takes back the child added last: a group that turned out to have nothing to say.</summary>
    public void RemoveLast(MessageNode child)
    {
        _childCount--;
        _seldom?.Numbers?.Forget(_childCount, child);
        Changed();
    }

    /// <summary>Keeps the children that are wanted.</summary>
    public void Keep(Predicate<MessageNode> wanted)
    {
        _children = [.. Children.Where(child => wanted(child))];
        _childCount = _children.Length;
        foreach (var child in _children)
        {
            child._occurrence = 0;
        }

        if (_seldom is not null)
        {
            (_seldom.ByName, _seldom.Numbers) = (null, null);
        }
    }

    /// <summary>Children of a name are numbered from here: those before stand in other pieces of the message.</summary>
    public void NumbersFrom(string space, string name, int first) => (Beside.Numbers ??= new SiblingNumbers()).Begin(space, name, first);

    /// <summary>How many children of a name stand in the pieces before.</summary>
    public int Before(string space, string name) => _seldom?.Numbers?.Before(space, name) ?? 0;

    /// <summary>A noun had no value for a child of this name, which no line alone names: an item of a numbered block.</summary>
    public void IsAbsent(string child, Source source, Scope scope) => (Beside.Absent ??= [])[child] = (source, scope);

    /// <summary>A child of this name is missing and that was reported elsewhere.</summary>
    public void KnownMissing(string child) => (Beside.Missing ??= []).Add(child);

    /// <summary>Whether <see cref="KnownMissing"/> was said of it.</summary>
    public bool IsKnownMissing(string child) => _seldom?.Missing?.Contains(child) == true;

    /// <summary>The noun, with occurrences, that had no value for a child of this name; empty where none is known.</summary>
    public string AbsentNoun(string child)
    {
        if (_seldom?.Absent is { } absent && absent.TryGetValue(child, out var noun))
        {
            return noun.Scope.PointerTo(noun.Source.Noun);
        }

        return By?.Children.FindLast(line => line.Name == child && line.Source is not null && line.Kind is LineKind.Leaf or LineKind.Repeat) is { } last
            ? Noun(last.Source!)
            : "";
    }

    /// <summary>A bit that a name shares with few others; those of children taken back stay, and only cost a look.</summary>
    public static uint Mark(string name)
    {
        var mark = Tree.Mark(name);
        return unchecked((uint)(mark | (mark >> 32)));
    }

    /// <summary>The bits of the names of all children and attributes: a map has many more lines than a message has elements.</summary>
    public uint Marks => _names;

    public bool Is(string space, string name) => Name == name && Space == space;

    /// <summary>The first child or attribute of this name that nobody has read yet; <paramref name="again"/>: or that somebody has.</summary>
    public MessageNode? Next(string space, string name, bool inAttributes, bool again = false)
    {
        if (!inAttributes && _childCount > NameIndex.Worth)
        {
            return (Beside.ByName ??= new NameIndex(Children)).Next(space, name, again);
        }

        // Lines and elements stand in the same order: what is before the first unread child need not be looked at.
        while (_read < _childCount && _children[_read].Taken)
        {
            _read++;
        }

        foreach (var node in inAttributes ? Attributes.Span : again ? Children.Span : Children.Span[_read..])
        {
            if ((again || !node.Taken) && node.Is(space, name) && node.IgnoredBecause is null)
            {
                return node;
            }
        }

        return null;
    }

    /// <summary>Forgets what was read below, so that it can be read once more; gives what to remember afterwards.</summary>
    public List<MessageNode> Release()
    {
        var released = new List<MessageNode>();
        Release(released);
        return released;
    }

    public MessageNode? Child(string name)
    {
        foreach (var child in Children.Span)
        {
            if (child.Name == name)
            {
                return child;
            }
        }

        return null;
    }

    private string Noun(Source source) => source.Kind switch
    {
        SourceKind.Nouns or SourceKind.Join => Scope!.PointerTo(source.Noun),
        SourceKind.Content => Scope!.Pointer,
        _ => "",
    };

    private string Below(MessageNode parent) => parent.Path is { Length: > 0 } path ? $"{path}/{Step}" : Step;

    private void Changed()
    {
        if (_seldom is not null)
        {
            _seldom.ByName = null;
        }
    }

    private void Number()
    {
        var beside = Beside;
        lock (beside)
        {
            (beside.Numbers ??= new SiblingNumbers()).Reach(Children);
        }
    }

    private void Release(List<MessageNode> released)
    {
        _read = 0;
        Release(Attributes, released);
        Release(Children, released);
    }

    private static void Release(NodeList nodes, List<MessageNode> released)
    {
        foreach (var node in nodes)
        {
            node.Release(released);
            if (node.Taken)
            {
                node.Taken = false;
                released.Add(node);
            }
        }
    }

    /// <summary>What few nodes have.</summary>
    private sealed class Seldom
    {
        public string? IgnoredBecause { get; set; }

        public string? OwnPrefix { get; set; }

        public Dictionary<string, string>? Prefixes { get; set; }

        public string? Place { get; set; }

        public string? Path { get; set; }

        public string? Pointer { get; set; }

        public NameIndex? ByName { get; set; }

        public Dictionary<string, (Source Source, Scope Scope)>? Absent { get; set; }

        public HashSet<string>? Missing { get; set; }

        public SiblingNumbers? Numbers { get; set; }
    }

    /// <summary>Numbers children among those of their name: few by looking back, many by a table.</summary>
    private sealed class SiblingNumbers
    {
        private Dictionary<(string Space, string Name), int>? _last;
        private int _reached;
        private (string Space, string Name, int Before)? _begun;

        /// <summary>The first of a name has this number.</summary>
        public void Begin(string space, string name, int first) => _begun = (space, name, first - 1);

        /// <summary>Numbers the children that have no number yet.</summary>
        public void Reach(NodeList children)
        {
            for (; _reached < children.Count; _reached++)
            {
                var child = children[_reached];
                child._occurrence = 1 + (children.Count > NameIndex.Worth ? Counted(children, child) : LookBack(children.Span[.._reached], child));
            }
        }

        /// <summary>The child at a place is taken back.</summary>
        public void Forget(int at, MessageNode child)
        {
            if (at < _reached)
            {
                _reached = at;
                _last?[(child.Space, child.Name)] = child._occurrence - 1;
            }
        }

        private int LookBack(ReadOnlySpan<MessageNode> before, MessageNode child)
        {
            for (var i = before.Length - 1; i >= 0; i--)
            {
                if (before[i].Is(child.Space, child.Name))
                {
                    return before[i]._occurrence;
                }
            }

            return Before(child.Space, child.Name);
        }

        public int Before(string space, string name) => _begun is { } begun && begun.Name == name && begun.Space == space ? begun.Before : 0;

        private int Counted(NodeList children, MessageNode child)
        {
            if (_last is null)
            {
                _last = [];
                foreach (var other in children.Span[.._reached])
                {
                    _last[(other.Space, other.Name)] = other._occurrence;
                }
            }

            ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_last, (child.Space, child.Name), out var known);
            last = known ? last : Before(child.Space, child.Name);
            return last++;
        }
    }
}
