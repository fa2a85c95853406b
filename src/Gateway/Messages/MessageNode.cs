namespace Gateway.Messages;

/// <summary>
/// One node of a message between bytes and document: an element, an attribute, a fixed-width item, a cell. All carriers make
/// and take this shape, so one map drives both.
/// </summary>
internal sealed class MessageNode(string space, string name, int line = 0, bool attribute = false)
{
    private readonly List<MessageNode> _children = [];
    private readonly List<MessageNode> _attributes = [];
    private Dictionary<string, int>? _occurrences;

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

    /// <summary>The noun it was written from, with occurrences.</summary>
    public string Pointer { get; set; } = "";

    /// <summary>Nouns that had no value for a child of this name: a missing element can then name its noun.</summary>
    public Dictionary<string, string> Absent { get; } = [];

    /// <summary>How people name the place where a path of names is not it: a cell, a JSON pointer.</summary>
    public string? Place { get; set; }

    public string Path
    {
        get
        {
            if (Place is not null)
            {
                return Place;
            }

            var own = (attribute ? "@" : "") + Name + (Occurrence > 1 ? $"[{Occurrence}]" : "");
            var above = Parent?.Path ?? "";
            return above.Length == 0 ? own : $"{above}/{own}";
        }
    }

    public MessageNode Add(MessageNode child)
    {
        _occurrences ??= [];
        var key = child.Space.Length == 0 ? child.Name : $"{child.Space} {child.Name}";
        _occurrences[key] = child.Occurrence = _occurrences.GetValueOrDefault(key) + 1;
        child.Parent = this;
        _children.Add(child);
        return child;
    }

    public MessageNode AddAttribute(MessageNode child)
    {
        child.Parent = this;
        _attributes.Add(child);
        return child;
    }

    /// <summary>Takes back the child added last: a group that turned out to have nothing to say.</summary>
    public void RemoveLast(MessageNode child)
    {
        _children.RemoveAt(_children.Count - 1);
        var key = child.Space.Length == 0 ? child.Name : $"{child.Space} {child.Name}";
        _occurrences![key]--;
    }

    public bool Is(string space, string name) => Name == name && Space == space;

    /// <summary>The first child or attribute of this name that nobody has read yet; <paramref name="again"/>: or that somebody has.</summary>
    public MessageNode? Next(string space, string name, bool inAttributes, bool again = false)
    {
        foreach (var node in inAttributes ? _attributes : _children)
        {
            if ((again || !node.Taken) && node.IgnoredBecause is null && node.Is(space, name))
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
        foreach (var node in _attributes.Concat(_children))
        {
            released.AddRange(node.Release());
            if (node.Taken)
            {
                node.Taken = false;
                released.Add(node);
            }
        }

        return released;
    }

    public MessageNode? Child(string name) => _children.Find(child => child.Name == name);
}
