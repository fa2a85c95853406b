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
    private int _attributeCount;
    private int _read;
    private int _occurrence;
    private NameIndex? _byName;
    private Seldom? _seldom;
    private string? _path;

    /// <summary>Namespace; empty for none and for fixed width.</summary>
    public string Space { get; } = space;

    /// <summary>Local name or item code; empty for the root of a fixed-width message.</summary>
    public string Name { get; } = name;

    public int Line { get; set; } = line;

    public string? Text { get; set; }

    public MessageNode? Parent { get; private set; }

    public NodeList Children => new(_children, _childCount);

    public NodeList Attributes => new(_attributes, _attributeCount);

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

    /// <summary>The noun it was written from, as the map names it; <c>null</c> where there is none.</summary>
    public string? Noun { get; set; }

    /// <summary>Where in the document the map stood when it was written.</summary>
    public Scope? Scope { get; set; }

    /// <summary>The lines that wrote what is below it: should a child be missing, they name its noun.</summary>
    public List<MapLine>? Lines { get; set; }

    /// <summary>The noun it was written from, with occurrences; empty where there is none.</summary>
    public string Pointer => Noun is null ? "" : Scope is null ? Noun : Scope.PointerTo(Noun);

    public override string Path => Place ?? _path ?? (Parent is { } parent ? _path = parent.Path.Length == 0 ? Step : $"{parent.Path}/{Step}" : Step);

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
        Append(ref _children, ref _childCount, child);
        _byName = null;
        return child;
    }

    public MessageNode AddAttribute(MessageNode child)
    {
        child.Parent = this;
        Append(ref _attributes, ref _attributeCount, child);
        return child;
    }

    /// <summary>Takes back the child added last: a group that turned out to have nothing to say.</summary>
    public void RemoveLast(MessageNode child)
    {
        _childCount--;
        _seldom?.Numbers?.Forget(_childCount, child);
        _byName = null;
    }

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
            return AbsentNoun(noun.Source, noun.Scope);
        }

        return Lines?.FindLast(line => line.Name == child && line.Source is not null && line.Kind is LineKind.Leaf or LineKind.Repeat) is { } last
            ? AbsentNoun(last.Source!, Scope!)
            : "";
    }

    public bool Is(string space, string name) => Name == name && Space == space;

    /// <summary>The first child or attribute of this name that nobody has read yet; <paramref name="again"/>: or that somebody has.</summary>
    public MessageNode? Next(string space, string name, bool inAttributes, bool again = false)
    {
        if (!inAttributes && _childCount > NameIndex.Worth)
        {
            return (_byName ??= new NameIndex(Children)).Next(space, name, again);
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

    private static string AbsentNoun(Source source, Scope scope) => source.Kind switch
    {
        SourceKind.Nouns or SourceKind.Join => scope.PointerTo(source.Noun),
        SourceKind.Content => scope.Pointer,
        _ => "",
    };

    private static void Append(ref MessageNode[] nodes, ref int count, MessageNode node)
    {
        if (count == nodes.Length)
        {
            Array.Resize(ref nodes, Math.Max(2, count * 2));
        }

        nodes[count++] = node;
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

        public Dictionary<string, (Source Source, Scope Scope)>? Absent { get; set; }

        public HashSet<string>? Missing { get; set; }

        public SiblingNumbers? Numbers { get; set; }
    }

    /// <summary>How many children of each name there are so far.</summary>
    private sealed class SiblingNumbers
    {
        private readonly Dictionary<(string Space, string Name), int> _last = [];
        private int _reached;

        /// <summary>Numbers the children that have no number yet.</summary>
        public void Reach(NodeList children)
        {
            for (; _reached < children.Count; _reached++)
            {
                var child = children[_reached];
                ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_last, (child.Space, child.Name), out _);
                child._occurrence = ++last;
            }
        }

        /// <summary>The child at a place is taken back.</summary>
        public void Forget(int at, MessageNode child)
        {
            if (at < _reached)
            {
                _reached = at;
                _last[(child.Space, child.Name)] = child._occurrence - 1;
            }
        }
    }
}
