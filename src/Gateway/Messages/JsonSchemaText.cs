using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gateway.Messages;

/// <summary>The JSON Schema of a kind of canonical document, generated from its element table and committed; a test fails when stale.</summary>
public static class JsonSchemaText
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>JSON Schema 2020-12.</summary>
    public static string From(ElementTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Readable))
        {
            writer.WriteStartObject();
            writer.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            writer.WriteString("$id", $"urn:gateway:canonical:{table.Kind}:1");
            writer.WriteString("title", table.Kind);
            Group(writer, table, "");
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Group(Utf8JsonWriter writer, ElementTable table, string prefix)
    {
        writer.WriteString("type", "object");
        writer.WriteBoolean("additionalProperties", false);
        writer.WriteStartObject("properties");
        foreach (var element in table.Elements)
        {
            if (element.Path.StartsWith(prefix, StringComparison.Ordinal) && element.Path.IndexOf('/', prefix.Length) < 0)
            {
                writer.WriteStartObject(element.Path[prefix.Length..]);
                Element(writer, table, element);
                writer.WriteEndObject();
            }
        }

        writer.WriteEndObject();
    }

    private static void Element(Utf8JsonWriter writer, ElementTable table, Element element)
    {
        writer.WriteString("title", element.English);
        if (element.Id.Length > 0)
        {
            writer.WriteString("x-wco-id", element.Id);
        }

        if (element.Class != "extension")
        {
            writer.WriteString("x-wco-path", element.Class);
        }

        if (element.Occurs == 1)
        {
            Type(writer, table, element);
            return;
        }

        writer.WriteString("type", "array");
        if (element.Occurs > 0)
        {
            writer.WriteNumber("maxItems", element.Occurs);
        }

        writer.WriteStartObject("items");
        Type(writer, table, element);
        writer.WriteEndObject();
    }

    private static void Type(Utf8JsonWriter writer, ElementTable table, Element element)
    {
        if (element.Type == "group")
        {
            Group(writer, table, element.Path + "/");
            return;
        }

        if (element.Type is "decimal" or "integer" or "digits")
        {
            writer.WriteStartArray("type");
            writer.WriteStringValue("string");
            writer.WriteStringValue("number");
            writer.WriteEndArray();
        }
        else
        {
            writer.WriteString("type", "string");
        }

        if (Pattern(element.Type) is { } pattern)
        {
            writer.WriteString("pattern", pattern);
        }

        if (element.Max > 0 && element.Type is not ("decimal" or "date" or "datetime" or "moment" or "flag"))
        {
            writer.WriteNumber("maxLength", element.Max);
        }
    }

    private static string? Pattern(string type) => type switch
    {
        "digits" => "^[0-9]*$",
        "integer" => "^(-?[0-9]+)?$",
        "decimal" => "^(-?[0-9]+(\\.[0-9]+)?)?$",
        "date" => "^([0-9]{4}-[0-9]{2}-[0-9]{2})?$",
        "datetime" => "^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2}))?$",
        "moment" => "^([0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2}))?)?$",
        "flag" => "^(true|false)?$",
        _ => null,
    };
}
