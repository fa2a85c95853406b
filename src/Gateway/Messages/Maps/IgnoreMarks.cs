namespace Gateway.Messages.Maps;

/// <summary>Marks what the map drops on purpose, before the schema looks: an ignored part is not held to it.</summary>
internal sealed class IgnoreMarks(IReadOnlyDictionary<string, string> namespaces, Func<string, string, IReadOnlyList<string>> range)
{
    private readonly List<Finding> _ignored = [];

    public IReadOnlyList<Finding> Ignored => _ignored;

    public void Mark(MessageNode node, List<MapLine> lines, int occurrence = 0)
    {
        foreach (var line in lines)
        {
            if (!line.Ignores)
            {
                continue;
            }

            if (line.Kind == LineKind.Numbered)
            {
                for (var n = 1; n <= line.Max; n++)
                {
                    Mark(node, line.Children, n);
                }
            }
            else if (line.Kind == LineKind.Ignore)
            {
                Drop(node, line, lines, occurrence);
            }
            else if (line.Children.Count > 0)
            {
                foreach (var child in node.Children)
                {
                    // A block that a constant selects ignores in its own occurrences only.
                    if (child.Is(line.Space, line.Name) && (line.Kind != LineKind.Repeat || Selection.Chooses(child, line, 0)))
                    {
                        Mark(child, line.Children);
                    }
                }
            }
        }
    }

    private void Drop(MessageNode node, MapLine line, List<MapLine> siblings, int occurrence)
    {
        foreach (var name in line.Names)
        {
            if (name is "*" or "@*")
            {
                foreach (var child in name == "*" ? node.Children : node.Attributes)
                {
                    if (!siblings.Exists(other => other.Kind != LineKind.Ignore && other.IsAttribute == (name == "@*") && child.Is(other.Space, other.Name)))
                    {
                        Drop(child, line.Reason);
                    }
                }

                continue;
            }

            foreach (var each in name.Contains("..", StringComparison.Ordinal) ? range(name, node.Name) : [Scope.Numbered(name, occurrence)])
            {
                DropNamed(node, each, line.Reason);
            }
        }
    }

    private void DropNamed(MessageNode node, string name, string reason)
    {
        var attribute = name.StartsWith('@');
        var bare = attribute ? name[1..] : name;
        var colon = bare.IndexOf(':', StringComparison.Ordinal);
        var prefix = colon < 0 ? "" : bare[..colon];
        var space = attribute && colon < 0 ? "" : namespaces.GetValueOrDefault(prefix, "");
        foreach (var child in attribute ? node.Attributes : node.Children)
        {
            if (child.Is(space, bare[(colon + 1)..]))
            {
                Drop(child, reason);
            }
        }
    }

    private void Drop(MessageNode node, string reason)
    {
        if (node.IgnoredBecause is not null)
        {
            return;
        }

        node.IgnoredBecause = reason;
        var says = node.Children.Count > 0 || node.Attributes.Count > 0 || !string.IsNullOrWhiteSpace(node.Text);
        if (says && _ignored.Count < FindingList.Limit)
        {
            _ignored.Add(new Finding("IGNORED", Severity.Note, "", node.Path, reason, node.Line));
        }
    }
}
