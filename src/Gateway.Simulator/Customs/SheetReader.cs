using System.Text;
using System.Text.RegularExpressions;
using Gateway.Simulator.Memory;

namespace Gateway.Simulator.Customs;

/// <summary>Reads the lines of a message against its table and reports everything wrong with them.</summary>
internal sealed partial class SheetReader
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private readonly Layout _layout;
    private readonly List<ResultCode> _wrong = [];

    private SheetReader(Layout layout) => _layout = layout;

    public static (Sheet Sheet, IReadOnlyList<ResultCode> Wrong) Read(Layout layout, ReadOnlySpan<byte> data)
    {
        var reader = new SheetReader(layout);
        var lines = Lines(data, layout.Head.Count + (layout.MostLines * layout.Line.Count) + 1);
        return (reader.ReadAll(lines), reader._wrong);
    }

    private static List<byte[]> Lines(ReadOnlySpan<byte> data, int most)
    {
        var lines = new List<byte[]>();
        while (!data.IsEmpty && lines.Count < most)
        {
            var end = data.IndexOf("\r\n"u8);
            lines.Add((end < 0 ? data : data[..end]).ToArray());
            data = end < 0 ? [] : data[(end + 2)..];
        }

        return lines;
    }

    private Sheet ReadAll(List<byte[]> lines)
    {
        var sheet = Sheet.Empty;
        ReadBlock(_layout.Head, lines.Take(_layout.Head.Count).ToList(), sheet.Head, 0);
        var rest = lines.Skip(_layout.Head.Count).ToList();
        for (var line = 1; rest.Count > 0 && line <= _layout.MostLines; line++)
        {
            var goods = new Dictionary<string, string>();
            ReadBlock(_layout.Line, rest.Take(_layout.Line.Count).ToList(), goods, line);
            sheet.Goods.Add(goods);
            rest = rest.Skip(_layout.Line.Count).ToList();
        }

        if (rest.Count > 0)
        {
            _wrong.Add(ResultCode.TooLong);
        }

        if (_layout.MostLines > 0 && sheet.Goods.Count == 0)
        {
            _wrong.Add(ResultCode.Missing(_layout.Line[0].Name, 1));
        }

        return sheet;
    }

    private void ReadBlock(IReadOnlyList<LayoutItem> items, List<byte[]> lines, Dictionary<string, string> values, int repeat)
    {
        for (var i = 0; i < items.Count; i++)
        {
            var value = i < lines.Count ? Value(items[i], lines[i], repeat) : "";
            if (value.Length > 0)
            {
                values[items[i].Name] = value;
            }
            else if (items[i].Mandatory)
            {
                _wrong.Add(ResultCode.Missing(items[i].Name, repeat));
            }
        }
    }

    private string Value(LayoutItem item, byte[] line, int repeat)
    {
        string text;
        try
        {
            text = Strict.GetString(line);
        }
        catch (DecoderFallbackException)
        {
            _wrong.Add(ResultCode.Characters(item.Name, repeat));
            return "";
        }

        if (line.Length != item.Width)
        {
            _wrong.Add(ResultCode.Width(item.Name, repeat));
        }

        var value = text.Trim(' ');
        if (value.Length > 0 && Flaw(item, text, value) is { } flaw)
        {
            _wrong.Add(flaw(item.Name, repeat));
        }

        return value;
    }

    private static Func<string, int, ResultCode>? Flaw(LayoutItem item, string text, string value)
    {
        if (item.AtRight)
        {
            var number = item.Attribute == 'I' ? Whole().IsMatch(value) : Fraction().IsMatch(value);
            return number && text.EndsWith(value, StringComparison.Ordinal) ? null : ResultCode.Form;
        }

        var held = item.Attribute == 'W' ? value.All(c => !char.IsControl(c)) : value.All(c => c is >= ' ' and <= '~' && !char.IsAsciiLetterLower(c));
        return !held ? ResultCode.Characters : text.StartsWith(value, StringComparison.Ordinal) ? null : ResultCode.Form;
    }

    [GeneratedRegex("^[0-9]+$")]
    private static partial Regex Whole();

    [GeneratedRegex(@"^-?[0-9]+(\.[0-9]+)?$")]
    private static partial Regex Fraction();
}
