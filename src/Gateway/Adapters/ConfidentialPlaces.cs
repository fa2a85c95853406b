using Gateway.Messages;
using Gateway.Messages.Fixed;
using Gateway.Messages.Maps;
using Gateway.Messages.Xml;

namespace Gateway.Adapters;

/// <summary>Finds what a manifest calls confidential in the message's own table, so that a name that means nothing is an error and not a leak.</summary>
internal static class ConfidentialPlaces
{
    public const string Code = "ADAPTER-CONFIDENTIAL";

    /// <summary>Fields of the header, by their code.</summary>
    public static IReadOnlyList<ConfidentialPlace> InHeader(string file, MessageEntry entry, HeaderTable header, FindingList findings) => Find(
        file, entry, findings, $"is not a field of {header.File}", name => header.Find(name) is { } field ? new ConfidentialPlace("", field.Offset, field.Length) : null);

    /// <summary>Elements that hold text, by their path.</summary>
    public static IReadOnlyList<ConfidentialPlace> InElements(string file, MessageEntry entry, XmlTable table, FindingList findings) => Find(
        file, entry, findings, $"is not the path of an element with text in {entry.Schema}", path => Leaf(table.Root, path.Split('/')) is { } leaf ? new ConfidentialPlace(leaf.Name, 0, 0) : null);

    /// <summary>Other carriers have no such places yet: naming one promises what nobody keeps.</summary>
    public static IReadOnlyList<ConfidentialPlace> Nowhere(string file, MessageEntry entry, FindingList findings) =>
        Find(file, entry, findings, $"cannot be blanked in a message of carrier {entry.Carrier}", _ => null);

    /// <summary>
    /// What findings of the message may not repeat. A message that is received gives its nouns to documents, events and pages, which are kept in
    /// clear: one that reads a confidential place into them is refused, whoever wrote the map.
    /// </summary>
    public static Discretion Keep(string file, MessageEntry entry, Map map, FindingList findings)
    {
        var (names, nouns) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var place in entry.Confidential ?? [])
        {
            var steps = Array.ConvertAll(place.Split('/'), Local);
            names.Add(steps[^1]);
            foreach (var (line, noun) in Carried(map.Root, steps))
            {
                nouns.Add(noun);
                if (entry.Direction is "in" or "both" && line.Reads)
                {
                    findings.Error(Code, noun, file, $"{entry.Name}: '{place}' is read into {noun}, which is kept in clear: ignore it, or write it only (<-)", entry.Line);
                }
            }
        }

        foreach (var told in entry.Events.SelectMany(caused => caused.With.Append(caused.At).Append(caused.WhenPath)).Where(nouns.Contains))
        {
            findings.Error(Code, told, file, $"{entry.Name}: an event is kept in clear and must not tell {told}", entry.Line);
        }

        return new Discretion(names, nouns);
    }

    // The lines that carry a place, each with its noun seen from the document. A field of the header stands below `header`.
    private static IEnumerable<(MapLine Line, string Noun)> Carried(MapLine root, string[] steps) =>
        steps.Length == 1 ? root.Children.SelectMany(line => Below(line, steps, 0, "")) : steps[0] == Local(root.Left) ? root.Children.SelectMany(line => Below(line, steps, 1, "")) : [];

    private static IEnumerable<(MapLine Line, string Noun)> Below(MapLine line, string[] steps, int depth, string scope)
    {
        var own = line.Source is { Kind: SourceKind.Nouns or SourceKind.Join } source ? source.Nouns.Select(noun => Absolute(scope, noun)).ToList() : [];
        var meant = Local(line.Left) == steps[depth];
        if (meant && depth == steps.Length - 1)
        {
            return own.Select(noun => (line, noun));
        }

        return meant || steps.Length == 1
            ? line.Children.SelectMany(child => Below(child, steps, meant ? depth + 1 : depth, line.Kind == LineKind.Repeat && own.Count > 0 ? own[0] : scope))
            : [];
    }

    private static string Absolute(string scope, string noun) =>
        noun[0] == '/' ? noun[1..] : noun == "." ? scope : scope.Length == 0 ? noun : $"{scope}/{noun}";

    private static string Local(string name) => name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..];

    private static List<ConfidentialPlace> Find(string file, MessageEntry entry, FindingList findings, string otherwise, Func<string, ConfidentialPlace?> find)
    {
        var places = new List<ConfidentialPlace>();
        foreach (var name in entry.Confidential ?? [])
        {
            if (find(name) is { } place)
            {
                places.Add(place);
            }
            else
            {
                findings.Error(Code, "", file, $"{entry.Name}: '{name}' {otherwise}", entry.Line);
            }
        }

        return places;
    }

    private static XmlElementRow? Leaf(XmlElementRow root, string[] path)
    {
        var row = path[0] == root.Name ? root : null;
        foreach (var name in path.Skip(1))
        {
            row = row?.Children.FirstOrDefault(child => child.Name == name);
        }

        return row is { Children.Count: 0 } ? row : null;
    }
}
