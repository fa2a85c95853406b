using System.Text;
using System.Text.Json;

namespace Gateway.Messages.Json;

/// <summary>A JSON value with the line it stands on. <see cref="Text"/> is the text of a string, number or literal.</summary>
internal sealed class JsonItem(JsonValueKind kind, int line)
{
    public JsonValueKind Kind { get; } = kind;

    public int Line { get; } = line;

    public string? Text { get; init; }

    public List<(string Name, JsonItem Value)> Members { get; } = [];

    public List<JsonItem> Items { get; } = [];

    public JsonItem? Member(string name)
    {
        foreach (var member in Members)
        {
            if (member.Name == name)
            {
                return member.Value;
            }
        }

        return null;
    }
}

/// <summary>Reads JSON under limits; a property that stands twice is refused rather than one of the two chosen.</summary>
internal sealed class JsonText
{
    private readonly FindingList _findings;
    private readonly ReadCounter _counter;
    private readonly byte[] _bytes;
    private readonly string _file;
    private int _line = 1;
    private long _lineAt;

    private JsonText(byte[] bytes, ReadCounter counter, FindingList findings, string file)
    {
        _bytes = bytes;
        _counter = counter;
        _findings = findings;
        _file = file;
    }

    /// <summary>A whole text, which begins on a <paramref name="line"/> where it stands inside another.</summary>
    public static JsonItem? Parse(ReadOnlyMemory<byte> bytes, ReadCounter counter, FindingList findings, string file = "", int line = 1)
    {
        var reading = new FindingList();
        var text = PlainText.Decode(bytes, counter, reading);
        foreach (var finding in reading.Items)
        {
            findings.Add(finding.Path.Length == 0 || file.Length > 0 ? finding with { Path = file } : finding);
        }

        return text is null ? null : new JsonText(Encoding.UTF8.GetBytes(text), counter, findings, file) { _line = line }.Parse();
    }

    private JsonItem? Parse()
    {
        var reader = new Utf8JsonReader(_bytes, Options(_counter.Limits));
        try
        {
            reader.Read();
            var item = Value(ref reader);
            if (item is not null && reader.Read())
            {
                Refuse("JSON-NOT-WELL-FORMED", "text after the end of the document", ref reader);
                return null;
            }

            return item;
        }
        catch (JsonException broken)
        {
            Explain(broken, reader.CurrentDepth, reader.CurrentState.Options.MaxDepth, _findings, _file);
            return null;
        }
        catch (InvalidOperationException)
        {
            // A string with an escaped lone surrogate: valid JSON grammar, no Unicode text.
            Refuse("TXT-ENCODING", "a string is not Unicode text", ref reader);
            return null;
        }
    }

    /// <summary>How deep it may go.</summary>
    internal static JsonReaderOptions Options(ReadLimits limits) => new() { MaxDepth = Math.Min(limits.MaxDepth, 512) };

    internal static void Explain(JsonException broken, int depth, int most, FindingList findings, string file = "")
    {
        var line = (int)Math.Min((broken.LineNumber ?? 0) + 1, int.MaxValue);
        var deep = depth >= most;
        findings.Error(deep ? "JSON-DEPTH" : "JSON-NOT-WELL-FORMED", "", file, deep ? $"more than {most} levels" : $"not JSON near line {line}", line);
    }

    private JsonItem? Value(ref Utf8JsonReader reader)
    {
        var line = Line(reader.TokenStartIndex);
        if (!_counter.Visit(reader.CurrentDepth))
        {
            Refuse("JSON-NODES", $"more than {_counter.Limits.MaxNodes} values", ref reader);
            return null;
        }

        return reader.TokenType switch
        {
            JsonTokenType.StartObject => Object(ref reader, line),
            JsonTokenType.StartArray => Array(ref reader, line),
            JsonTokenType.String => new JsonItem(JsonValueKind.String, line) { Text = reader.GetString() },
            JsonTokenType.Number => new JsonItem(JsonValueKind.Number, line) { Text = Encoding.UTF8.GetString(reader.ValueSpan) },
            JsonTokenType.True => new JsonItem(JsonValueKind.True, line) { Text = "true" },
            JsonTokenType.False => new JsonItem(JsonValueKind.False, line) { Text = "false" },
            _ => new JsonItem(JsonValueKind.Null, line),
        };
    }

    private JsonItem? Object(ref Utf8JsonReader reader, int line)
    {
        var item = new JsonItem(JsonValueKind.Object, line);
        var names = new HashSet<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString() ?? "";
            if (!names.Add(name))
            {
                Refuse("JSON-DUPLICATE", $"property '{Clip(PlainText.WithoutNothing(name))}' stands twice", ref reader);
            }

            reader.Read();
            var value = Value(ref reader);
            if (value is null)
            {
                return null;
            }

            item.Members.Add((name, value));
        }

        return item;
    }

    private JsonItem? Array(ref Utf8JsonReader reader, int line)
    {
        var item = new JsonItem(JsonValueKind.Array, line);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var value = Value(ref reader);
            if (value is null)
            {
                return null;
            }

            item.Items.Add(value);
        }

        return item;
    }

    private void Refuse(string code, string message, ref Utf8JsonReader reader) =>
        _findings.Error(code, "", _file, message, Line(Math.Min(reader.TokenStartIndex, _bytes.Length)));

    private int Line(long offset)
    {
        if (offset > _lineAt)
        {
            _line += _bytes.AsSpan((int)_lineAt, (int)(offset - _lineAt)).Count((byte)'\n');
            _lineAt = offset;
        }

        return _line;
    }

    private static string Clip(string text) => Lexical.Start(text, 60);
}
