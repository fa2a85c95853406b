using System.Text.Encodings.Web;
using System.Text.Json;
using Gateway.Messages.Json;

namespace Gateway.Messages;

/// <summary>
/// The canonical document as JSON: groups are objects, what may repeat is an array, every value is a string. Numbers are
/// accepted on reading, digit for digit.
/// </summary>
public static class CanonicalJson
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads a document of a kind; everything wrong is a finding with its JSON pointer and line.</summary>
    public static Reading Read(ReadOnlyMemory<byte> json, string kind, ReadLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var (findings, counter, envelope) = (new FindingList(), new ReadCounter(limits), new Tree("envelope"));
        var table = ElementTable.Of(kind);
        if (table is null)
        {
            findings.Error("DOC-KIND", "", "", $"there is no kind '{kind}'");
        }

        var item = table is null ? null : JsonText.Parse(json, counter, findings);
        if (item is not null && item.Kind != JsonValueKind.Object)
        {
            findings.Error("JSON-SHAPE", "", "", "a document is a JSON object", item.Line);
            item = null;
        }

        return item is null
            ? new Reading(null, envelope, findings.Items, [], counter.ToCounts())
            : new Reading(Document(item, table!, findings), envelope, findings.Items, [], counter.ToCounts());
    }

    /// <summary>A document that stands inside another JSON text.</summary>
    internal static Tree Document(JsonItem item, ElementTable table, FindingList findings)
    {
        var document = new Tree(table.Kind);
        Group(item, document, new Place("", "", ""), table, findings);
        foreach (var finding in DocumentCheck.Check(document, table.Kind))
        {
            findings.Add(finding);
        }

        return document;
    }

    /// <summary>Writes a document in the order of its element table.</summary>
    public static byte[] Write(Tree document, string kind)
    {
        ArgumentNullException.ThrowIfNull(document);
        var table = ElementTable.Of(kind) ?? throw new ArgumentException($"there is no kind '{kind}'", nameof(kind));
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Readable))
        {
            Write(writer, document, "", table);
        }

        stream.Write("\n"u8);
        return stream.ToArray();
    }

    /// <param name="Table">Noun path without occurrences.</param>
    /// <param name="Pointer">Noun path with occurrences.</param>
    /// <param name="Json">JSON pointer.</param>
    private readonly record struct Place(string Table, string Pointer, string Json)
    {
        public Place Below(string name, string occurrence = "", string index = "") => new(
            Table.Length == 0 ? name : $"{Table}/{name}",
            (Pointer.Length == 0 ? name : $"{Pointer}/{name}") + occurrence,
            $"{Json}/{name}{index}");
    }

    private static void Group(JsonItem item, Tree into, Place place, ElementTable table, FindingList findings)
    {
        foreach (var (name, value) in item.Members)
        {
            var below = place.Below(LexicalTypes.Clip(PlainText.WithoutNothing(name)));
            if (table.Find(below.Table) is not { } element)
            {
                findings.Error("JSON-UNKNOWN", below.Pointer, below.Json, $"'{below.Table}' is not a noun of {table.Kind}", value.Line);
            }
            else if (value.Kind == JsonValueKind.Null)
            {
                continue;
            }
            else if (element.Occurs == 1)
            {
                Element(value, into, below, element, table, findings);
            }
            else if (value.Kind != JsonValueKind.Array)
            {
                findings.Error("JSON-SHAPE", below.Pointer, below.Json, "may repeat: an array is expected", value.Line);
            }
            else
            {
                for (var i = 0; i < value.Items.Count; i++)
                {
                    Element(value.Items[i], into, place.Below(name, $"[{i + 1}]", $"/{i}"), element, table, findings);
                }
            }
        }
    }

    private static void Element(JsonItem item, Tree into, Place place, Element element, ElementTable table, FindingList findings)
    {
        var name = element.Path[(element.Path.LastIndexOf('/') + 1)..];
        var group = element.Type == "group";
        if (group ? item.Kind != JsonValueKind.Object : item.Text is null)
        {
            findings.Error("JSON-SHAPE", place.Pointer, place.Json, group ? "an object is expected" : "a string is expected", item.Line);
            return;
        }

        var text = group ? null : PlainText.WithoutNothing(item.Text!);
        if (text != item.Text && !group)
        {
            findings.Error("TXT-CONTROL", place.Pointer, place.Json, "the character U+0000 stands in the text", item.Line);
        }

        var node = into.Add(new Tree(name, text, place.Json));
        if (group)
        {
            Group(item, node, place, table, findings);
        }
    }

    private static void Write(Utf8JsonWriter writer, Tree node, string path, ElementTable table)
    {
        writer.WriteStartObject();
        var groups = node.Children.GroupBy(child => child.Name).ToDictionary(group => group.Key, group => group.ToList());
        foreach (var name in Ordered(groups.Keys, path, table))
        {
            var below = path.Length == 0 ? name : $"{path}/{name}";
            writer.WritePropertyName(name);
            if (table.Find(below) is { Occurs: 1 } && groups[name].Count == 1)
            {
                Value(writer, groups[name][0], below, table);
                continue;
            }

            writer.WriteStartArray();
            foreach (var child in groups[name])
            {
                Value(writer, child, below, table);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void Value(Utf8JsonWriter writer, Tree node, string path, ElementTable table)
    {
        if (node.Children.Count > 0 || table.Find(path) is { Type: "group" })
        {
            Write(writer, node, path, table);
        }
        else
        {
            writer.WriteStringValue(node.Text ?? "");
        }
    }

    /// <summary>Table order first; nouns the table does not know come last rather than being lost.</summary>
    private static IEnumerable<string> Ordered(IReadOnlyCollection<string> names, string path, ElementTable table)
    {
        var prefix = path.Length == 0 ? "" : path + "/";
        var known = table.Elements
            .Where(element => element.Path.StartsWith(prefix, StringComparison.Ordinal) && element.Path.IndexOf('/', prefix.Length) < 0)
            .Select(element => element.Path[prefix.Length..])
            .Where(names.Contains)
            .ToList();
        return known.Concat(names.Where(name => !known.Contains(name)));
    }
}
