using System.Xml;

namespace Gateway.Signatures;

/// <summary>Where the signature of a profile stands in a document, and that nothing stands outside what it covers.</summary>
internal sealed record SignedPlace(XmlElement Signature, XmlElement Signed, string Uri)
{
    /// <summary>The place in a document that has exactly one signature somewhere; the code says why there is none.</summary>
    public static SignedPlace? Find(XmlDocument document, SignatureProfile profile, out string code)
    {
        var root = document.DocumentElement!;
        if (!IsRoot(root, profile))
        {
            code = SignatureCodes.Place;
            return null;
        }

        return profile.Placement == SignaturePlacement.Enveloped ? Enveloped(root, out code) : ById(root, profile, out code);
    }

    /// <summary>Where a new signature goes, or a code where the document has no room for it; makes the container.</summary>
    public static XmlElement? Prepare(XmlDocument document, SignatureProfile profile, out string code)
    {
        var root = document.DocumentElement!;
        code = IsRoot(root, profile) ? "" : SignatureCodes.Place;
        if (code.Length > 0 || profile.Placement == SignaturePlacement.Enveloped)
        {
            return code.Length > 0 ? null : root;
        }

        var container = root.ChildNodes.OfType<XmlElement>().FirstOrDefault(child => Is(child, profile.Container!))
            ?? (XmlElement)root.AppendChild(document.CreateElement(profile.Container!))!;
        var signed = Covered(root, profile, out code);
        if (signed is not null && profile.ReferenceId is not null && !signed.HasAttribute("Id"))
        {
            signed.SetAttribute("Id", profile.ReferenceId);
        }

        code = code.Length > 0 ? code : signed is null || container.HasChildNodes ? SignatureCodes.Place : IdCode(signed, profile);
        return code.Length > 0 ? null : container;
    }

    /// <summary>The element the signature covers, once the signature has its place.</summary>
    public static XmlElement SignedElement(XmlDocument document, SignatureProfile profile) =>
        profile.Placement == SignaturePlacement.Enveloped
            ? document.DocumentElement!
            : document.DocumentElement!.ChildNodes.OfType<XmlElement>().First(child => Is(child, profile.SignedElement!));

    /// <summary>The reference that means the covered element.</summary>
    public static string UriOf(XmlElement signed, SignatureProfile profile) =>
        profile.Placement == SignaturePlacement.Enveloped ? "" : "#" + signed.GetAttribute("Id");

    private static SignedPlace? Enveloped(XmlElement root, out string code)
    {
        var last = root.ChildNodes.OfType<XmlElement>().LastOrDefault();
        code = last is not null && IsSignature(last) ? "" : SignatureCodes.Place;
        return code.Length > 0 ? null : new SignedPlace(last!, root, "");
    }

    private static SignedPlace? ById(XmlElement root, SignatureProfile profile, out string code)
    {
        var signed = Covered(root, profile, out code);
        if (signed is null)
        {
            return null;
        }

        var container = root.ChildNodes.OfType<XmlElement>().Last();
        var inside = XmlForm.Elements(container);
        if (inside is not [var signature] || !IsSignature(signature) || container.HasAttributes)
        {
            code = SignatureCodes.Place;
            return null;
        }

        code = IdCode(signed, profile);
        return code.Length > 0 ? null : new SignedPlace(signature, signed, UriOf(signed, profile));
    }

    // The root itself is not covered, so it may say nothing: two children, no text, no attribute but namespaces.
    private static XmlElement? Covered(XmlElement root, SignatureProfile profile, out string code)
    {
        var children = XmlForm.Elements(root);
        code = children is [var first, var last] && Is(first, profile.SignedElement!) && Is(last, profile.Container!) && XmlForm.HasOnly(root)
            ? ""
            : SignatureCodes.Coverage;
        return code.Length > 0 ? null : children![0];
    }

    private static string IdCode(XmlElement signed, SignatureProfile profile)
    {
        var id = signed.GetAttribute("Id");
        return SignatureProfiles.IsId(id) && (profile.ReferenceId ?? id) == id ? "" : SignatureCodes.Reference;
    }

    private static bool IsRoot(XmlElement root, SignatureProfile profile) => profile.Root is null || Is(root, profile.Root);

    private static bool Is(XmlElement element, string name) => element.LocalName == name && element.NamespaceURI.Length == 0;

    private static bool IsSignature(XmlElement element) => element.LocalName == "Signature" && element.NamespaceURI == XmlScan.Dsig;
}
