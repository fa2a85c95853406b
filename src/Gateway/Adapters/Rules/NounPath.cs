namespace Gateway.Adapters.Rules;

/// <summary>A noun path of a kind, compiled: the groups on its way that may repeat, and the rest below the last of them.</summary>
internal sealed class NounPath
{
    private readonly (string Path, string[] Steps)[] _groups;
    private readonly string[] _rest;

    private NounPath(Element element, List<string> groups)
    {
        Element = element;
        _groups = [.. groups.Select((group, at) => (group, Below(group, at == 0 ? "" : groups[at - 1])))];
        _rest = Below(element.Path, Scope);
    }

    public Element Element { get; }

    /// <summary>The innermost group around it that may repeat; empty for the document.</summary>
    public string Scope => _groups.Length == 0 ? "" : _groups[^1].Path;

    /// <summary>The path, or <c>null</c> when the kind has no such noun.</summary>
    public static NounPath? Of(ElementTable table, string path)
    {
        if (table.Find(path) is not { } element)
        {
            return null;
        }

        var groups = new List<string>();
        for (var cut = path.IndexOf('/', StringComparison.Ordinal); cut >= 0; cut = path.IndexOf('/', cut + 1))
        {
            if (table.Find(path[..cut]) is { Occurs: not 1 })
            {
                groups.Add(path[..cut]);
            }
        }

        return new NounPath(element, groups);
    }

    /// <summary>Its innermost repeating group is one of those around the other: what it says there is one thing.</summary>
    public bool IsSeenFrom(NounPath other) => Scope.Length == 0 || Array.Exists(other._groups, group => group.Path == Scope);

    /// <summary>The other stands in the same groups and at least one more.</summary>
    public bool IsAround(NounPath other) => other._groups.Length > _groups.Length && IsSeenFrom(other);

    /// <summary>Every occurrence of its innermost repeating group inside a place.</summary>
    public IReadOnlyList<RulePlace> Below(RulePlace place)
    {
        List<RulePlace> places = [place];
        for (var at = Array.FindIndex(_groups, group => group.Path == place.Path) + 1; at < _groups.Length; at++)
        {
            places = Inside(places, _groups[at].Path, _groups[at].Steps);
        }

        return places;
    }

    /// <summary>Its first node as seen from a place that says something: a text, or a noun below it that does.</summary>
    public Tree? First(RulePlace place)
    {
        if (Group(place.Of(Scope).Node, _rest) is { } group)
        {
            foreach (var child in group.Children)
            {
                if (child.Name == _rest[^1] && IsFilled(child))
                {
                    return child;
                }
            }
        }

        return null;
    }

    /// <summary>All its nodes as seen from a place that say something, each with its pointer.</summary>
    public IEnumerable<(Tree Node, string Pointer)> All(RulePlace place)
    {
        var occurrence = 0;
        foreach (var child in Group(place.Of(Scope).Node, _rest)?.Children ?? [])
        {
            if (child.Name == _rest[^1])
            {
                occurrence++;
                if (IsFilled(child))
                {
                    yield return (child, Element.Occurs == 1 && occurrence == 1 ? Pointer(place) : $"{Pointer(place)}[{occurrence}]");
                }
            }
        }
    }

    /// <summary>Where it stands, or would stand.</summary>
    public string Pointer(RulePlace place) => place.Of(Scope).Pointer + string.Join('/', _rest);

    /// <summary>The place in the sender's document: its own, else that of the nearest group around it.</summary>
    public string Source(RulePlace place)
    {
        var node = place.Of(Scope).Node;
        var source = node.Source;
        foreach (var step in _rest)
        {
            node = node?.Child(step);
            source = node?.Source ?? source;
        }

        return source ?? "";
    }

    private static List<RulePlace> Inside(List<RulePlace> outer, string path, string[] steps)
    {
        var places = new List<RulePlace>();
        foreach (var place in outer)
        {
            var occurrence = 0;
            foreach (var child in Group(place.Node, steps)?.Children ?? [])
            {
                if (child.Name == steps[^1])
                {
                    occurrence++;
                    places.Add(new RulePlace(path, child, occurrence, place));
                }
            }
        }

        return places;
    }

    // The node that holds the last step.
    private static Tree? Group(Tree node, string[] steps)
    {
        Tree? group = node;
        for (var at = 0; at < steps.Length - 1 && group is not null; at++)
        {
            group = group.Child(steps[at]);
        }

        return group;
    }

    // Blanks alone say nothing. A document nests as deep as its table, so this ends.
    private static bool IsFilled(Tree node)
    {
        if (node.Text is { } text)
        {
            return !string.IsNullOrWhiteSpace(text);
        }

        foreach (var child in node.Children)
        {
            if (IsFilled(child))
            {
                return true;
            }
        }

        return false;
    }

    private static string[] Below(string path, string above) => (above.Length == 0 ? path : path[(above.Length + 1)..]).Split('/');
}
