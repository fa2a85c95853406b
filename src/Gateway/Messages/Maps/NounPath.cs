namespace Gateway.Messages.Maps;

/// <summary>A noun as a map names it, cut once: where it starts, the groups on the way, its last step.</summary>
internal sealed class NounPath
{
    private readonly string[] _groups;
    private readonly ulong _first;

    public NounPath(string noun)
    {
        Noun = noun;
        IsHere = noun == ".";
        IsRooted = noun[0] == '/';
        var steps = (IsRooted ? noun[1..] : noun).Split('/');
        _groups = steps[..^1];
        Last = steps[^1];
        Group = string.Join('/', _groups);
        _first = Tree.Mark(steps[0]);
    }

    /// <summary>As written.</summary>
    public string Noun { get; }

    /// <summary><c>.</c>, the node the map stands at.</summary>
    public bool IsHere { get; }

    /// <summary>Seen from the document, not from where the map stands.</summary>
    public bool IsRooted { get; }

    /// <summary>The last step.</summary>
    public string Last { get; }

    /// <summary>What stands before it, empty when nothing does.</summary>
    public string Group { get; }

    /// <summary>The node, or <c>null</c>.</summary>
    public Tree? In(Scope scope) => IsHere ? scope.Node : Parent(scope)?.Child(Last);

    /// <summary>Whether there may be one, while the document stays as it is: <see cref="Scope.MayHave"/>.</summary>
    public bool MayBeIn(Scope scope) => IsHere || IsRooted || scope.MayHave(_first);

    /// <summary>The group its last step stands in, or <c>null</c>.</summary>
    public Tree? Parent(Scope scope)
    {
        var node = Start(scope);
        foreach (var step in _groups)
        {
            node = node?.Child(step);
        }

        return node;
    }

    /// <summary>The group its last step stands in, made where it is missing.</summary>
    public Tree MakeParent(Scope scope)
    {
        var node = Start(scope)!;
        foreach (var step in _groups)
        {
            node = node.Child(step) ?? node.Add(new Tree(step));
        }

        return node;
    }

    /// <summary>How many there are: the last step repeats, the steps before it do not.</summary>
    public int Count(Scope scope)
    {
        var count = 0;
        foreach (var child in Parent(scope) is { } parent ? parent.Below : [])
        {
            count += child.Name == Last ? 1 : 0;
        }

        return count;
    }

    private Tree? Start(Scope scope) => IsRooted ? scope.Root : scope.Node;
}
