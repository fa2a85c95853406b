using System.Xml;

namespace Gateway.Signatures;

/// <summary>The parts of a signature element that has exactly the form its profile gives it.</summary>
internal sealed record SignatureShape(
    XmlElement Info, SignatureAlgorithm Method, XmlElement ValueElement, byte[] Value, IReadOnlyList<ReferenceShape> References, XmlElement KeyInfo)
{
    /// <summary>Compares a signature literally with its profile; the code says what differs.</summary>
    public static SignatureShape? Read(XmlElement signature, IReadOnlyList<ExpectedReference> expected, SignatureProfile profile, out string code)
    {
        var children = XmlForm.Elements(signature);
        code = OuterCode(signature, children, profile);
        if (code.Length > 0)
        {
            return null;
        }

        var inside = XmlForm.Elements(children![0]);
        code = InfoCode(inside, expected.Count, profile);
        if (code.Length > 0)
        {
            return null;
        }

        var method = SignatureAlgorithm.Find(inside![1].GetAttribute("Algorithm"))!;
        return ReferenceShape.Read([.. inside.Skip(2)], expected, profile, out code) is { } references
            ? new SignatureShape(children[0], method, children[1], XmlForm.Base64(children[1])!, references, children[2])
            : null;
    }

    private static string OuterCode(XmlElement signature, List<XmlElement>? children, SignatureProfile profile)
    {
        var plain = profile.Level == SignatureLevel.Plain;
        return children is null ? SignatureCodes.Shape
            : plain && children.Exists(child => XmlForm.Is(child, "Object")) ? SignatureCodes.Object
            : XmlForm.Are(children, "SignedInfo", "SignatureValue") ? SignatureCodes.KeyInfo
            : !(plain ? XmlForm.Are(children, "SignedInfo", "SignatureValue", "KeyInfo") : XmlForm.Are(children, "SignedInfo", "SignatureValue", "KeyInfo", "Object")) ? SignatureCodes.Shape
            : !XmlForm.HasOnly(signature, "Id") || !(plain ? XmlForm.HasOnly(children[0]) : XmlForm.HasOnly(children[0], "Id")) ? SignatureCodes.Shape
            : XmlForm.Base64(children[1], plain ? [] : ["Id"]) is null ? SignatureCodes.Value
            : "";
    }

    private static string InfoCode(List<XmlElement>? inside, int references, SignatureProfile profile) =>
        inside is null ? SignatureCodes.Shape
        : inside.Count(child => XmlForm.Is(child, "Reference")) != references ? SignatureCodes.Reference
        : inside.Count != 2 + references || !XmlForm.Is(inside[0], "CanonicalizationMethod") || !XmlForm.Is(inside[1], "SignatureMethod") ? SignatureCodes.Shape
        : !XmlForm.IsAlgorithm(inside[0], profile.Canonicalization) || !profile.SignatureMethods.Any(method => XmlForm.IsAlgorithm(inside[1], method))
            ? SignatureCodes.Algorithm
        : "";
}
