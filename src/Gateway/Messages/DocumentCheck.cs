using Gateway.Messages.Pieces;

namespace Gateway.Messages;

/// <summary>Holds a canonical document to the element table of its kind: nouns, types, lengths, occurrences. All findings at once.</summary>
public static class DocumentCheck
{
    /// <summary>Everything that is wrong; empty when the document is one of its kind.</summary>
    public static IReadOnlyList<Finding> Check(Tree document, string kind) => Check(document, kind, null);

    /// <summary>The same for a piece of a document: occurrences are counted as in the whole.</summary>
    internal static IReadOnlyList<Finding> Check(Tree document, string kind, PieceNumbers? numbers)
    {
        ArgumentNullException.ThrowIfNull(document);
        var findings = new FindingList();
        if (ElementTable.Of(kind) is { } table)
        {
            Group(document, table.Root, null, table.Kind, findings, numbers);
        }
        else
        {
            findings.Error("DOC-KIND", "", "", $"there is no kind '{kind}'");
        }

        return findings.Items;
    }

    private static void Group(Tree node, ElementGroup group, Trail? trail, string kind, FindingList findings, PieceNumbers? numbers = null)
    {
        var counts = new SiblingCount(group.Count <= SiblingCount.Few ? stackalloc int[group.Count] : new int[group.Count]);
        foreach (var child in node.Below)
        {
            var known = group.Find(child.Name);
            var number = counts.Next(known, child.Name);
            number = numbers?.Of(child.Name, number) ?? number;
            var here = new Step(trail, child, known?.Element is null or { Occurs: 1 } ? 0 : number);
            if (known?.Element is not { } element)
            {
                var path = group.Element is null ? child.Name : $"{group.Element.Path}/{child.Name}";
                here.Error(findings, "DOC-UNKNOWN", $"'{LexicalTypes.Clip(path)}' is not a noun of {kind}");
                continue;
            }

            if (element.Occurs > 0 && number == element.Occurs + 1)
            {
                here.Error(findings, "DOC-OCCURS", $"at most {element.Occurs} occurrence(s)");
            }

            if (element.Type == "group")
            {
                Inside(here, known, kind, findings);
            }
            else
            {
                Leaf(here, element, findings);
            }
        }
    }

    private static void Inside(Step here, ElementGroup group, string kind, FindingList findings)
    {
        if (!string.IsNullOrEmpty(here.Node.Text))
        {
            here.Error(findings, "DOC-TYPE", "a group has no text of its own");
        }

        Group(here.Node, group, new Trail(here.Above, here.Node.Name, here.Number), kind, findings);
    }

    private static void Leaf(Step here, Element element, FindingList findings)
    {
        var node = here.Node;
        if (node.Below.Length > 0)
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

    private readonly record struct Step(Trail? Above, Tree Node, int Number)
    {
        public string Pointer => Trail.Join(Above, Node.Name, Number);

        public void Error(FindingList findings, string code, string message) => findings.Error(code, Pointer, Node.Source ?? "", message);
    }
}
