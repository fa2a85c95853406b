using Gateway.Messages;
using Gateway.Messages.Fixed;
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
