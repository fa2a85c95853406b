using System.Text.Encodings.Web;
using System.Text.Json;
using Gateway.Messages.Json;
using Gateway.Messages.Pieces;

namespace Gateway.Messages;

/// <summary>
/// The canonical document as JSON: groups are objects, what may repeat is an array, every value is a string. Numbers are
/// accepted on reading, digit for digit.
/// </summary>
public static class CanonicalJson
{
    // Children of a group put in order on the stack.
    private const int Few = 64;

    internal static readonly JsonWriterOptions Readable = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

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

    /// <summary>A document that stands inside another JSON text, or, with <paramref name="numbers"/>, a piece of one.</summary>
    internal static Tree Document(JsonItem item, ElementTable table, FindingList findings, PieceNumbers? numbers = null)
    {
        var document = new Tree(table.Kind);
        Group(item, document, new Place("", "", ""), table, findings, numbers);
        foreach (var finding in DocumentCheck.Check(document, table.Kind, numbers))
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
            Write(writer, document, table.Root);
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

    private static void Group(JsonItem item, Tree into, Place place, ElementTable table, FindingList findings, PieceNumbers? numbers = null)
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
                    var number = numbers?.Of(name, i + 1) ?? i + 1;
                    Element(value.Items[i], into, place.Below(name, $"[{number}]", $"/{number - 1}"), element, table, findings);
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

    private static void Write(Utf8JsonWriter writer, Tree node, ElementGroup? element)
    {
        writer.WriteStartObject();
        Members(writer, node, element);
        writer.WriteEndObject();
    }

    /// <summary>The nouns in a group, in table order; nouns the table does not know come last rather than being lost.</summary>
    internal static void Members(Utf8JsonWriter writer, Tree node, ElementGroup? element, string[]? without = null)
    {
        var children = node.Below;
        var places = children.Length <= Few ? stackalloc long[children.Length] : new long[children.Length];
        Order(children, element, places);
        for (var (from, to) = (0, 0); from < places.Length; from = to)
        {
            for (to = from; to < places.Length && places[to] >> 32 == places[from] >> 32;)
            {
                to++;
            }

            var name = children[At(places[from])].Name;
            if (without?.Contains(name) != true)
            {
                writer.WritePropertyName(name);
                Occurrences(writer, children, places[from..to], element?.Find(name));
            }
        }
    }

    // The noun's place in the table, then the child's own place: sorted, occurrences of a noun stand together and in their order.
    private static void Order(ReadOnlySpan<Tree> children, ElementGroup? element, Span<long> places)
    {
        Dictionary<string, int>? unknown = null;
        for (var i = 0; i < children.Length; i++)
        {
            if (element?.Find(children[i].Name) is { } known)
            {
                places[i] = ((long)known.Index << 32) | (uint)i;
                continue;
            }

            unknown ??= [];
            var rank = unknown.TryGetValue(children[i].Name, out var first) ? first : unknown[children[i].Name] = (element?.Count ?? 0) + unknown.Count;
            places[i] = ((long)rank << 32) | (uint)i;
        }

        places.Sort();
    }

    private static int At(long place) => (int)(place & uint.MaxValue);

    /// <summary>One occurrence of a noun.</summary>
    internal static void Value(Utf8JsonWriter writer, Tree node, ElementGroup? element)
    {
        if (node.Below.Length > 0 || element?.Element is { Type: "group" })
        {
            Write(writer, node, element);
        }
        else
        {
            writer.WriteStringValue(node.Text ?? "");
        }
    }

    private static void Occurrences(Utf8JsonWriter writer, ReadOnlySpan<Tree> children, ReadOnlySpan<long> places, ElementGroup? element)
    {
        if (places.Length == 1 && element?.Element is { Occurs: 1 })
        {
            Value(writer, children[At(places[0])], element);
            return;
        }

        writer.WriteStartArray();
        foreach (var place in places)
        {
            Value(writer, children[At(place)], element);
        }

        writer.WriteEndArray();
    }
}
