namespace Gateway.Messages.Delimited;

/// <summary>The rows of one section, counted from its line of columns as a spreadsheet counts them.</summary>
internal sealed class DelimitedSection(DelimitedInput input, Sheet sheet)
{
    private string[]? _columns;
    private int _field = -1;
    private int _value = -1;
    private int _number;
    private bool _data;
    private MessageNode? _form;

    private bool IsKnown => sheet.Columns.Count > 0;

    /// <summary>The section's own node: a form is one; a list has one for each row, and an empty list none.</summary>
    public bool Begin(int line)
    {
        _form = sheet.IsForm || !IsKnown ? input.Add(input.Root, sheet.Name, sheet.Name, line, 2) : null;
        return _form is not null || !sheet.IsForm;
    }

    public void Row(DelimitedRow row)
    {
        _number++;
        if (row.Wrong is var (cell, message))
        {
            input.Report("DLM-QUOTE", At(cell), message, row.Line);
        }

        if (row.IsBlank || row.IsLast || !IsKnown)
        {
            return;
        }

        if (_columns is null)
        {
            Columns(row);
        }
        else if (sheet.IsForm)
        {
            Field(row);
        }
        else if (_data || !IsLabels(row))
        {
            Occurrence(row);
        }
    }

    public void End()
    {
        if (_columns is null && IsKnown && sheet.IsForm)
        {
            _form!.Reported = true;
            input.Report("DLM-COLUMNS", sheet.Name, $"section '{sheet.Name}' has no line of columns");
        }
    }

    private string At(int column, int row = 0) => $"{sheet.Name}!{Sheet.Letters(column)}{(row == 0 ? _number : row)}";

    private void Columns(DelimitedRow row)
    {
        _columns = [.. row.Cells.Select((cell, at) => Heading(cell.Text.Trim(), at, row.Line))];
        if (sheet.IsForm)
        {
            (_field, _value) = (Array.IndexOf(_columns, Sheet.Field), Array.IndexOf(_columns, Sheet.Value));
            if (_field < 0 || _value < 0)
            {
                _form!.Reported = true;
                input.Report("DLM-COLUMNS", $"{sheet.Name}!{_number}", $"the columns '{Sheet.Field}' and '{Sheet.Value}' are expected", row.Line);
            }

            return;
        }

        foreach (var missing in sheet.Columns.Where(column => column.Required && !_columns.Contains(column.Name)))
        {
            input.Report("DLM-COLUMNS", $"{sheet.Name}!{_number}", $"the column '{missing.Name}' is missing", row.Line);
        }
    }

    private string Heading(string text, int at, int line)
    {
        var name = sheet.IsForm ? text : sheet.Find(text)?.Name ?? PlainText.WithoutNothing(text);
        if (sheet.IsForm && text.Length > 0 && text is not (Sheet.Field or Sheet.Value) && !Sheet.Notes.Contains(text))
        {
            input.Report("DLM-COLUMN", At(at), $"'{LexicalTypes.Clip(text)}' is not a column of a form", line);
        }

        return name;
    }

    private void Field(DelimitedRow row)
    {
        if (_field < 0 || _value < 0)
        {
            return;
        }

        var heading = _field < row.Cells.Count ? row.Cells[_field].Text.Trim() : "";
        if (row.Cells.Count <= _value)
        {
            input.Report("DLM-WIDTH", At(row.Cells.Count), $"{row.Cells.Count} cells; the value stands in cell {_value + 1}", row.Line);
            return;
        }

        var name = sheet.Find(heading)?.Name ?? PlainText.WithoutNothing(heading);
        Cell(_form!, name, row.Cells[_value].Text, _value, row.Line);
    }

    private void Occurrence(DelimitedRow row)
    {
        _data = true;
        if (input.Add(input.Root, sheet.Name, $"{sheet.Name}!{_number}", row.Line, 2) is not { } node)
        {
            return;
        }

        var width = _columns!.Length;
        if (row.Cells.Count < width || row.Cells.Skip(width).Any(cell => cell.Text.Length > 0))
        {
            var at = row.Cells.Count < width ? row.Cells.Count : row.Cells.FindIndex(width, cell => cell.Text.Length > 0);
            input.Report("DLM-WIDTH", At(at), $"{row.Cells.Count} cells; {width} columns are named", row.Line);
        }

        for (var i = 0; i < Math.Min(width, row.Cells.Count); i++)
        {
            Cell(node, _columns[i], row.Cells[i].Text, i, row.Line);
        }

        foreach (var missing in sheet.Columns.Where(column => column.Required && !_columns.Contains(column.Name)))
        {
            // Reported once, in the line of columns.
            node.KnownMissing(missing.Name);
        }
    }

    private void Cell(MessageNode parent, string name, string cell, int at, int line)
    {
        var place = At(at);
        var text = input.Clean(cell, place, line);
        var required = sheet.Columns.FirstOrDefault(column => column.Name == name) is { Required: true };
        if (text.Length == 0 && !required)
        {
            return;
        }

        if (name.Length == 0 || parent.Child(name) is not null)
        {
            input.Report("DLM-COLUMN", place, name.Length == 0 ? "a value under no name" : $"'{LexicalTypes.Clip(name)}' stands twice", line);
        }
        else if (input.Add(parent, name, place, line, 3) is { } node)
        {
            node.Text = text;
        }
    }

    /// <summary>A row of labels below the columns, there for people.</summary>
    private bool IsLabels(DelimitedRow row)
    {
        for (var i = 0; i < row.Cells.Count; i++)
        {
            var text = row.Cells[i].Text.Trim();
            var column = i < _columns!.Length ? sheet.Find(_columns[i]) : null;
            if (text.Length > 0 && (column is null || (text != column.English && text != column.Vietnamese)))
            {
                return false;
            }
        }

        return true;
    }
}
