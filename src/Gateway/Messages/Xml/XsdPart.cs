using System.Globalization;
using System.Text;
using System.Xml;

namespace Gateway.Messages.Xml;

/// <summary>One schema document: what a table says of one namespace.</summary>
internal sealed class XsdPart(XmlTable table, string space)
{
    private const string Xs = "http://www.w3.org/2001/XMLSchema";
    private const string Signature = "http://www.w3.org/2000/09/xmldsig#";
    private readonly List<XmlElementRow> _types = [];
    private readonly HashSet<string> _imports = [];

    public string Text(IReadOnlyList<XmlElementRow> roots)
    {
        roots.ToList().ForEach(Collect);
        var text = new StringBuilder();
        var settings = new XmlWriterSettings { Indent = true, IndentChars = "  ", NewLineChars = "\n", OmitXmlDeclaration = false, Encoding = Encoding.UTF8 };
        using (var writer = XmlWriter.Create(new Utf8Text(text), settings))
        {
            writer.WriteStartElement("xs", "schema", Xs);
            if (space.Length > 0)
            {
                writer.WriteAttributeString("targetNamespace", space);
                writer.WriteAttributeString("xmlns", "t", null, space);
            }

            writer.WriteAttributeString("elementFormDefault", "qualified");
            Imports(writer);
            _types.ForEach(type => NamedType(writer, type));
            foreach (var root in roots)
            {
                Element(writer, root, isRoot: true);
            }

            writer.WriteEndElement();
        }

        return text.Append('\n').ToString();
    }

    /// <summary>The table's own types that this part uses, each after those it rests on, and the namespaces it refers to.</summary>
    private void Collect(XmlElementRow row)
    {
        if (row.Named is { } type && !_types.Contains(type))
        {
            type.Attributes.ToList().ForEach(Collect);
            Collect(type);
            _types.Add(type);
        }

        foreach (var child in row.Children)
        {
            if (child.Space == space)
            {
                Collect(child);
            }
            else if (table.Schemas.ContainsKey(child.Space))
            {
                _imports.Add(child.Space);
            }
        }
    }

    private void Imports(XmlWriter writer)
    {
        foreach (var import in _imports)
        {
            writer.WriteStartElement("import", Xs);
            writer.WriteAttributeString("namespace", import);
            writer.WriteAttributeString("schemaLocation", table.Schemas[import]);
            writer.WriteEndElement();
        }
    }

    private void NamedType(XmlWriter writer, XmlElementRow type)
    {
        var content = type.Attributes.Count == 0 ? TypeName(type) : $"{TypeName(type)}.content";
        writer.WriteStartElement("simpleType", Xs);
        writer.WriteAttributeString("name", content);
        Restriction(writer, type, type.Named is null ? Base(type.Type) : Qualified(TypeName(type.Named)));
        writer.WriteEndElement();
        if (type.Attributes.Count > 0)
        {
            writer.WriteStartElement("complexType", Xs);
            writer.WriteAttributeString("name", TypeName(type));
            Content(writer, "extension", Qualified(content), () => Attributes(writer, type));
            writer.WriteEndElement();
        }
    }

