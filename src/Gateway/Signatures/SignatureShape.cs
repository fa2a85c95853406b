using System.Security.Cryptography;
using System.Xml;

namespace Gateway.Signatures;

/// <summary>The parts of a signature element that has exactly the form its profile gives it.</summary>
internal sealed record SignatureShape(
    XmlElement Info, SignatureAlgorithm Method, byte[] Value, HashAlgorithmName Hash, byte[] Digest, XmlElement KeyInfo)
{
    /// <summary>Compares a signature literally with its profile; the code says what differs.</summary>
    public static SignatureShape? Read(XmlElement signature, string uri, SignatureProfile profile, out string code)
    {
        var children = XmlForm.Elements(signature);
        code = OuterCode(signature, children);
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

        var method = SignatureAlgorithm.Find(inside![1].GetAttribute("Algorithm"))!;
        return ReadReference(inside[2], uri, profile, out code) is var (hash, digest)
            ? new SignatureShape(children[0], method, XmlForm.Base64(children[1])!, hash, digest, children[2])
            : null;
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
        : !XmlForm.IsAlgorithm(inside[0], profile.Canonicalization) || !profile.SignatureMethods.Any(method => XmlForm.IsAlgorithm(inside[1], method))
            ? SignatureCodes.Algorithm
        : "";

    private static (HashAlgorithmName Hash, byte[] Digest)? ReadReference(XmlElement reference, string uri, SignatureProfile profile, out string code)
    {
        var parts = XmlForm.Elements(reference);
        var transformed = XmlForm.Are(parts, "Transforms", "DigestMethod", "DigestValue");
        code = !XmlForm.HasOnly(reference, "URI") || !reference.HasAttribute("URI") || reference.GetAttribute("URI") != uri ? SignatureCodes.Reference
            : !transformed && !XmlForm.Are(parts, "DigestMethod", "DigestValue") ? SignatureCodes.Shape
            : !AreTransforms(transformed ? parts![0] : null, profile) ? SignatureCodes.Transform
            : !profile.DigestMethods.Any(method => XmlForm.IsAlgorithm(parts![^2], method)) ? SignatureCodes.Algorithm
            : "";
        if (code.Length > 0)
        {
            return null;
        }

        var hash = SignatureAlgorithm.Digest(parts![^2].GetAttribute("Algorithm"))!.Value;
        var digest = XmlForm.Base64(parts[^1]);
        code = digest?.Length == SignatureAlgorithm.Size(hash) ? "" : SignatureCodes.Digest;
        return code.Length > 0 ? null : (hash, digest!);
    }

    private static bool AreTransforms(XmlElement? transforms, SignatureProfile profile)
    {
        var steps = transforms is null ? [] : XmlForm.Elements(transforms);
        if (steps is null || (transforms is not null && (steps.Count == 0 || !XmlForm.HasOnly(transforms))))
        {
            return false;
        }

        return profile.Transforms.Any(expected => expected.Count == steps.Count
            && expected.Zip(steps).All(pair => XmlForm.Is(pair.Second, "Transform") && IsTransform(pair.Second, pair.First)));
    }

    // A transform with a parameter is written URI, space, expression; the expression is compared letter by letter.
    private static bool IsTransform(XmlElement step, string expected)
    {
        var space = expected.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0)
        {
            return XmlForm.IsAlgorithm(step, expected);
        }

        return XmlForm.HasOnly(step, "Algorithm") && step.GetAttribute("Algorithm") == expected[..space]
            && XmlForm.Elements(step) is [var parameter] && XmlForm.Is(parameter, "XPath")
            && XmlForm.Leaf(parameter)?.Trim(' ', '\t', '\r', '\n') == expected[(space + 1)..];
    }
}
