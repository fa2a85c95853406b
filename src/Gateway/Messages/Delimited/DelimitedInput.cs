namespace Gateway.Messages.Delimited;

/// <summary>Rows to nodes: a section for each <c>[name]</c> line, an occurrence for each row, a node for each filled cell.</summary>
internal sealed class DelimitedInput(DelimitedTable table, DelimitedForm form, ReadCounter counter, FindingList findings)
{
    private readonly HashSet<string> _begun = [];
    private DelimitedSection? _section;
    private bool _full;

    public MessageNode Root { get; } = new("", table.Root.Name, 1);

    public MessageNode? Parse(string text)
    {
        counter.Visit(1);
        _section = table.Only is { } only ? new DelimitedSection(this, only) : null;
        foreach (var row in new DelimitedText(text, Delimiter(text)).Rows())
        {
            if (!Take(row) || _full)
            {
                break;
            }
        }

        _section?.End();
        return _section is null || _full ? Nothing() : Root;
    }

    /// <summary>A cell's text as the map sees it: trimmed where that is tolerated, never with a byte 0.</summary>
    public string Clean(string cell, string place, int line)
    {
        if (cell.Contains('\0'))
        {
            findings.Error("TXT-CONTROL", "", place, "the character U+0000 stands in the text", line);
            cell = PlainText.WithoutNothing(cell);
        }

        if (cell.Length > 0 && (char.IsWhiteSpace(cell[0]) || char.IsWhiteSpace(cell[^1])) && Tolerance.Blanks.IsOf(form.Tolerated))
        {
            findings.Tolerances.Add(Tolerance.Blanks, place, line);
            return cell.Trim();
        }

        return cell;
    }

    public void Report(string code, string place, string message, int line = 0) => findings.Error(code, "", place, message, line);

    private MessageNode? Nothing()
    {
        if (!findings.HasErrors)
        {
            findings.Error("DLM-SECTION", "", "", $"no section: a line {string.Join(" or ", table.Sheets.Select(sheet => $"[{sheet.Name}]"))} is expected");
        }

        return null;
    }

    private bool Take(DelimitedRow row)
    {
        if (Named(row) is { } name)
        {
            _section?.End();
            _section = null;
            if (!_begun.Add(name))
            {
                findings.Error("DLM-SECTION", "", LexicalTypes.Clip(name), $"section '{LexicalTypes.Clip(name)}' stands twice", row.Line);
                _full = true;
                return false;
            }

            _section = new DelimitedSection(this, table.Sheets.FirstOrDefault(sheet => sheet.Name == name) ?? new Sheet(name, "", "", false, []));
            return _section.Begin(row.Line);
        }

        if (_section is null && !row.IsBlank)
        {
            findings.Error("DLM-SECTION", "", "", $"the message begins with a line [{table.Sheets[0].Name}]", row.Line);
            return false;
        }

        _section?.Row(row);
        _full |= row.IsLast;
        return true;
    }

    public static string? Named(DelimitedRow row) =>
        row.Cells is [{ Quoted: false, Text: ['[', .. { Length: > 0 } name, ']'] }, .. var rest] && rest.TrueForAll(cell => cell.Text.Length == 0) ? PlainText.WithoutNothing(name) : null;

    /// <summary>The policy's delimiter, or with the tolerance <c>delimiter</c> the one that stands in the first line of columns.</summary>
    private char Delimiter(string text)
    {
        if (!Tolerance.Delimiter.IsOf(form.Tolerated))
        {
            return form.Delimiter;
        }

        var line = text.Split('\n', 3).FirstOrDefault(line => line.Length > 0 && line[0] != '[') ?? "";
        var other = DelimitedForm.Delimiters.Values.Where(candidate => line.Contains(candidate)).ToList();
        if (other.Count != 1 || other[0] == form.Delimiter)
        {
            return form.Delimiter;
        }

        findings.Tolerances.Add(Tolerance.Delimiter, "", text.AsSpan(0, text.IndexOf(line, StringComparison.Ordinal)).Count('\n') + 1, $"cells are parted by {DelimitedForm.Delimiters.First(known => known.Value == other[0]).Key}");
        return other[0];
    }

    public MessageNode? Add(MessageNode parent, string name, string place, int line, int depth)
    {
        if (_full || !counter.Visit(depth))
        {
            if (!_full)
            {
                findings.Error("DLM-NODES", "", place, $"more than {counter.Limits.MaxNodes} rows and filled cells", line);
            }

            _full = true;
            return null;
        }

        return parent.Add(new MessageNode("", name, line) { Place = place });
    }
}
