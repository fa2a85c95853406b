using System.Text;

namespace Gateway.Messages.Values;

/// <summary>RFC 4180: comma, double quotes, doubled quotes inside, line breaks inside quotes.</summary>
internal static class CsvText
{
    public static IEnumerable<(int Line, string[] Cells)> Rows(string text)
    {
        var (at, line) = (0, 1);
        while (at < text.Length)
        {
            var start = line;
            var cells = Row(text, ref at, ref line);
            if (cells.Length > 1 || cells[0].Length > 0)
            {
                yield return (start, cells);
            }
        }
    }

    private static string[] Row(string text, ref int at, ref int line)
    {
        var cells = new List<string>();
        do
        {
            cells.Add(Cell(text, ref at, ref line));
        }
        while (at < text.Length && text[at++] == ',');
        return [.. cells];
    }

    /// <summary>Up to the comma or line break that ends it; the break is counted, both are left to the caller.</summary>
    private static string Cell(string text, ref int at, ref int line)
    {
        var cell = new StringBuilder();
        var quoted = false;
        for (; at < text.Length && (quoted || text[at] is not (',' or '\n')); at++)
        {
            if (text[at] != '"')
            {
                line += text[at] == '\n' ? 1 : 0;
                cell.Append(text[at]);
            }
            else if (quoted && at + 1 < text.Length && text[at + 1] == '"')
            {
                cell.Append(text[at++]);
            }
            else
            {
                quoted = !quoted;
            }
        }

        line += at < text.Length && text[at] == '\n' ? 1 : 0;
        return cell.ToString().TrimEnd('\r');
    }
}
