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
        var cell = new StringBuilder();
        var quoted = false;
        for (; at < text.Length; at++)
        {
            var letter = text[at];
            if (letter == '"')
            {
                if (quoted && at + 1 < text.Length && text[at + 1] == '"')
                {
                    cell.Append('"');
                    at++;
                    continue;
                }

                quoted = !quoted;
            }
            else if (letter == ',' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else if (letter == '\n' && !quoted)
            {
                at++;
                line++;
                break;
            }
            else
            {
                line += letter == '\n' ? 1 : 0;
                cell.Append(letter);
            }
        }

        cells.Add(cell.ToString().TrimEnd('\r'));
        return [.. cells];
    }
}
