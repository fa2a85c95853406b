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
            Group(document, "", "", table, findings);
        }
        else
        {
            findings.Error("DOC-KIND", "", "", $"there is no kind '{kind}'");
        }

        return findings.Items;
    }

    private static void Group(Tree node, string path, string pointer, ElementTable table, FindingList findings)
    {
        var counts = new Dictionary<string, int>();
        foreach (var child in node.Children)
        {
            var childPath = path.Length == 0 ? child.Name : $"{path}/{child.Name}";
            var element = table.Find(childPath);
            var number = counts[child.Name] = counts.GetValueOrDefault(child.Name) + 1;
            var shown = (pointer.Length == 0 ? child.Name : $"{pointer}/{child.Name}") + (element is null or { Occurs: 1 } ? "" : $"[{number}]");
            if (element is null)
            {
                findings.Error("DOC-UNKNOWN", shown, child.Source ?? "", $"'{LexicalTypes.Clip(childPath)}' is not a noun of {table.Kind}");
                continue;
            }

            if (element.Occurs > 0 && number == element.Occurs + 1)
            {
                findings.Error("DOC-OCCURS", shown, child.Source ?? "", $"at most {element.Occurs} occurrence(s)");
            }

            Element(child, element, shown, table, findings);
        }
    }

    private static void Element(Tree node, Element element, string pointer, ElementTable table, FindingList findings)
    {
        if (element.Type == "group")
        {
            if (!string.IsNullOrEmpty(node.Text))
            {
                findings.Error("DOC-TYPE", pointer, node.Source ?? "", "a group has no text of its own");
            }

            Group(node, element.Path, pointer, table, findings);
            return;
        }

        if (node.Children.Count > 0)
        {
            findings.Error("DOC-TYPE", pointer, node.Source ?? "", "has nouns below it; a value is expected");
        }

        var text = node.Text ?? "";
        if (text.Length == 0)
        {
            return;
        }

        if (element.Max > 0 && text.Length > element.Max && element.Type is not ("datetime" or "moment" or "decimal"))
        {
            findings.Error("DOC-LONG", pointer, node.Source ?? "", $"{text.Length} characters; at most {element.Max}");
        }

        if (LexicalTypes.Wrong(element.Type, text, offsetRequired: true) is { } wrong)
        {
            findings.Error("DOC-TYPE", pointer, node.Source ?? "", wrong);
        }
    }
}
