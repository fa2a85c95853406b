using System.Text.Json;
using Gateway.Messages.Xml;

namespace Gateway.Messages.Json;

/// <summary>JSON values to nodes: an object is a group, an array the occurrences of its name, <c>null</c> nothing.</summary>
internal sealed class JsonInput(FindingList findings, IReadOnlySet<string> tolerated)
{
    public MessageNode? Message(JsonItem item, XmlElementRow row)
    {
        if (item.Kind != JsonValueKind.Object)
        {
            findings.Error("JSON-SHAPE", "", "", "a message is a JSON object", item.Line);
            return null;
        }

        var root = new MessageNode("", row.Name, item.Line) { Place = "" };
        Members(root, item, row);
        return root;
    }

    /// <summary>The JSON pointer of a member (RFC 6901).</summary>
    public static string Below(string pointer, string name) =>
        $"{pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    private void Members(MessageNode node, JsonItem item, XmlElementRow row)
    {
        foreach (var (name, value) in item.Members)
        {
            var member = PlainText.WithoutNothing(name);
            var known = row.Child("", member);
            var pointer = Below(node.Path, LexicalTypes.Clip(member));
            if (value.Kind == JsonValueKind.Null)
            {
                continue;
            }

            if (known is null)
            {
                // Not looked into: either the map ignores it as a whole, or it is refused as a whole.
                node.Add(new MessageNode("", member, value.Line) { Place = pointer, Text = value.Text is null ? "..." : PlainText.WithoutNothing(value.Text) });
                continue;
            }

            if (known.Occurs == 1 == (value.Kind == JsonValueKind.Array))
            {
                Shape(pointer, value, known.Occurs == 1 ? "may stand once: no array is expected" : "may repeat: an array is expected");
                continue;
            }

            foreach (var (each, at) in value.Kind == JsonValueKind.Array ? value.Items.Select((each, at) => (each, $"/{at}")) : [(value, "")])
            {
                Member(node, member, pointer + at, each, known);
            }
        }
    }

    private void Member(MessageNode node, string name, string pointer, JsonItem value, XmlElementRow row)
    {
        var group = row.Type == "group";
        if (value.Kind is JsonValueKind.Array or JsonValueKind.Null || group != (value.Kind == JsonValueKind.Object))
        {
            Shape(pointer, value, group ? "an object is expected" : "a value is expected");
            return;
        }

        var child = node.Add(new MessageNode("", name, value.Line) { Place = pointer });
        if (group)
        {
            Members(child, value, row);
            return;
        }

        child.Text = PlainText.WithoutNothing(value.Text ?? "");
        if (child.Text != (value.Text ?? ""))
        {
            findings.Error("TXT-CONTROL", "", pointer, "the character U+0000 stands in the text", value.Line);
        }

        if (Wanted(row) is var wanted && wanted != value.Kind && !(wanted == JsonValueKind.True && value.Kind == JsonValueKind.False))
        {
            Kind(child, wanted, value);
        }
    }

    private void Kind(MessageNode node, JsonValueKind wanted, JsonItem value)
    {
        if (value.Kind == JsonValueKind.String && Tolerance.QuotedValues.IsOf(tolerated))
        {
            findings.Tolerances.Add(Tolerance.QuotedValues, node);
            return;
        }

        node.Reported = true;
        var expected = wanted switch { JsonValueKind.Number => "a number", JsonValueKind.True => "true or false", _ => "a string" };
        findings.Error("JSON-TYPE", "", node.Path, $"{expected} is expected", value.Line);
    }

    private void Shape(string pointer, JsonItem value, string message) => findings.Error("JSON-SHAPE", "", pointer, message, value.Line);

    private static JsonValueKind Wanted(XmlElementRow row) =>
        JsonTable.IsNumber(row) ? JsonValueKind.Number : row.Type == "flag" ? JsonValueKind.True : JsonValueKind.String;
}
