using System.Xml;

namespace Gateway.Signatures;

/// <summary>An attribute as canonicalisation sees it; namespace declarations are none.</summary>
internal readonly record struct CanonicalAttribute(string Prefix, string Name, string Space, string Value);

/// <summary>The start of one element. One object serves a whole document: it is filled again for each.</summary>
internal sealed class CanonicalElement
{
    public string Prefix { get; private set; } = "";

    public string Name { get; private set; } = "";

    public string Space { get; private set; } = "";

    public List<CanonicalAttribute> Attributes { get; } = [];

    /// <summary>Prefixes it declares, the default one empty.</summary>
    public List<(string Prefix, string Uri)> Declarations { get; } = [];

    /// <summary>Takes the element a reader stands at; the reader stands there again afterwards.</summary>
    public void Take(XmlReader reader)
    {
        Begin(reader.Prefix, reader.LocalName, reader.NamespaceURI);
        if (!reader.HasAttributes)
        {
            return;
        }

        for (var more = reader.MoveToFirstAttribute(); more; more = reader.MoveToNextAttribute())
        {
            Take(reader.Prefix, reader.LocalName, reader.NamespaceURI, reader.Value);
        }

        reader.MoveToElement();
    }

    /// <summary>Takes an element of a tree.</summary>
    public void Take(XmlElement element)
    {
        Begin(element.Prefix, element.LocalName, element.NamespaceURI);
        foreach (XmlAttribute attribute in element.Attributes)
        {
            Take(attribute.Prefix, attribute.LocalName, attribute.NamespaceURI, attribute.Value);
        }
    }

    private void Begin(string prefix, string name, string space)
    {
        (Prefix, Name, Space) = (prefix, name, space);
        Attributes.Clear();
        Declarations.Clear();
    }

    private void Take(string prefix, string name, string space, string value)
    {
        if (prefix == "xmlns")
        {
            Declarations.Add((name, value));
        }
        else if (prefix.Length == 0 && name == "xmlns")
        {
            Declarations.Add(("", value));
        }
        else
        {
            Attributes.Add(new CanonicalAttribute(prefix, name, space, value));
        }
    }
}
