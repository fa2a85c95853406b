using System.Globalization;
using System.Text;
using Gateway.Messages.Values;

namespace Gateway.Messages.Fixed;

/// <summary>Nodes to fixed-width bytes: the template's order, each item in its width, the length computed.</summary>
internal static class FixedOutput
{
    /// <summary>What the carrier may change so that an item holds its value: named tolerances, fraction zeros.</summary>
    public static void Fit(MessageNode root, FixedLayout layout, FindingList findings)
    {
        var words = new TextFit(layout.Tolerated, findings);
        foreach (var node in root.Children)
        {
            if (node.Name == FixedLayout.BlockName)
            {
                Fit(node, layout.Table.InBlock, words);
            }
        }

        Fit(root, layout.Table.InBody, words);
    }

    public static byte[] ToBytes(MessageNode root, FixedLayout layout, string resultRun)
    {
        using var body = new MemoryStream();
        if (layout.ResultWidth > 0)
        {
            body.Write(Encoding.UTF8.GetBytes(resultRun));
            body.Write("\r\n"u8);
        }

        var items = new List<(FixedItem Item, string Text)>();
        items.AddRange(layout.Table.Body.Select(item => (item, root.Child(item.Code)?.Text ?? "")));
        foreach (var block in root.Children.Where(child => child.Name == FixedLayout.BlockName))
        {
            items.AddRange(layout.Table.Block.Select(item => (item, block.Child(item.Code)?.Text ?? "")));
        }

        var last = items.FindLastIndex(item => item.Text.Length > 0);
        for (var i = 0; i <= last; i++)
        {
            body.Write(Padded(items[i].Text, items[i].Item.Max, items[i].Item.Attribute));
            body.Write("\r\n"u8);
        }

        var header = Header(root, layout, (int)body.Length);
        return [.. header, .. "\r\n"u8, .. body.ToArray()];
    }

    private static byte[] Header(MessageNode root, FixedLayout layout, int bodyLength)
    {
        var header = new byte[HeaderTable.Width];
        header.AsSpan().Fill((byte)' ');
        foreach (var field in layout.Header.Fields)
        {
            var text = field.Code == HeaderTable.Length
                ? (HeaderTable.Width + 2 + bodyLength).ToString(CultureInfo.InvariantCulture).PadLeft(field.Length, '0')
                : root.Child(FixedLayout.HeaderName)?.Child(field.Code)?.Text ?? "";
            Padded(text, field.Length, field.Attribute).CopyTo(header.AsSpan(field.Offset));
        }

        return header;
    }

    private static byte[] Padded(string text, int width, char attribute)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var line = new byte[width];
        line.AsSpan().Fill((byte)' ');
        bytes.CopyTo(line, attribute is 'I' or 'F' ? width - bytes.Length : 0);
        return line;
    }

    private static void Fit(MessageNode parent, Func<string, FixedItem?> find, TextFit words)
    {
        foreach (var node in parent.Children)
        {
            if (node.Text is { Length: > 0 } text && find(node.Name) is { } item)
            {
                if (item.Attribute is 'I' or 'F')
                {
                    node.Text = Number(text, item);
                }
                else
                {
                    words.One(node, text, letters: item.Attribute == 'A');
                }
            }
        }
    }

    /// <summary>Zeros at the end of a fraction say nothing: an integer item drops them, a decimal one only to fit.</summary>
    private static string Number(string text, FixedItem item)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (point < 0 || !NumberRule.IsDecimal(text) || (item.Attribute == 'F' && text.Length <= item.Max))
        {
            return text;
        }

        var trimmed = text.TrimEnd('0');
        return trimmed.EndsWith('.') ? trimmed[..^1] : item.Attribute == 'F' ? trimmed : text;
    }
}
