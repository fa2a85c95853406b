using System.Text.Encodings.Web;
using System.Text.Json;
using Gateway.Messages.Xml;

namespace Gateway.Messages.Json;

/// <summary>JSON messages of others; the canonical document has a reader of its own.</summary>
internal sealed class JsonCarrier(JsonTable table, IReadOnlySet<string> tolerated) : ICarrier
{
    private static readonly Dictionary<string, string> None = [];
    private static readonly HashSet<string> Nothing = [];
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public bool BlankIsAbsent => false;

    public IReadOnlyDictionary<string, string> Namespaces => None;

    public MessageNode? Open(ReadOnlyMemory<byte> bytes, ReadCounter counter, FindingList findings) =>
        JsonText.Parse(bytes, counter, findings) is { } item ? new JsonInput(findings, tolerated).Message(item, table.Root) : null;

    public void Check(MessageNode root, FindingList findings, bool writing)
    {
        if (writing)
        {
            root.Place = "";
            Place(root, table.Root, findings);
        }

        new XmlSchemaCheck(findings, writing ? Nothing : tolerated, "JSON") { Unordered = true }.Check(root, table.Root);
    }

    public byte[] Close(MessageNode root)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Compact))
        {
            Write(writer, root, table.Root);
        }

        return stream.ToArray();
    }

    public IReadOnlyList<string> Range(string range, string parent) => [];

    private static void Place(MessageNode node, XmlElementRow row, FindingList findings)
    {
        foreach (var child in node.Children)
        {
            var known = row.Child("", child.Name);
            child.Place = JsonInput.Below(node.Path, child.Name) + (known is null or { Occurs: 1 } ? "" : $"/{child.Occurrence - 1}");
            if (known is null)
            {
                continue;
            }

            if (JsonTable.IsNumber(known) && child.Text is { Length: > 1 } number && number.TrimStart('-') is ['0', >= '0' and <= '9', ..])
            {
                child.Reported = true;
                findings.Error("JSON-TYPE", child.Pointer, child.Path, $"'{LexicalTypes.Clip(number)}' begins with a zero that a JSON number cannot have");
            }

            Place(child, known, findings);
        }
    }

    private static void Write(Utf8JsonWriter writer, MessageNode node, XmlElementRow row)
    {
        writer.WriteStartObject();
        foreach (var known in row.Children)
        {
            var nodes = node.Children.Where(child => child.Name == known.Name && !(child.Text?.Length == 0 && (JsonTable.IsNumber(known) || known.Type == "flag"))).ToList();
            if (nodes.Count == 0)
            {
                continue;
            }

            writer.WritePropertyName(known.Name);
            if (known.Occurs == 1)
            {
                Value(writer, nodes[0], known);
                continue;
            }

            writer.WriteStartArray();
            nodes.ForEach(each => Value(writer, each, known));
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void Value(Utf8JsonWriter writer, MessageNode node, XmlElementRow row)
    {
        if (row.Type == "group")
        {
            Write(writer, node, row);
        }
        else if (JsonTable.IsNumber(row) || row.Type == "flag")
        {
            // Digit for digit: a number never passes through a binary one.
            writer.WriteRawValue(node.Text is "1" or "0" && row.Type == "flag" ? node.Text == "1" ? "true" : "false" : node.Text ?? "null");
        }
        else
        {
            writer.WriteStringValue(node.Text ?? "");
        }
    }
}
