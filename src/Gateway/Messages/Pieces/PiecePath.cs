using System.Globalization;
using Gateway.Messages.Maps;

namespace Gateway.Messages.Pieces;

/// <summary>Where in a message the elements stand that are taken a piece at a time: the elements from the root down to the repeated one.</summary>
/// <param name="Noun">The noun of the document that they are.</param>
/// <param name="Steps">The lines of the map from the root to the repeat.</param>
internal sealed record PiecePath(string Noun, IReadOnlyList<MapLine> Steps)
{
    private readonly string _place = string.Join('/', Steps.Select(step => step.Name));

    /// <summary>How many elements stand above the repeated one.</summary>
    public int Depth => Steps.Count - 1;

    /// <summary>The path of a noun in a map; <c>null</c> when no line, or more than one, takes it as a repeat of the whole document.</summary>
    public static PiecePath? Find(Map map, string noun)
    {
        var found = new List<IReadOnlyList<MapLine>>();
        Search([map.Root], noun, found);
        return found is [{ Count: > 1 } steps] && IsAlone(steps[^1], steps[^2]) ? new PiecePath(noun, steps) : null;
    }

    /// <summary>Whether an element is the one at a level; one without a namespace may be meant, too.</summary>
    public bool IsAt(int level, string space, string name) =>
        level < Steps.Count && Steps[level].Name == name && (space.Length == 0 || Steps[level].Space == space);

    /// <summary>Whether a node is one of the repeated elements or stands in one.</summary>
    public bool Holds(MessageNode node)
    {
        var way = new List<MessageNode>();
        for (var at = node; at is not null; at = at.Parent)
        {
            way.Add(at);
        }

        return way.Count > Depth && IsAt(Depth, way[^(Depth + 1)].Space, way[^(Depth + 1)].Name);
    }

    /// <summary>The repeated elements of a message that was written by the map.</summary>
    public IEnumerable<MessageNode> Written(MessageNode root)
    {
        var node = root;
        foreach (var step in Steps.Skip(1).SkipLast(1))
        {
            node = node?.Children.FirstOrDefault(child => ReferenceEquals(child.By, step));
        }

        return node?.Children.Where(child => ReferenceEquals(child.By, Steps[^1])) ?? [];
    }

    /// <summary>Which of the repeated elements a path in the message is of, from 1; 0 when it is of none.</summary>
    public int Number(string at)
    {
        if (!at.StartsWith(_place, StringComparison.Ordinal))
        {
            return 0;
        }

        var rest = at.AsSpan(_place.Length);
        if (rest.Length == 0 || rest[0] == '/')
        {
            return 1;
        }

        var end = rest.IndexOf(']');
        return rest[0] == '[' && end > 0 && int.TryParse(rest[1..end], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    // Elements of that name are those of the noun and no others.
    private static bool IsAlone(MapLine line, MapLine above) => !line.Selects && above.Children.Count(other => other.Writes && other.Name == line.Name) == (line.Writes ? 1 : 0);

    private static void Search(List<MapLine> above, string noun, List<IReadOnlyList<MapLine>> found)
    {
        foreach (var line in above[^1].Children)
        {
            if (line.Kind == LineKind.Repeat && line.Source!.Noun == noun)
            {
                found.Add([.. above, line]);
            }
            else if (line.Kind == LineKind.Group)
            {
                Search([.. above, line], noun, found);
            }
        }
    }
}
