using System.Text;

namespace Gateway.Messages.Delimited;

/// <summary>One cell; a quoted one is text, never the name of a section.</summary>
internal readonly record struct DelimitedCell(string Text, bool Quoted);

/// <summary>One row, and what is wrong with its quotes.</summary>
internal sealed record DelimitedRow(int Line, List<DelimitedCell> Cells)
{
    /// <summary>What is wrong, with the cell it is wrong in.</summary>
    public (int Cell, string Message)? Wrong { get; set; }

    /// <summary>From here on no cell can be told from the next.</summary>
    public bool IsLast { get; set; }

    public bool IsBlank => Cells.TrueForAll(cell => string.IsNullOrWhiteSpace(cell.Text));
}

/// <summary>RFC 4180, held to it: quotes only around a whole cell, doubled inside, closed before the end.</summary>
internal sealed class DelimitedText(string text, char delimiter)
{
    public const int MaxCell = 32_767;
    public const int MaxCells = 512;
    private int _at;
    private int _line = 1;

    /// <summary>Rows up to the end, or up to the first from which no cell can be told from the next.</summary>
    public IEnumerable<DelimitedRow> Rows()
    {
        while (_at < text.Length)
        {
            var row = new DelimitedRow(_line, []);
            row.IsLast = !Row(row);
            yield return row;
            if (row.IsLast)
            {
                yield break;
            }
        }
    }

    private bool Row(DelimitedRow row)
    {
        while (true)
        {
            if (row.Cells.Count == MaxCells)
            {
                row.Wrong = (MaxCells, $"more than {MaxCells} cells in a row");
                return false;
            }

            if (!Cell(row))
            {
                return false;
            }

            if (_at >= text.Length || text[_at] != delimiter)
            {
                EndOfLine();
                return true;
            }

            _at++;
        }
    }

    private void EndOfLine()
    {
        _at += _at < text.Length && text[_at] == '\r' ? 1 : 0;
        _at += _at < text.Length && text[_at] == '\n' ? 1 : 0;
        _line++;
    }

    private bool Cell(DelimitedRow row)
    {
        if (_at < text.Length && text[_at] == '"')
        {
            return Quoted(row);
        }

        var end = text.AsSpan(_at).IndexOfAny(delimiter, '\r', '\n');
        var cell = text.AsSpan(_at, end < 0 ? text.Length - _at : end);
        _at += cell.Length;
        return Keep(row, cell.ToString(), false, cell.Contains('"') ? "a quote inside a cell that does not begin with one" : null);
    }

    private bool Quoted(DelimitedRow row)
    {
        var cell = new StringBuilder();
        while (true)
        {
            var end = text.AsSpan(_at + 1).IndexOf('"');
            if (end < 0)
            {
                row.Wrong = (row.Cells.Count, "the quote that begins this cell is not closed");
                return false;
            }

            var part = text.AsSpan(_at + 1, end);
            _line += part.Count('\n');
            cell.Append(part);
            _at += end + 2;
            if (_at >= text.Length || text[_at] != '"')
            {
                break;
            }

            cell.Append('"');
        }

        var after = text.AsSpan(_at).IndexOfAny(delimiter, '\r', '\n');
        var rest = text.AsSpan(_at, after < 0 ? text.Length - _at : after);
        _at += rest.Length;
        cell.Append(rest);
        return Keep(row, cell.ToString(), true, rest.Length > 0 ? "text after the closing quote" : null);
    }

    private static bool Keep(DelimitedRow row, string cell, bool quoted, string? wrong)
    {
        if (cell.Length > MaxCell)
        {
            row.Wrong = (row.Cells.Count, $"{cell.Length} characters in one cell; at most {MaxCell} are read");
            return false;
        }

        row.Wrong ??= wrong is null ? null : (row.Cells.Count, wrong);
        row.Cells.Add(new DelimitedCell(cell, quoted));
        return true;
    }
}
