using System.Globalization;
using System.Text;

namespace Gateway.Messages.Fixed;

/// <summary>What a fixed-width message looks like.</summary>
/// <param name="Header">The header line's fields.</param>
/// <param name="Table">Items in template order.</param>
/// <param name="ResultWidth">Width of the run of result codes, 0 when the message has none.</param>
/// <param name="Tolerated">Named tolerances.</param>
internal sealed record FixedLayout(HeaderTable Header, FixedTable Table, int ResultWidth, IReadOnlySet<string> Tolerated)
{
    public const string HeaderName = "header";

    public const string BlockName = "lines";

    /// <summary>More lines than this are never looked at.</summary>
    public int MaxLines => 1 + Table.Body.Count + (Table.Block.Count * Table.BlockMax);
}

/// <summary>Fixed-width bytes to nodes: a header of 398 bytes and its line break, then one item a line.</summary>
internal sealed class FixedInput(FixedLayout layout, ReadCounter counter, FindingList findings)
{
    private static readonly HashSet<string> AnyLength = [Tolerance.Length.Name];
    private static readonly UTF8Encoding Lenient = new(false, false);
    private MessageNode _root = new("", "");

    public MessageNode? Parse(ReadOnlyMemory<byte> bytes)
    {
        if (PlainText.Decode(bytes, counter, findings) is null)
        {
            return null;
        }

        _root = new MessageNode("", "");
        if (!ReadHeader(bytes))
        {
            return null;
        }

        var lines = Lines(bytes[(HeaderTable.Width + 2)..]);
        if (lines is null)
        {
            return null;
        }

        var at = 0;
        if (layout.ResultWidth > 0 && lines.Count > 0)
        {
            ResultRun.Read(Text(lines[0], new FixedItem(ResultRun.Name, 'A', layout.ResultWidth, false, 0, 0), 2), 2, _root, findings);
            at = 1;
        }

        foreach (var item in layout.Table.Body)
        {
            Item(_root, item, at < lines.Count ? lines[at] : default, at + 2, at < lines.Count);
            at++;
        }

        ReadBlock(lines, at);
        return _root;
    }

    /// <summary>Only the header line: enough to tell which message this is.</summary>
    public static MessageNode? ParseHeader(ReadOnlyMemory<byte> bytes, FixedLayout layout, ReadCounter counter, FindingList findings)
    {
        var input = new FixedInput(layout with { Tolerated = AnyLength }, counter, findings);
        return PlainText.Fits(bytes, counter, findings) && input.ReadHeader(bytes) ? input._root : null;
    }

    private bool ReadHeader(ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        if (span.Length < HeaderTable.Width + 2 || span[HeaderTable.Width] != '\r' || span[HeaderTable.Width + 1] != '\n')
        {
            findings.Error("FIX-HEADER", "", FixedLayout.HeaderName, $"the message begins with {HeaderTable.Width} bytes and CR LF; these are {span.Length} bytes", 1);
            return false;
        }

        var header = _root.Add(new MessageNode("", FixedLayout.HeaderName, 1));
        foreach (var field in layout.Header.Fields)
        {
            counter.Visit(2);
            var text = Lenient.GetString(span.Slice(field.Offset, field.Length)).Trim(' ', '\0');
            var node = header.Add(new MessageNode("", field.Code, 1) { Text = PlainText.WithoutNothing(text) });
            if (text.Contains('\0'))
            {
                Report(node, "TXT-CONTROL", node.Path, "a byte 0 stands in the text", 1);
            }
        }

        if (header.Child(HeaderTable.Length) is { } length)
        {
            length.Taken = true;
            var said = int.TryParse(length.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
            if (said != span.Length)
            {
                WrongLength(length, span.Length);
            }
        }

        return true;
    }

    private void WrongLength(MessageNode node, int bytes)
    {
        var message = $"the header says {LexicalTypes.Clip(node.Text ?? "")} bytes, the message has {bytes}";
        if (Tolerance.Length.IsOf(layout.Tolerated))
        {
            findings.Tolerances.Add(Tolerance.Length, node.Path, 1, message);
        }
        else
        {
            findings.Error("FIX-LENGTH", "", node.Path, message, 1);
        }
    }

    /// <summary>The lines of the body, cut at CR LF; never more than the template can hold.</summary>
    private List<ReadOnlyMemory<byte>>? Lines(ReadOnlyMemory<byte> body)
    {
        var lines = new List<ReadOnlyMemory<byte>>();
        var bare = Tolerance.BareLf.IsOf(layout.Tolerated) && body.Span.IndexOf("\r\n"u8) < 0;
        var mark = bare ? "\n"u8 : "\r\n"u8;
        while (body.Length > 0)
        {
            var end = body.Span.IndexOf(mark);
            if (lines.Count >= layout.MaxLines || !counter.Visit(2))
            {
                findings.Error("FIX-LINES", "", "", $"more than {Math.Min(layout.MaxLines, counter.Limits.MaxNodes)} lines", lines.Count + 2);
                return null;
            }

            if (end < 0)
            {
                findings.Error("FIX-TRUNCATED", "", "", "the last line does not end with CR LF", lines.Count + 2);
                lines.Add(body);
                break;
            }

            if (bare)
            {
                findings.Tolerances.Add(Tolerance.BareLf, "", lines.Count + 2);
            }

            lines.Add(body[..end]);
            body = body[(end + mark.Length)..];
        }

        return lines;
    }

    private void ReadBlock(List<ReadOnlyMemory<byte>> lines, int at)
    {
        var size = layout.Table.Block.Count;
        if (size == 0 && at < lines.Count)
        {
            findings.Error("FIX-LINES", "", "", $"{lines.Count - at} line(s) after the last item", at + 2);
        }

        for (; size > 0 && at < lines.Count; at += size)
        {
            var block = _root.Add(new MessageNode("", FixedLayout.BlockName, at + 2));
            for (var i = 0; i < size; i++)
            {
                Item(block, layout.Table.Block[i], at + i < lines.Count ? lines[at + i] : default, at + i + 2, at + i < lines.Count);
            }
        }
    }

    private void Item(MessageNode parent, FixedItem item, ReadOnlyMemory<byte> line, int number, bool present)
    {
        var node = parent.Add(new MessageNode("", item.Code, number));
        node.Text = present ? Text(line, item, number, node) : "";
    }

    private string Text(ReadOnlyMemory<byte> line, FixedItem item, int number, MessageNode? node = null)
    {
        var path = node?.Path ?? item.Code;
        var text = Lenient.GetString(line.Span);
        if (line.Length < item.Max && Tolerance.ShortLines.IsOf(layout.Tolerated))
        {
            findings.Tolerances.Add(Tolerance.ShortLines, path, number);
        }
        else if (line.Length != item.Max)
        {
            Report(node, "FIX-WIDTH", path, $"{line.Length} bytes; {item.Max} are expected", number);
        }
        else if (text.AsSpan().IndexOfAny('\r', '\n') >= 0)
        {
            Report(node, "FIX-LINE-BREAK", path, "a line break inside an item", number);
        }

        if (text.Contains('\0'))
        {
            Report(node, "TXT-CONTROL", path, "a byte 0 stands in the text", number);
            text = PlainText.WithoutNothing(text);
        }

        return item.Attribute is 'I' or 'F' ? text.Trim(' ') : text.TrimEnd(' ');
    }

    private void Report(MessageNode? node, string code, string path, string message, int number)
    {
        if (node is not null)
        {
            node.Reported = true;
        }

        findings.Error(code, "", path, message, number);
    }
}
