using System.Text;

namespace Gateway.Messages.Delimited;

/// <summary>Nodes to rows: UTF-8, CR LF, quotes only where a cell needs them. A message of one list has no section line.</summary>
internal static class DelimitedOutput
{
    /// <summary>Names each node as the person who opens the result will see it.</summary>
    public static void Place(MessageNode root, DelimitedTable table)
    {
        foreach (var sheet in table.Sheets)
        {
            var row = 1;
            foreach (var node in root.Children.Where(node => node.Name == sheet.Name))
            {
                node.Place = sheet.IsForm ? sheet.Name : $"{sheet.Name}!{++row}";
                foreach (var column in sheet.Columns.Select((column, at) => (column.Name, At: at)))
                {
                    if (node.Child(column.Name) is { } cell)
                    {
                        cell.Place = sheet.IsForm ? $"{sheet.Name}!B{++row}" : $"{sheet.Name}!{Sheet.Letters(column.At)}{row}";
                    }
                }
            }
        }
    }

    public static byte[] ToBytes(MessageNode root, DelimitedTable table, char delimiter)
    {
        var text = new StringBuilder();
        foreach (var sheet in table.Sheets)
        {
            if (table.Only is null)
            {
                text.Append($"[{sheet.Name}]\r\n");
            }

            Rows(text, sheet, root.Children.Where(node => node.Name == sheet.Name), delimiter);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Rows(StringBuilder text, Sheet sheet, IEnumerable<MessageNode> nodes, char delimiter)
    {
        Row(text, sheet.IsForm ? [Sheet.Field, Sheet.Value] : sheet.Columns.Select(column => column.Name), delimiter);
        foreach (var node in nodes)
        {
            if (!sheet.IsForm)
            {
                Row(text, sheet.Columns.Select(column => node.Child(column.Name)?.Text ?? ""), delimiter);
                continue;
            }

            foreach (var cell in sheet.Columns.Select(column => node.Child(column.Name)).OfType<MessageNode>())
            {
                Row(text, [cell.Name, cell.Text ?? ""], delimiter);
            }
        }
    }

    public static void Row(StringBuilder text, IEnumerable<string> cells, char delimiter, bool plain = false) =>
        text.AppendJoin(delimiter, cells.Select((cell, at) => plain ? cell : Quoted(cell, at == 0, delimiter))).Append("\r\n");

    private static string Quoted(string cell, bool first, char delimiter) =>
        cell.AsSpan().IndexOfAny('"', '\r', '\n') >= 0 || cell.Contains(delimiter) || (first && cell.StartsWith('['))
            ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : cell;
}
