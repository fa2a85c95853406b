using Gateway.Messages.Xml;

namespace Gateway.Messages.Delimited;

/// <summary>Holds rows to their table: sections, columns, presence, type and length; the same rules when writing and when reading.</summary>
internal sealed class DelimitedCheck(DelimitedTable table, FindingList findings, bool writing)
{
    private readonly HashSet<string> _unknown = [];

    public void Check(MessageNode root)
    {
        foreach (var section in table.Root.Children)
        {
            var nodes = root.Children.Where(node => node.Name == section.Name && node.IgnoredBecause is null).ToList();
            if (nodes.Count < section.Min)
            {
                findings.Error("DLM-REQUIRED", root.AbsentNoun(section.Name), section.Name, $"section '{section.Name}' has nothing in it");
            }
            else if (section.Occurs > 0 && nodes.Count > section.Occurs)
            {
                Report(nodes[section.Occurs], "DLM-OCCURS", $"at most {section.Occurs} row(s)");
            }

            nodes.FindAll(node => !node.Reported).ForEach(node => Columns(node, section));
        }

        foreach (var node in root.Children.Where(node => table.Section(node.Name) is null && node.IgnoredBecause is null))
        {
            Report(node, "DLM-SECTION", $"there is no section '{LexicalTypes.Clip(node.Name)}'");
        }
    }

    private void Columns(MessageNode node, XmlElementRow section)
    {
        foreach (var column in section.Children)
        {
            var cell = node.Child(column.Name);
            if (string.IsNullOrEmpty(cell?.Text) && column.Min > 0 && cell?.IgnoredBecause is null)
            {
                Missing(node, cell, column);
            }
            else if (cell is { Text.Length: > 0, Reported: false, IgnoredBecause: null })
            {
                Value(cell, column);
            }
        }

        foreach (var cell in node.Children.Where(cell => section.Child("", cell.Name) is null && cell.IgnoredBecause is null))
        {
            cell.Reported = true;
            if (_unknown.Add($"{section.Name}/{cell.Name}"))
            {
                findings.Error("DLM-COLUMN", "", cell.Path, $"'{LexicalTypes.Clip(cell.Name)}' is not a column of '{section.Name}'", cell.Line);
            }
        }
    }

    private void Missing(MessageNode node, MessageNode? cell, XmlElementRow column)
    {
        if (!node.IsKnownMissing(column.Name))
        {
            findings.Error("DLM-REQUIRED", node.AbsentNoun(column.Name), cell?.Path ?? $"{node.Path}/{column.Name}", $"'{column.Name}' is required and blank", cell?.Line ?? node.Line);
        }
    }

    private void Value(MessageNode cell, XmlElementRow column)
    {
        var text = cell.Text!;
        if (column.Max > 0 && text.Length > column.Max)
        {
            Report(cell, "DLM-LENGTH", $"{text.Length} characters; at most {column.Max}");
        }
        else if (LexicalTypes.Wrong(column.Type, text.Trim(), offsetRequired: false) is { } wrong)
        {
            Report(cell, "DLM-TYPE", wrong);
        }
        else if (writing && text.Length > DelimitedText.MaxCell)
        {
            Report(cell, "DLM-LENGTH", $"{text.Length} characters; a cell holds {DelimitedText.MaxCell}");
        }
        else if (writing && Computes(text))
        {
            findings.Warn("DLM-FORMULA", cell.Pointer, cell.Path, "a spreadsheet would take this text for a formula", cell.Line);
        }
    }

    private static bool Computes(string text) => text[0] is '=' or '@' || (text[0] is '+' or '-' && text.Length > 1 && char.IsAsciiLetter(text[1]));

    private void Report(MessageNode node, string code, string message)
    {
        node.Reported = true;
        findings.Error(code, node.Pointer, node.Path, message, node.Line);
    }
}
