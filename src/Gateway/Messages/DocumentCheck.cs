namespace Gateway.Messages;

/// <summary>Holds a canonical document to the element table of its kind: nouns, types, lengths, occurrences. All findings at once.</summary>
public static class DocumentCheck
{
    /// <summary>Everything that is wrong; empty when the document is one of its kind.</summary>
    public static IReadOnlyList<Finding> Check(Tree document, string kind)
    {
        ArgumentNullException.ThrowIfNull(document);
        var findings = new FindingList();
        if (ElementTable.Of(kind) is { } table)
        {
            Group(document, "", null, table, findings);
        }
        else
        {
            findings.Error("DOC-KIND", "", "", $"there is no kind '{kind}'");
        }

        return findings.Items;
    }

    private static void Group(Tree node, string path, Trail? trail, ElementTable table, FindingList findings)
    {
        var counts = new Dictionary<string, int>();
        foreach (var child in node.Children)
        {
            var element = table.Find(path, child.Name);
            var number = counts[child.Name] = counts.GetValueOrDefault(child.Name) + 1;
            var here = new Step(trail, child, element is null or { Occurs: 1 } ? 0 : number);
            if (element is null)
            {
                findings.Error("DOC-UNKNOWN", here.Pointer, child.Source ?? "", $"'{LexicalTypes.Clip(path.Length == 0 ? child.Name : $"{path}/{child.Name}")}' is not a noun of {table.Kind}");
                continue;
            }

            if (element.Occurs > 0 && number == element.Occurs + 1)
            {
                here.Error(findings, "DOC-OCCURS", $"at most {element.Occurs} occurrence(s)");
            }

            Element(here, element, table, findings);
        }
    }

    private static void Element(Step here, Element element, ElementTable table, FindingList findings)
    {
        var node = here.Node;
        if (element.Type == "group")
        {
            if (!string.IsNullOrEmpty(node.Text))
            {
                here.Error(findings, "DOC-TYPE", "a group has no text of its own");
            }

            Group(node, element.Path, new Trail(here.Above, node.Name, here.Number), table, findings);
            return;
        }

        if (node.Children.Count > 0)
        {
            here.Error(findings, "DOC-TYPE", "has nouns below it; a value is expected");
        }

        var text = node.Text ?? "";
        if (text.Length == 0)
        {
            return;
        }

        if (element.Max > 0 && text.Length > element.Max && element.Type is not ("datetime" or "moment" or "decimal"))
        {
            here.Error(findings, "DOC-LONG", $"{text.Length} characters; at most {element.Max}");
        }

        if (LexicalTypes.Wrong(element.Type, text, offsetRequired: true) is { } wrong)
        {
            here.Error(findings, "DOC-TYPE", wrong);
        }
    }

    /// <summary>The groups above a node; its pointer is spelled out only where something is wrong.</summary>
    private sealed record Trail(Trail? Above, string Name, int Number)
    {
        public string Pointer => Join(Above, Name, Number);

        public static string Join(Trail? above, string name, int number)
        {
            var step = number == 0 ? name : $"{name}[{number}]";
            return above is null ? step : $"{above.Pointer}/{step}";
        }
    }

    private readonly record struct Step(Trail? Above, Tree Node, int Number)
    {
        public string Pointer => Trail.Join(Above, Node.Name, Number);

        public void Error(FindingList findings, string code, string message) => findings.Error(code, Pointer, Node.Source ?? "", message);
    }
}
