using System.Xml;

namespace Gateway.Signatures;

/// <summary>The parts of a signature element that has exactly the form its profile gives it.</summary>
internal sealed record SignatureShape(XmlElement Info, byte[] Value, byte[] Digest, XmlElement KeyInfo)
{
    /// <summary>Compares a signature literally with its profile; the code says what differs.</summary>
    public static SignatureShape? Read(SignedPlace place, SignatureProfile profile, out string code)
    {
        var children = XmlForm.Elements(place.Signature);
        code = OuterCode(place.Signature, children);
        if (code.Length > 0)
        {
            return null;
        }

        var inside = XmlForm.Elements(children![0]);
        code = InfoCode(children[0], inside, profile);
        if (code.Length > 0)
        {
            return null;
        }

        var digest = ReadReference(inside![2], place.Uri, profile, out code);
        return digest is null ? null : new SignatureShape(children[0], XmlForm.Base64(children[1])!, digest, children[2]);
    }

    private static string OuterCode(XmlElement signature, List<XmlElement>? children) =>
        children is null ? SignatureCodes.Shape
        : children.Exists(child => XmlForm.Is(child, "Object")) ? SignatureCodes.Object
        : XmlForm.Are(children, "SignedInfo", "SignatureValue") ? SignatureCodes.KeyInfo
        : !XmlForm.Are(children, "SignedInfo", "SignatureValue", "KeyInfo") ? SignatureCodes.Shape
        : !XmlForm.HasOnly(signature, "Id") || !XmlForm.HasOnly(children[0]) ? SignatureCodes.Shape
        : XmlForm.Base64(children[1]) is null ? SignatureCodes.Value
        : "";

    private static string InfoCode(XmlElement info, List<XmlElement>? inside, SignatureProfile profile) =>
        inside is null ? SignatureCodes.Shape
        : info.ChildNodes.OfType<XmlElement>().Count(child => XmlForm.Is(child, "Reference")) != 1 ? SignatureCodes.Reference
        : !XmlForm.Are(inside, "CanonicalizationMethod", "SignatureMethod", "Reference") ? SignatureCodes.Shape
        : !XmlForm.IsAlgorithm(inside[0], profile.Canonicalization) || !XmlForm.IsAlgorithm(inside[1], profile.SignatureMethod)
            ? SignatureCodes.Algorithm
        : "";

    private static byte[]? ReadReference(XmlElement reference, string uri, SignatureProfile profile, out string code)
    {
        var parts = XmlForm.Elements(reference);
        var transformed = XmlForm.Are(parts, "Transforms", "DigestMethod", "DigestValue");
        code = !XmlForm.HasOnly(reference, "URI") || !reference.HasAttribute("URI") || reference.GetAttribute("URI") != uri ? SignatureCodes.Reference
            : !transformed && !XmlForm.Are(parts, "DigestMethod", "DigestValue") ? SignatureCodes.Shape
            : !AreTransforms(transformed ? parts![0] : null, profile) ? SignatureCodes.Transform
            : !XmlForm.IsAlgorithm(parts![^2], profile.DigestMethod) ? SignatureCodes.Algorithm
            : "";
        if (code.Length > 0)
        {
            return null;
        }

        var digest = XmlForm.Base64(parts![^1]);
        code = digest?.Length == profile.DigestBytes ? "" : SignatureCodes.Digest;
        return code.Length > 0 ? null : digest;
    }

    private static bool AreTransforms(XmlElement? transforms, SignatureProfile profile)
    {
        var steps = transforms is null ? [] : XmlForm.Elements(transforms);
        if (steps is null || (transforms is not null && (steps.Count == 0 || !XmlForm.HasOnly(transforms))))
        {
            return false;
        }

        return profile.Transforms.Any(expected => expected.Count == steps.Count
            && expected.Zip(steps).All(pair => XmlForm.Is(pair.Second, "Transform") && XmlForm.IsAlgorithm(pair.Second, pair.First)));
    }
}
