using System.Globalization;

namespace Gateway.Messages;

/// <summary>A tab-separated table below a line that names its columns.</summary>
internal static class TableText
{
    /// <summary>The rows as column name to cell; lines before the column line that start with <c>namespace</c> go to <paramref name="preamble"/>.</summary>
    public static List<(int Line, Dictionary<string, string> Cells)> Rows(
        string text, string file, string[] columns, FindingList findings, List<(int Line, string[] Cells)>? preamble = null)
    {
        var rows = new List<(int, Dictionary<string, string>)>();
        string[]? header = null;
        foreach (var (number, cells) in Lines(text))
        {
            if (header is null && cells[0] == "namespace" && preamble is not null)
            {
                preamble.Add((number, cells));
            }
            else if (header is null)
            {
                header = cells;
                if (!columns.SequenceEqual(cells.Take(columns.Length)))
                {
                    findings.Error("TABLE-COLUMNS", "", file, $"the columns are {string.Join(", ", columns)}", number);
                    return rows;
                }
            }
            else if (cells.Length < columns.Length)
            {
                findings.Error("TABLE-ROW", "", file, $"{cells.Length} cells; {columns.Length} are expected", number);
            }
            else
            {
                rows.Add((number, header.Zip(cells).DistinctBy(pair => pair.First).ToDictionary(pair => pair.First, pair => pair.Second.Trim())));
            }
        }

        return rows;
    }

    private static IEnumerable<(int Number, string[] Cells)> Lines(string text)
    {
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (line.Trim().Length > 0 && line[0] != '#')
            {
                yield return (number, line.TrimEnd('\r').Split('\t'));
            }
        }
    }

    public static bool Number(Dictionary<string, string> cells, string column, out int value) =>
        int.TryParse(cells[column], NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
