using System.Xml;

namespace Gateway.Signatures;

/// <summary>Literal looks at elements: what is not exactly as expected is <c>null</c> or false, never repaired.</summary>
internal static class XmlForm
{
    /// <summary>The child elements, or <c>null</c> where other text than white space stands between them.</summary>
    public static List<XmlElement>? Elements(XmlElement parent)
    {
        var elements = new List<XmlElement>();
        foreach (XmlNode child in parent.ChildNodes)
        {
            if (child is XmlElement element)
            {
                elements.Add(element);
            }
            else if (!string.IsNullOrWhiteSpace(child.Value))
            {
                return null;
            }
        }

        return elements;
    }

    /// <summary>Whether the child elements are exactly these of the signature namespace, in this order.</summary>
    public static bool Are(List<XmlElement>? elements, params ReadOnlySpan<string> names)
    {
        if (elements is null || elements.Count != names.Length)
        {
            return false;
        }

        for (var i = 0; i < names.Length; i++)
        {
            if (!Is(elements[i], names[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether an element is this one of the signature namespace.</summary>
    public static bool Is(XmlElement element, string name) => element.LocalName == name && element.NamespaceURI == XmlScan.Dsig;

    /// <summary>Whether an element has no attributes but namespace declarations and these.</summary>
    public static bool HasOnly(XmlElement element, params ReadOnlySpan<string> allowed)
    {
        foreach (XmlAttribute attribute in element.Attributes)
        {
            var declaration = attribute.Prefix == "xmlns" || attribute.Name == "xmlns";
            if (!declaration && (attribute.NamespaceURI.Length > 0 || !allowed.Contains(attribute.Name)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether an element names exactly this algorithm and takes no parameter of any kind.</summary>
    public static bool IsAlgorithm(XmlElement element, string algorithm) =>
        HasOnly(element, "Algorithm") && element.GetAttribute("Algorithm") == algorithm && Elements(element) is [];

    /// <summary>The text of a leaf with no attributes but these, or <c>null</c>.</summary>
    public static string? Leaf(XmlElement element, params ReadOnlySpan<string> allowed) =>
        HasOnly(element, allowed) && element.ChildNodes.OfType<XmlElement>().FirstOrDefault() is null ? element.InnerText : null;

    /// <summary>The bytes of a base64 leaf, or <c>null</c>.</summary>
    public static byte[]? Base64(XmlElement element, params ReadOnlySpan<string> allowed)
    {
        var text = Leaf(element, allowed);
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var bytes = new byte[(text.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }
}
