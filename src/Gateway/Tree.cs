using System.Runtime.InteropServices;

namespace Gateway;

/// <summary>
/// A document as the stations pass it on: named nodes, leaf text exact, order kept. Repeated elements are several
/// children of the same name. Node names are the canonical nouns of the document's kind (<see cref="ElementTable"/>).
/// </summary>
public sealed class Tree
{
    private static readonly List<Tree> None = [];
    private List<Tree>? _children;
    private object? _source;

    /// <summary>A node; <paramref name="text"/> is the exact leaf text, <c>null</c> for a group.</summary>
    public Tree(string name, string? text = null, string? source = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        Text = text;
        _source = source;
    }

    /// <summary>A node read from a place in a message.</summary>
    internal Tree(string name, string? text, Origin? origin)
    {
        Name = name;
        Text = text;
        _source = origin;
    }

    /// <summary>The noun.</summary>
    public string Name { get; }

    /// <summary>Leaf text, exact; <c>null</c> for a group.</summary>
    public string? Text { get; set; }

    /// <summary>Provenance: the path in the document it was read from, or the constant, code list or party record that gave it.</summary>
    public string? Source
    {
        get => _source is Origin origin ? origin.Path : (string?)_source;
        set => _source = value;
    }

    /// <summary>The same, not spelled out yet: a text, a place, or nothing.</summary>
    internal object? From => _source;

    /// <summary>Children in document order.</summary>
    public IReadOnlyList<Tree> Children => _children ?? None;

    /// <summary>The children, gone over without cost; none may be added meanwhile.</summary>
    internal ReadOnlySpan<Tree> Below => CollectionsMarshal.AsSpan(_children);

    /// <summary>Adds a child and returns it.</summary>
    public Tree Add(Tree child)
    {
        ArgumentNullException.ThrowIfNull(child);
        (_children ??= new List<Tree>(2)).Add(child);
        return child;
    }

    /// <summary>Adds a leaf and returns this node, so that leaves can be chained.</summary>
    public Tree With(string name, string? text)
    {
        if (text is not null)
        {
            Add(new Tree(name, text));
        }

        return this;
    }

    /// <summary>Removes a child; <c>false</c> when it was not there.</summary>
    public bool Remove(Tree child) => _children?.Remove(child) == true;

    /// <summary>The first child of this name, or <c>null</c>.</summary>
    public Tree? Child(string name)
    {
        foreach (var child in Below)
        {
            if (child.Name == name)
            {
                return child;
            }
        }

        return null;
    }

    private Tree? Child(ReadOnlySpan<char> name)
    {
        foreach (var child in Below)
        {
            if (name.SequenceEqual(child.Name))
            {
                return child;
            }
        }

        return null;
    }

    /// <summary>A bit that a name shares with few others: without it among <see cref="Marks"/> no child has the name.</summary>
    internal static ulong Mark(string name) => name.Length == 0 ? 0 : 1UL << (((name[0] * 5) + (name[^1] * 11) + name.Length) & 63);

    /// <summary>The bits of all children's names.</summary>
    internal ulong Marks()
    {
        var marks = 0UL;
        foreach (var child in Below)
        {
            marks |= Mark(child.Name);
        }

        return marks;
    }

    /// <summary>All children of this name, in order.</summary>
    public IEnumerable<Tree> All(string name) => Children.Where(child => child.Name == name);

    /// <summary>The first node at a path of nouns separated by <c>/</c>, or <c>null</c>.</summary>
    public Tree? At(string path)
    {
        var node = this;
        foreach (var step in path.AsSpan().Split('/'))
        {
            node = node.Child(path.AsSpan(step));
            if (node is null)
            {
                return null;
            }
        }

        return node;
    }

    /// <summary>The text at a path, or <c>null</c> where the path or its text is absent.</summary>
    public string? Value(string path) => At(path)?.Text;

    /// <summary>Sets the leaf at a path, making the groups on the way; returns this node.</summary>
    public Tree Set(string path, string? text, string? source = null)
    {
        var node = this;
        foreach (var step in path.Split('/'))
        {
            node = node.Child(step) ?? node.Add(new Tree(step));
        }

        node.Text = text;
        node._source = source ?? node._source;
        return this;
    }

    /// <summary>How many nodes without nodes below them there are, itself included.</summary>
    internal int CountLeaves()
    {
        var count = Below.Length == 0 ? 1 : 0;
        foreach (var child in Below)
        {
            count += child.CountLeaves();
        }

        return count;
    }

    /// <summary>A deep copy.</summary>
    public Tree Copy()
    {
        var copy = new Tree(Name, Text) { _source = _source };
        foreach (var child in Below)
        {
            copy.Add(child.Copy());
        }

        return copy;
    }

    /// <inheritdoc/>
    public override string ToString() => Text is null ? $"{Name}({Children.Count})" : $"{Name}={Text}";
}
