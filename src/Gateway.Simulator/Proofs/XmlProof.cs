using System.Xml.Linq;

namespace Gateway.Simulator.Proofs;

/// <summary>
/// Judges a signed document: first that its signature has exactly the agreed shape and covers everything that will be read,
/// then - by xmlsec1 - that it holds.
/// </summary>
internal static class XmlProof
{
    private static readonly XNamespace Ds = XmlShape.Ds;

    public static async Task<Verdict> VerifyAsync(ReadOnlyMemory<byte> xml, XmlShape shape, KeyRing ring, string signer, CancellationToken cancel)
    {
        if (SafeXml.TryLoad(xml) is not { Root: { } root })
        {
            return Verdict.Bad("not-xml", "the message is no well-formed XML");
        }

        var flaw = Flaw(root, shape, ring.BytesOf(signer));
        if (flaw is not null)
        {
            return flaw;
        }

        using var scratch = new Scratch();
        var file = await scratch.WriteAsync("message.xml", xml, cancel);
        var run = await Tool.RunAsync(
            "xmlsec1",
            ["--verify", "--enabled-key-data", "x509", "--trusted-pem", ring.Authority, "--id-attr:Id", "Document", file],
            cancel);
        return run.Ok ? Verdict.Good("xmlsec1") : Verdict.Bad("signature-invalid", run.Complaint);
    }

    private static Verdict? Flaw(XElement root, XmlShape shape, byte[] certificate)
    {
        var signatures = root.DescendantsAndSelf(Ds + "Signature").Take(2).ToList();
        return signatures.Count switch
        {
            0 => Verdict.Bad("unsigned", "there is no signature"),
            > 1 => Verdict.Bad("signature-count", "there is more than one signature"),
            _ => Misplaced(root, signatures[0], shape) ?? OtherAlgorithm(signatures[0], shape) ?? OtherKey(signatures[0], certificate),
        };
    }

    private static Verdict? Misplaced(XElement root, XElement signature, XmlShape shape)
    {
        var place = shape.PlaceIn(root);
        if (place is null || signature.Parent != place || place.Elements().Last() != signature)
        {
            return Verdict.Bad("signature-place", "the signature is not where it belongs");
        }

        if (!shape.OfDocument)
        {
            return null;
        }

        var named = root.DescendantsAndSelf().Where(e => e.Attributes().Any(a => a.Value == "TCHQ" && a.Name.LocalName.Equals("id", StringComparison.OrdinalIgnoreCase))).ToList();
        var whole = root.Elements().Select(e => e.Name.LocalName).SequenceEqual(["Document", "DigitalSignatures"])
            && named.Count == 1 && named[0] == root.Element("Document") && named[0].Attribute("Id") is not null;
        return whole ? null : Verdict.Bad("signature-cover", "the signature does not cover the one Document");
    }

    private static Verdict? OtherAlgorithm(XElement signature, XmlShape shape)
    {
        var info = signature.Element(Ds + "SignedInfo");
        var references = info?.Elements(Ds + "Reference").ToList() ?? [];
        if (references.Count != 1 || references[0].Attribute("URI")?.Value != shape.Uri)
        {
            return Verdict.Bad("signature-reference", "not the one agreed reference");
        }

        var transforms = references[0].Elements(Ds + "Transforms").Elements().Select(AlgorithmOf).ToList();
        var same = AlgorithmOf(info!.Element(Ds + "CanonicalizationMethod")) == shape.Canonical
            && AlgorithmOf(info.Element(Ds + "SignatureMethod")) == shape.Signature
            && AlgorithmOf(references[0].Element(Ds + "DigestMethod")) == shape.Digest
            && shape.Allows(transforms);
        return same ? null : Verdict.Bad("signature-algorithm", $"not the algorithms of {shape.Name}");
    }

    private static string AlgorithmOf(XElement? element) => element?.Attribute("Algorithm")?.Value ?? "";

    private static Verdict? OtherKey(XElement signature, byte[] certificate)
    {
        var certificates = signature.Descendants(Ds + "X509Certificate").ToList();
        if (certificates.Count != 1 || signature.Descendants(Ds + "KeyValue").Any())
        {
            return Verdict.Bad("signature-key", "exactly one certificate is expected with the signature");
        }

        var text = string.Concat(certificates[0].Value.Where(c => !char.IsWhiteSpace(c)));
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && bytes.AsSpan(0, length).SequenceEqual(certificate)
            ? null
            : Verdict.Bad("unknown-certificate", "the certificate is not the partner's");
    }
}
