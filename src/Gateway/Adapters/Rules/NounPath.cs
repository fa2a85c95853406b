namespace Gateway.Adapters.Rules;

/// <summary>Where a rule stands in a document: the groups around it, from the document inward.</summary>
/// <param name="Groups">Noun path of each group that may repeat, its node and its pointer with a final <c>/</c>; the document first.</param>
internal sealed record RulePlace(IReadOnlyList<(string Path, Tree Node, string Pointer)> Groups)
{
    public (string Path, Tree Node, string Pointer) Here => Groups[^1];
}

/// <summary>A noun path of a kind, compiled: the groups on its way that may repeat, and the rest below the last of them.</summary>
internal sealed class NounPath
{
    private readonly string[] _groups;
    private readonly string[] _rest;
    private readonly bool _repeats;

    private NounPath(Element element, string[] groups)
    {
        Element = element;
        _groups = groups;
        _rest = (groups.Length == 0 ? element.Path : element.Path[(groups[^1].Length + 1)..]).Split('/');
        _repeats = element.Occurs != 1;
    }

    public Element Element { get; }

    /// <summary>The innermost group around it that may repeat; empty for the document.</summary>
    public string Scope => _groups.Length == 0 ? "" : _groups[^1];

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

        return new NounPath(element, [.. groups]);
    }

    /// <summary>Its innermost repeating group is one of those around the other: what it says there is one thing.</summary>
    public bool IsSeenFrom(NounPath other) => Scope.Length == 0 || other._groups.Contains(Scope);

    /// <summary>The other stands in the same groups and at least one more.</summary>
    public bool IsAround(NounPath other) => other._groups.Length > _groups.Length && other._groups.AsSpan(0, _groups.Length).SequenceEqual(_groups);

    /// <summary>Every occurrence of its innermost repeating group.</summary>
    public IEnumerable<RulePlace> Places(Tree document) => Below(new RulePlace([("", document, "")]));

    /// <summary>The same, inside a place.</summary>
    public IEnumerable<RulePlace> Below(RulePlace place)
    {
        IEnumerable<RulePlace> places = [place];
        foreach (var group in _groups.Skip(place.Groups.Count - 1))
        {
            places = places.SelectMany(outer => Inside(outer, group));
        }

        return places;
    }

    /// <summary>Its nodes as seen from a place: those that hold a text, or a noun below them.</summary>
    public IEnumerable<Tree> Nodes(RulePlace place)
    {
        var group = place.Groups.First(group => group.Path == Scope).Node;
        foreach (var step in _rest[..^1])
        {
            if (group.Child(step) is not { } next)
            {
                return [];
            }

            group = next;
        }

        return group.All(_rest[^1]).Where(IsFilled);
    }

    /// <summary>Its first text as seen from a place, or <c>null</c>.</summary>
    public string? Text(RulePlace place) => Nodes(place).FirstOrDefault()?.Text;

    /// <summary>Each text with its pointer and its place in the sender's document.</summary>
    public IEnumerable<(string Text, string Pointer, string Source)> Texts(RulePlace place)
    {
        var occurrence = 0;
        foreach (var node in Nodes(place))
        {
            occurrence++;
            yield return (node.Text ?? "", _repeats ? $"{Pointer(place)}[{occurrence}]" : Pointer(place), node.Source ?? "");
        }
    }

    /// <summary>Where it stands, or would stand.</summary>
    public string Pointer(RulePlace place) => place.Groups.First(group => group.Path == Scope).Pointer + string.Join('/', _rest);

    /// <summary>The place in the sender's document: its own, else that of the nearest group around it.</summary>
    public string Source(RulePlace place)
    {
        var node = place.Groups.First(group => group.Path == Scope).Node;
        var source = node.Source;
        foreach (var step in _rest)
        {
            node = node?.Child(step);
            source = node?.Source ?? source;
        }

        return source ?? "";
    }

    private static IEnumerable<RulePlace> Inside(RulePlace outer, string group)
    {
        var (path, node, pointer) = outer.Here;
        var steps = (path.Length == 0 ? group : group[(path.Length + 1)..]).Split('/');
        foreach (var step in steps[..^1])
        {
            if (node.Child(step) is not { } next)
            {
                yield break;
            }

            node = next;
            pointer += step + "/";
        }

        var occurrence = 0;
        foreach (var child in node.All(steps[^1]))
        {
            occurrence++;
            yield return new RulePlace([.. outer.Groups, (group, child, $"{pointer}{steps[^1]}[{occurrence}]/")]);
        }
    }

    // Blanks alone say nothing. A group is there when something below it is; a document nests as deep as its table, so this ends.
    private static bool IsFilled(Tree node) => node.Text is { } text ? !string.IsNullOrWhiteSpace(text) : node.Children.Any(IsFilled);
}