    private void Element(XmlWriter writer, XmlElementRow row, bool isRoot)
    {
        writer.WriteStartElement("element", Xs);
        writer.WriteAttributeString("name", row.Name);
        if (!isRoot)
        {
            Occurs(writer, row.Min, row.Occurs);
        }

        if (row.Type == "group" || row.Attributes.Count > 0)
        {
            Complex(writer, row);
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

    private void Complex(XmlWriter writer, XmlElementRow row)
    {
        writer.WriteStartElement("complexType", Xs);
        if (row.Type == "group")
        {
            writer.WriteStartElement("sequence", Xs);
            Children(writer, row);
            writer.WriteEndElement();
            Attributes(writer, row);
        }
        else if (row.Named is { Attributes.Count: > 0 } named)
        {
            Content(writer, "restriction", Qualified(TypeName(named)), () => Facets(writer, row));
        }
        else
        {
            Content(writer, "extension", Base(row.Type), () => Attributes(writer, row));
        }

        writer.WriteEndElement();
    }

    private static void Content(XmlWriter writer, string derivation, string from, Action inside)
    {
        writer.WriteStartElement("simpleContent", Xs);
        writer.WriteStartElement(derivation, Xs);
        writer.WriteAttributeString("base", from);
        inside();
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private void Children(XmlWriter writer, XmlElementRow row)
    {
        for (var i = 0; i < row.Children.Count; i++)
        {
            var child = row.Children[i];
            var foreign = child.Type == "signature" ? Signature : child.Space;
            if (child.Type != "signature" && (foreign == space || table.Schemas.ContainsKey(foreign)))
            {
                OwnOrReferred(writer, child);
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

    private void OwnOrReferred(XmlWriter writer, XmlElementRow child)
    {
        if (child.Space == space)
        {
            Element(writer, child, isRoot: false);
            return;
        }

        writer.WriteStartElement("element", Xs);
        writer.WriteAttributeString("xmlns", "r", null, child.Space);
        writer.WriteAttributeString("ref", $"r:{child.Name}");
        Occurs(writer, child.Min, child.Occurs);
        writer.WriteEndElement();
    }

    private void Attributes(XmlWriter writer, XmlElementRow row)
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

    private void Simple(XmlWriter writer, XmlElementRow row)
    {
        var from = row.Named is { } named ? Qualified(TypeName(named)) : Base(row.Type);
        if (row.Max == 0 && row.Type != "digits" && ReferenceEquals(row.Facets, XmlFacets.None))
        {
            writer.WriteAttributeString("type", from);
            return;
        }

        writer.WriteStartElement("simpleType", Xs);
        Restriction(writer, row, from);
        writer.WriteEndElement();
    }

    private static void Restriction(XmlWriter writer, XmlElementRow row, string from)
    {
        writer.WriteStartElement("restriction", Xs);
        writer.WriteAttributeString("base", from);
        Facets(writer, row);
        writer.WriteEndElement();
    }

    private static void Facets(XmlWriter writer, XmlElementRow row)
    {
        if (row.Type == "digits")
        {
            Facet(writer, "pattern", "[0-9]+");
        }

        if (row.Type is "decimal" or "integer" && row.Max > 0)
        {
            // A sign or a point counts as a character in the table.
            Facet(writer, "totalDigits", Number(row.Max));
        }
        else if (row.Type is not ("decimal" or "integer" or "date" or "datetime" or "flag") && row.Max > 0)
        {
            Facet(writer, "maxLength", Number(row.Max));
        }

        Exact(writer, row.Facets);
    }

    private static void Exact(XmlWriter writer, XmlFacets facets)
    {
        (string Name, int Value, bool Given)[] numbers =
        [
            ("length", facets.Length, facets.Length > 0), ("minLength", facets.Least, facets.Least > 0),
            ("totalDigits", facets.Total, facets.Total > 0), ("fractionDigits", facets.Fraction, facets.Fraction >= 0),
        ];
        foreach (var (name, value, _) in numbers.Where(number => number.Given))
        {
            Facet(writer, name, Number(value));
        }

        if (facets.Pattern.Length > 0)
        {
            Facet(writer, "pattern", facets.Pattern);
        }

        foreach (var value in facets.Values)
        {
            Facet(writer, "enumeration", value);
        }
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
            writer.WriteAttributeString("minOccurs", Number(min));
        }

        if (max != 1)
        {
            writer.WriteAttributeString("maxOccurs", max == 0 ? "unbounded" : Number(max));
        }
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string TypeName(XmlElementRow type) => type.Name[1..];

    private string Qualified(string name) => space.Length > 0 ? $"t:{name}" : name;

    private static string Base(string type) => type switch
    {
        "integer" => "xs:integer",
        "decimal" => "xs:decimal",
        "date" => "xs:date",
        "datetime" => "xs:dateTime",
        "flag" => "xs:boolean",
        "token" => "xs:token",
        "language" => "xs:language",
        "uri" => "xs:anyURI",
        _ => "xs:string",
    };

    private sealed class Utf8Text(StringBuilder text) : StringWriter(text, CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}
