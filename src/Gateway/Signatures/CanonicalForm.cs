using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;

namespace Gateway.Signatures;

/// <summary>
/// The canonical bytes of a document or a part of it. The library canonicalises; its own signing engine is not used, because
/// it writes the document out and reads it again first, and a carriage return in the content does not survive that.
/// </summary>
internal static class CanonicalForm
{
    /// <summary>Canonical bytes of the covered content; an enveloped signature must have been taken out before.</summary>
    public static byte[] OfCovered(XmlElement signed, SignatureProfile profile) =>
        profile.Placement == SignaturePlacement.Enveloped ? Of(signed.OwnerDocument, profile) : OfPart(signed, profile);

    /// <summary>Canonical bytes of an element with what it inherits: namespaces and, unless exclusive, attributes of the <c>xml</c> prefix.</summary>
    public static byte[] OfPart(XmlElement part, SignatureProfile profile)
    {
        var alone = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        var copy = (XmlElement)alone.AppendChild(alone.ImportNode(part, deep: true))!;
        if (copy.Prefix.Length == 0 && copy.NamespaceURI.Length > 0)
        {
            // In a tree that was built, not read, the element's own default namespace is declared nowhere yet.
            copy.SetAttribute("xmlns", copy.NamespaceURI);
        }

        for (var ancestor = part.ParentNode as XmlElement; ancestor is not null; ancestor = ancestor.ParentNode as XmlElement)
        {
            Inherit(copy, ancestor, profile);
        }

        return Of(alone, profile);
    }

    /// <summary>The same bytes inside an empty root, where the profile signs a part of the root; else the bytes themselves.</summary>
    public static byte[] InRoot(byte[] canonical, SignatureProfile profile) =>
        profile.Placement == SignaturePlacement.Enveloped
            ? canonical
            : [.. Encoding.UTF8.GetBytes($"<{profile.Root}>"), .. canonical, .. Encoding.UTF8.GetBytes($"</{profile.Root}>")];

    private static void Inherit(XmlElement copy, XmlElement ancestor, SignatureProfile profile)
    {
        foreach (XmlAttribute attribute in ancestor.Attributes)
        {
            var inherited = attribute.Name == "xmlns"
                ? copy.Prefix.Length > 0
                : attribute.Prefix == "xmlns" || (attribute.Prefix == "xml" && !IsExclusive(profile));
            if (inherited && !copy.HasAttribute(attribute.Name))
            {
                copy.SetAttributeNode((XmlAttribute)copy.OwnerDocument.ImportNode(attribute, deep: true));
            }
        }
    }

    private static byte[] Of(XmlDocument document, SignatureProfile profile)
    {
        Transform transform = IsExclusive(profile) ? new XmlDsigExcC14NTransform() : new XmlDsigC14NWithCommentsTransform();
        transform.LoadInput(document);
        using var output = (MemoryStream)transform.GetOutput(typeof(Stream));
        return output.ToArray();
    }

    private static bool IsExclusive(SignatureProfile profile) => profile.Canonicalization == SignedXml.XmlDsigExcC14NTransformUrl;
}
