using System.Text;
using Gateway.Simulator.Memory;

namespace Gateway.Simulator.Customs;

/// <summary>Writes an answer: the run of result codes, then one line per item in the order of the table, trailing empty ones left out.</summary>
internal static class SheetWriter
{
    public static byte[] Write(Layout layout, Sheet sheet, IReadOnlyList<ResultCode> results)
    {
        var lines = Block(layout.Head, sheet.Head).ToList();
        foreach (var goods in sheet.Goods.Take(layout.MostLines))
        {
            lines.AddRange(Block(layout.Line, goods));
        }

        var last = lines.FindLastIndex(l => l.AsSpan().ContainsAnyExcept((byte)' '));
        using var data = new MemoryStream();
        data.Write(ResultCode.Run(results));
        foreach (var line in lines.Take(last + 1))
        {
            data.Write(line);
            data.Write("\r\n"u8);
        }

        return data.ToArray();
    }

    private static IEnumerable<byte[]> Block(IReadOnlyList<LayoutItem> items, Dictionary<string, string> values) =>
        items.Select(item => Field(item, values.GetValueOrDefault(item.Name, "")));

    private static byte[] Field(LayoutItem item, string value)
    {
        var text = Encoding.UTF8.GetBytes(value);
        if (text.Length > item.Width)
        {
            throw new InvalidOperationException($"{item.Name} holds {item.Width} bytes, not {text.Length}");
        }

        var field = new byte[item.Width];
        field.AsSpan().Fill((byte)' ');
        text.CopyTo(field, item.AtRight ? item.Width - text.Length : 0);
        return field;
    }
}
