using System.Security.Cryptography;
using System.Xml;

namespace Gateway.Signatures;

/// <summary>A reference that a signature must bear: its URI and type literally, and the transform lists it may have.</summary>
internal sealed record ExpectedReference(string Uri, string Type, IReadOnlyList<IReadOnlyList<string>> Transforms);

/// <summary>A reference that is as it was expected.</summary>
internal sealed record ReferenceShape(string Uri, HashAlgorithmName Hash, byte[] Digest)
{
    /// <summary>Compares the references of a SignedInfo with those expected, each once and no other; the code says what differs.</summary>
    public static IReadOnlyList<ReferenceShape>? Read(IReadOnlyList<XmlElement> references, IReadOnlyList<ExpectedReference> expected, SignatureProfile profile, out string code)
    {
        var read = new List<ReferenceShape>();
        foreach (var one in expected)
        {
            var fitting = references.Where(reference => reference.HasAttribute("URI") && reference.GetAttribute("URI") == one.Uri).ToList();
            code = fitting.Count == 1 ? "" : SignatureCodes.Reference;
            if (code.Length > 0 || Read(fitting[0], one, profile, out code) is not { } shape)
            {
                return null;
            }

            read.Add(shape);
        }

        code = references.Count == expected.Count ? "" : SignatureCodes.Reference;
        return code.Length > 0 ? null : read;
    }

    private static ReferenceShape? Read(XmlElement reference, ExpectedReference expected, SignatureProfile profile, out string code)
    {
        var parts = XmlForm.Elements(reference);
        var transformed = XmlForm.Are(parts, "Transforms", "DigestMethod", "DigestValue");
        code = !IsNamed(reference, expected, profile) ? SignatureCodes.Reference
            : !transformed && !XmlForm.Are(parts, "DigestMethod", "DigestValue") ? SignatureCodes.Shape
            : !AreTransforms(transformed ? parts![0] : null, expected) ? SignatureCodes.Transform
            : !profile.DigestMethods.Any(method => XmlForm.IsAlgorithm(parts![^2], method)) ? SignatureCodes.Algorithm
            : "";
        if (code.Length > 0)
        {
            return null;
        }

        var hash = SignatureAlgorithm.Digest(parts![^2].GetAttribute("Algorithm"))!.Value;
        var digest = XmlForm.Base64(parts[^1]);
        code = digest?.Length == SignatureAlgorithm.Size(hash) ? "" : SignatureCodes.Digest;
        return code.Length > 0 ? null : new ReferenceShape(expected.Uri, hash, digest!);
    }

    // Only where properties refer back to what is signed does a reference have an id.
    private static bool IsNamed(XmlElement reference, ExpectedReference expected, SignatureProfile profile) =>
        (profile.Level == SignatureLevel.Plain ? XmlForm.HasOnly(reference, "URI") : XmlForm.HasOnly(reference, "URI", "Id", "Type"))
        && reference.GetAttribute("Type") == expected.Type;

    private static bool AreTransforms(XmlElement? transforms, ExpectedReference reference)
    {
        var steps = transforms is null ? [] : XmlForm.Elements(transforms);
        if (steps is null || (transforms is not null && (steps.Count == 0 || !XmlForm.HasOnly(transforms))))
        {
            return false;
        }

        return reference.Transforms.Any(expected => expected.Count == steps.Count
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
