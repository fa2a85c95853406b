using Gateway.Messages.Maps;

namespace Gateway.Messages.Xml;

/// <summary>A map against the element table of its message: unknown, misplaced, missing, unread, unreachable.</summary>
internal sealed class XmlMapCheck(XmlTable table, bool reads, bool writes, FindingList findings, bool numbered = false)
{
    private bool _spelling;
    private int _repeats;

    public void Check(Map map)
    {
        var (line, row) = (map.Root, table.Root);
        if (line.Name != row.Name || line.Space != row.Space)
        {
            Report("MAP-ELEMENT", line, $"the root of {table.File} is '{row.Name}' in namespace '{row.Space}'");
            return;
        }

        _spelling = line.Children.Exists(child => child.Kind == LineKind.Spelling);
        Group(line, row);
    }

    private void Group(MapLine line, XmlElementRow row)
    {
        // What a constant selects by on reading has to be there after writing, whatever else its group says.
        line.Required = row.Min > 0 || (_repeats > 0 && line.Kind == LineKind.Group && Selection.HasConstant(line.Children));
        line.SchemaOccurs = row.Occurs;
        var (at, seen) = (0, new List<MapLine>());
        foreach (var child in Lines(line).Where(child => child.Kind is not (LineKind.Ignore or LineKind.Spelling)))
        {
            if (Known(child, row) is not { } known)
            {
                continue;
            }

            if (!child.IsAttribute)
            {
                var place = Place(row, known);
                if (place < at)
                {
                    Report("MAP-ORDER", child, $"'{child.Left}' stands before '{row.Children[at].Name}' in {table.File}");
                }

                at = Math.Max(at, place);
            }

            Duplicates(child, known, seen);
            seen.Add(child);
            Line(child, known);
        }

        Complete(line, row, seen);
    }

    /// <summary>A numbered group as the lines it stands for, occurrence by occurrence, where the carrier has such groups.</summary>
    private IEnumerable<MapLine> Lines(MapLine line) => !numbered ? line.Children : line.Children.SelectMany(child => child.Kind != LineKind.Numbered
        ? [child]
        : Enumerable.Range(1, child.Max).SelectMany(n => child.Children.Select(below => below with { Name = Scope.Numbered(below.Name, n), LeftTime = Scope.Numbered(below.LeftTime, n) })));

    private XmlElementRow? Known(MapLine line, XmlElementRow row)
    {
        if (line.Kind == LineKind.Numbered)
        {
            Report("MAP-SYNTAX", line, "numbered groups belong to fixed width");
            return null;
        }

        var known = Find(row, line.Space, line.Name, line.IsAttribute);
        if (known is null || (line.LeftTime.Length > 0 && row.Child(line.Space, line.LeftTime) is null))
        {
            Report("MAP-ELEMENT", line, $"'{(known is null ? line.Left : line.LeftTime)}' is not in {table.File} below '{row.Name}'");
        }

        return known;
    }

    private void Line(MapLine line, XmlElementRow row)
    {
        line.SchemaOccurs = row.Occurs;
        line.Required = row.Min > 0;
        var leafRepeat = line.Kind == LineKind.Repeat && row.Type != "group";
        if (row.Type == "signature")
        {
            Report("MAP-ELEMENT", line, $"'{line.Left}' is a signature: neither mapped nor ignored");
        }
        else if (line.Kind == LineKind.Group ? row.Type != "group" : line.Kind == LineKind.Leaf && row.Type == "group")
        {
            Report("MAP-ELEMENT", line, line.Kind == LineKind.Group ? $"'{line.Left}' is a leaf in {table.File}" : $"'{line.Left}' is a group in {table.File}");
        }
        else if (line.Max > 0 && row.Occurs > 0 && line.Max > row.Occurs)
        {
            Report("MAP-OCCURS", line, $"{line.Max} occurrences, but {table.File} allows {row.Occurs}");
        }
        else if (line.Kind == LineKind.Repeat && row.Occurs == 1 && line.Max != 1 && line.Source!.Noun != ".")
        {
            Report("MAP-OCCURS", line, $"'{line.Left}' does not repeat in {table.File}");
        }
        else if (line.Kind == LineKind.Group || (line.Kind == LineKind.Repeat && !leafRepeat) || row.Attributes.Count > 0 || line.Children.Count > 0)
        {
            _repeats += line.Kind == LineKind.Repeat ? 1 : 0;
            Group(line, row);
            _repeats -= line.Kind == LineKind.Repeat ? 1 : 0;
        }
    }

    /// <summary>A line that can never be reached: all occurrences are taken before it. A read-only one reads the same once more.</summary>
    private void Duplicates(MapLine line, XmlElementRow row, List<MapLine> seen)
    {
        var earlier = seen.FindAll(other => other.Name == line.Name && other.Space == line.Space && other.IsAttribute == line.IsAttribute);
        foreach (var direction in new Func<MapLine, bool>[] { each => each.Reads, each => each.Writes })
        {
            var before = direction(line) ? earlier.FindAll(other => direction(other)) : [];
            var greedy = before.Exists(other => other.Kind == LineKind.Repeat && !Selection.HasConstant(other.Children));
            var plain = before.Count(other => other.Kind != LineKind.Repeat);
            if (!greedy && (row.Occurs == 0 || plain < row.Occurs))
            {
                continue;
            }

            line.Again = line.Arrow == Arrow.ReadOnly;
            if (!line.Again)
            {
                Report("MAP-DUPLICATE", line, $"'{line.Left}' is never reached: the line above takes it");
                return;
            }
        }
    }

    private void Complete(MapLine line, XmlElementRow row, List<MapLine> seen)
    {
        foreach (var (known, attribute) in row.Attributes.Select(known => (known, true)).Concat(row.Children.Select(known => (known, false))))
        {
            var lines = seen.FindAll(child => (child.Name == known.Name || child.LeftTime == known.Name) && child.Space == known.Space && child.IsAttribute == attribute);
            var shown = (attribute ? "@" : "") + known.Name;
            if (known.Type == "signature")
            {
                continue;
            }

            if (writes && line.Writes && known.Min > 0 && !lines.Exists(child => child.Writes))
            {
                Report("MAP-MISSING", line, $"'{shown}' is required below '{row.Name}' (line {known.Line} of {table.File}) and no line writes it");
            }

            if (reads && line.Reads && lines.Count == 0 && !Ignored(line, known, attribute) && !(_spelling && attribute))
            {
                Report("MAP-UNREAD", line, $"'{shown}' below '{row.Name}' (line {known.Line} of {table.File}) is neither read nor ignored");
            }
        }
    }

    private static bool Ignored(MapLine line, XmlElementRow row, bool attribute) => line.Children.Exists(child =>
        child.Kind == LineKind.Ignore
        && child.Names.Any(name => name == (attribute ? "@*" : "*")
            || (name.StartsWith('@') == attribute && name[(name.LastIndexOf(':') + 1)..].TrimStart('@') == row.Name)));

    private static XmlElementRow? Find(XmlElementRow row, string space, string name, bool attribute) =>
        attribute ? row.Attribute(space, name) : row.Child(space, name);

    private static int Place(XmlElementRow row, XmlElementRow child)
    {
        for (var i = 0; i < row.Children.Count; i++)
        {
            if (ReferenceEquals(row.Children[i], child))
            {
                return i;
            }
        }

        return 0;
    }

    private void Report(string code, MapLine line, string message) => findings.Error(code, "", line.File, message, line.Line);
}
