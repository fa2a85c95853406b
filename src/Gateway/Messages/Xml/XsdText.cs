using System.Globalization;
using System.Text;
using System.Xml;

namespace Gateway.Messages.Xml;

/// <summary>
/// The XSD of an XML message, generated from its element table and committed; a test fails when stale. Elements of other
/// namespaces than the root's appear as <c>xs:any</c> of their namespace: the table, not the XSD, is what messages are held to.
/// </summary>
public static class XsdText
{
    private const string Xs = "http://www.w3.org/2001/XMLSchema";
    private const string Signature = "http://www.w3.org/2000/09/xmldsig#";

    /// <summary>The XSD as text.</summary>
    public static string From(XmlTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var text = new StringBuilder();
        var settings = new XmlWriterSettings { Indent = true, IndentChars = "  ", NewLineChars = "\n", OmitXmlDeclaration = false, Encoding = Encoding.UTF8 };
        using (var writer = XmlWriter.Create(new Utf8Text(text), settings))
        {
            writer.WriteStartElement("xs", "schema", Xs);
            var space = table.Root.Space;
            if (space.Length > 0)
            {
                writer.WriteAttributeString("targetNamespace", space);
                writer.WriteAttributeString("xmlns", "t", null, space);
            }

            writer.WriteAttributeString("elementFormDefault", "qualified");
            Element(writer, table.Root, space, isRoot: true);
            writer.WriteEndElement();
        }

        return text.Append('\n').ToString();
    }

    private static void Element(XmlWriter writer, XmlElementRow row, string space, bool isRoot)
    {
        writer.WriteStartElement("element", Xs);
        writer.WriteAttributeString("name", row.Name);
        if (!isRoot)
        {
            Occurs(writer, row.Min, row.Occurs);
        }

        if (row.Type == "group" || row.Attributes.Count > 0)
        {
            Complex(writer, row, space);
        }
        else if (row.Type == "any")
        {
            writer.WriteAttributeString("type", "xs:anyType");
        }
        else
        {
            Simple(writer, row);
        }

        writer.WriteEndElement();
    }

    private static void Complex(XmlWriter writer, XmlElementRow row, string space)
    {
        writer.WriteStartElement("complexType", Xs);
        if (row.Type == "group")
        {
            writer.WriteStartElement("sequence", Xs);
            Children(writer, row, space);
            writer.WriteEndElement();
            Attributes(writer, row);
        }
        else
        {
            writer.WriteStartElement("simpleContent", Xs);
            writer.WriteStartElement("extension", Xs);
            writer.WriteAttributeString("base", Name(row.Type));
            Attributes(writer, row);
            writer.WriteEndElement();
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    private static void Children(XmlWriter writer, XmlElementRow row, string space)
    {
        for (var i = 0; i < row.Children.Count; i++)
        {
            var child = row.Children[i];
            var foreign = child.Type == "signature" ? Signature : child.Space;
            if (foreign == space && child.Type != "signature")
            {
                Element(writer, child, space, isRoot: false);
                continue;
            }

            // Neighbours of one namespace are one wildcard: two would leave a validator to guess between them.
            var (min, max) = (child.Min, child.Occurs);
            while (i + 1 < row.Children.Count && row.Children[i + 1] is var next && next.Type != "signature" && child.Type != "signature" && next.Space == foreign)
            {
                min += next.Min;
                max = max == 0 || next.Occurs == 0 ? 0 : max + next.Occurs;
                i++;
            }

            writer.WriteStartElement("any", Xs);
            writer.WriteAttributeString("namespace", foreign.Length == 0 ? "##local" : foreign);
            writer.WriteAttributeString("processContents", "lax");
            Occurs(writer, min, max);
            writer.WriteEndElement();
        }
    }

    private static void Attributes(XmlWriter writer, XmlElementRow row)
    {
        foreach (var attribute in row.Attributes)
        {
            writer.WriteStartElement("attribute", Xs);
            writer.WriteAttributeString("name", attribute.Name);
            writer.WriteAttributeString("use", attribute.Min > 0 ? "required" : "optional");
            Simple(writer, attribute);
            writer.WriteEndElement();
        }
    }

    private static void Simple(XmlWriter writer, XmlElementRow row)
    {
        if (row.Max == 0 && row.Type != "digits")
        {
            writer.WriteAttributeString("type", Name(row.Type));
            return;
        }

        writer.WriteStartElement("simpleType", Xs);
        writer.WriteStartElement("restriction", Xs);
        var numeric = row.Type is "decimal" or "integer" or "date" or "datetime" or "flag";
        writer.WriteAttributeString("base", Name(row.Type));
        if (row.Type == "digits")
        {
            Facet(writer, "pattern", "[0-9]+");
        }

        if (numeric && row.Type is "decimal" or "integer")
        {
            // A sign or a point counts as a character in the table.
            Facet(writer, "totalDigits", row.Max.ToString(CultureInfo.InvariantCulture));
        }
        else if (!numeric && row.Max > 0)
        {
            Facet(writer, "maxLength", row.Max.ToString(CultureInfo.InvariantCulture));
        }

        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private static void Facet(XmlWriter writer, string name, string value)
    {
        writer.WriteStartElement(name, Xs);
        writer.WriteAttributeString("value", value);
        writer.WriteEndElement();
    }

    private static void Occurs(XmlWriter writer, int min, int max)
    {
        if (min != 1)
        {
            writer.WriteAttributeString("minOccurs", min.ToString(CultureInfo.InvariantCulture));
        }

        if (max != 1)
        {
            writer.WriteAttributeString("maxOccurs", max == 0 ? "unbounded" : max.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static string Name(string type) => type switch
    {
        "integer" => "xs:integer",
        "decimal" => "xs:decimal",
        "date" => "xs:date",
        "datetime" => "xs:dateTime",
        "flag" => "xs:boolean",
        _ => "xs:string",
    };

    private sealed class Utf8Text(StringBuilder text) : StringWriter(text, CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}
