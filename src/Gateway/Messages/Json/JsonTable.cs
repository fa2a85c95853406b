using Gateway.Messages.Xml;

namespace Gateway.Messages.Json;

/// <summary>The table of one JSON message: members by path; what may stand more than once is an array.</summary>
internal sealed class JsonTable
{
    private JsonTable(XmlTable elements) => Elements = elements;

    public XmlTable Elements { get; }

    public XmlElementRow Root => Elements.Root;

    public static JsonTable? Parse(string file, string text, FindingList findings)
    {
        if (XmlTable.Parse(file, text, findings, "member") is not { } table)
        {
            return null;
        }

        Check(table.Root, file, findings);
        return new JsonTable(table);
    }

    /// <summary>The kind a value of a type has on the wire.</summary>
    public static bool IsNumber(XmlElementRow row) => row.Type is "integer" or "decimal";

    private static void Check(XmlElementRow row, string file, FindingList findings)
    {
        if (row.Attributes.Count > 0 || row.Space.Length > 0 || row.Type is "signature" or "any")
        {
            findings.Error("TABLE-ROW", "", file, $"'{row.Name}': JSON has members; no attributes, namespaces, signatures or opaque parts", row.Line);
        }

        foreach (var child in row.Children)
        {
            Check(child, file, findings);
        }
    }
}
