using Gateway.Messages.Maps;

namespace Gateway.Messages.Pieces;

/// <summary>Where in a message the elements stand that are taken a piece at a time: the elements from the root down to the repeated one.</summary>
/// <param name="Noun">The noun of the document that they are.</param>
/// <param name="Steps">The lines of the map from the root to the repeat.</param>
internal sealed record PiecePath(string Noun, IReadOnlyList<MapLine> Steps)
{
    /// <summary>How many elements stand above the repeated one.</summary>
    public int Depth => Steps.Count - 1;

    /// <summary>The path of a noun in a map; <c>null</c> when no line, or more than one, takes it as a repeat of the whole document.</summary>
    public static PiecePath? Find(Map map, string noun)
    {
        var found = new List<IReadOnlyList<MapLine>>();
        Search([map.Root], noun, found);
        return found.Count == 1 ? new PiecePath(noun, found[0]) : null;
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

    private static void Search(List<MapLine> above, string noun, List<IReadOnlyList<MapLine>> found)
    {
        foreach (var line in above[^1].Children)
        {
            if (line.Kind == LineKind.Repeat && line.Source!.Noun == noun && !line.Selects)
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
