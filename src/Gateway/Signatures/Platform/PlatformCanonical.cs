using System.Security.Cryptography;
using System.Security.Cryptography.Xml;
using System.Xml;
using Gateway.Signatures.Markup;

namespace Gateway.Signatures.Platform;

/// <summary>Canonical bytes by the platform's own transforms, of trees: nothing is written as text and read again on the way.</summary>
internal static class PlatformCanonical
{
    /// <summary>The bytes of what a reference of a profile covers; an enveloped signature is taken out of the document for it.</summary>
    public static byte[] Covered(XmlDocument document, XmlElement signature, SignatureProfile profile, string uri)
    {
        if (uri.Length == 0)
        {
            signature.ParentNode!.RemoveChild(signature);
            return Whole(document, profile.Canonical);
        }

        return Apart(Find(document, uri[1..]) ?? throw new CryptographicException("the platform does not find what is referred to"), profile.Canonical);
    }

    /// <summary>The digest of what is to be signed: the element of an id, or all of the document where there is none.</summary>
    public static byte[] Digest(ReadOnlySpan<byte> xml, SignatureProfile profile, string uri)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        using var reader = XmlReader.Create(new MemoryStream(xml.ToArray(), writable: false), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        document.Load(reader);
        var bytes = uri.Length == 0 ? Whole(document, profile.Canonical) : Apart(Find(document, uri[1..])!, profile.Canonical);
        return CryptographicOperations.HashData(SignatureAlgorithm.Digest(profile.DigestMethods[0])!.Value, bytes);
    }

    /// <summary>The bytes of a part of a signature that is to stand where a scope is in scope.</summary>
    public static byte[] InScope(XmlElement part, NamespaceScope scope, CanonicalMethod method)
    {
        var around = part.OwnerDocument.DocumentElement!;
        foreach (var (prefix, uri) in scope.InScope())
        {
            Declare(around, prefix.Length == 0 ? "xmlns" : $"xmlns:{prefix}", uri);
        }

        foreach (var (name, value) in scope.Inherited(new CanonicalElement()))
        {
            var handed = part.OwnerDocument.CreateAttribute("xml", name.Local, "http://www.w3.org/XML/1998/namespace");
            handed.Value = MarkupText.Decode(value);
            around.SetAttributeNode(handed);
        }

        return Apart(part, method);
    }

    /// <summary>The element whose <c>Id</c>, or that of web service security, is this; our own pass has seen to it that there is one at most.</summary>
    public static XmlElement? Find(XmlDocument document, string id) => document.GetElementsByTagName("*").OfType<XmlElement>()
        .FirstOrDefault(element => element.GetAttribute("Id") == id || element.GetAttribute("Id", SoapSecurity.Utility) == id);

    // A tree of its own, whose root has what is in scope around it: the namespaces, and in inclusive form the attributes of the xml prefix.
    private static byte[] Apart(XmlElement element, CanonicalMethod method)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        var root = (XmlElement)document.AppendChild(document.ImportNode(element, deep: true))!;
        for (var above = element.ParentNode as XmlElement; above is not null; above = above.ParentNode as XmlElement)
        {
            foreach (XmlAttribute attribute in above.Attributes)
            {
                if (attribute.Name == "xmlns" || attribute.Prefix == "xmlns")
                {
                    Declare(root, attribute.Name, attribute.Value);
                }
                else if (attribute.Prefix == "xml" && !method.Exclusive && !root.HasAttribute(attribute.Name))
                {
                    root.SetAttributeNode((XmlAttribute)document.ImportNode(attribute, deep: true));
                }
            }
        }

        return Whole(document, method);
    }

    private static void Declare(XmlElement element, string name, string uri)
    {
        if (!element.HasAttribute(name))
        {
            element.SetAttribute(name, uri);
        }
    }

    private static byte[] Whole(XmlDocument document, CanonicalMethod method)
    {
        Transform transform = method.Exclusive ? new XmlDsigExcC14NTransform(method.Comments) : new XmlDsigC14NTransform(method.Comments);
        transform.LoadInput(document);
        using var bytes = new MemoryStream();
        ((Stream)transform.GetOutput(typeof(Stream))).CopyTo(bytes);
        return bytes.ToArray();
    }
}
