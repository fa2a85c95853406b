using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;

namespace Gateway.Signatures;

/// <summary>
/// XML signatures of a profile. Before anything is computed: limits before any tree, one signature at one place, every word of
/// it compared with the profile, a trusted key. Then the value, then the digest of the bytes that are handed back.
/// </summary>
public static class XmlSignatures
{
    /// <summary>
    /// Signs a document. What is returned was written, read again, signed, written and verified: UTF-8 without a byte order
    /// mark, the same bytes for the same input. Throws <see cref="SigningException"/> where our own document breaks the profile.
    /// </summary>
    public static byte[] Sign(ReadOnlyMemory<byte> xml, SignatureProfile profile, SigningKey key)
    {
        RequireXml(profile);
        ArgumentNullException.ThrowIfNull(key);
        var certificate = key.Certificate;
        using var opened = key.Open();
        var rsa = opened as RSA ?? throw new SigningException(SignatureCodes.WeakKey);
        RequireSignable(XmlScan.Of(xml, XmlLimits.Default));

        // Only what a reader of the written bytes will see is signed, not what the tree holds before writing.
        var document = Parse(Serialise(Parse(xml)));
        var place = SignedPlace.Prepare(document, profile, out var code) ?? throw new SigningException(code);
        SignatureWriting.Add(place, SignedPlace.SignedElement(document, profile), profile, certificate, rsa);
        var bytes = Serialise(document);
        var verdict = Verify(bytes, profile, TrustedSigners.Pin(certificate), certificate.NotBefore.ToUniversalTime());
        return verdict.Valid ? bytes : throw new SigningException(verdict.Code);
    }

    /// <summary>Verifies a document against the profile of its sender and the certificates trusted for it, at a time.</summary>
    public static Verdict Verify(ReadOnlyMemory<byte> xml, SignatureProfile profile, TrustedSigners trust, DateTimeOffset at) =>
        Verify(xml, profile, trust, at, XmlLimits.Default);

    /// <summary>The same, within the limits of a channel.</summary>
    public static Verdict Verify(
        ReadOnlyMemory<byte> xml, SignatureProfile profile, TrustedSigners trust, DateTimeOffset at, XmlLimits limits)
    {
        RequireXml(profile);
        ArgumentNullException.ThrowIfNull(trust);
        ArgumentNullException.ThrowIfNull(limits);
        var scan = XmlScan.Of(xml, limits);
        var code = scan.Code.Length > 0 ? scan.Code
            : scan.Signatures == 0 ? SignatureCodes.None
            : scan.Signatures > 1 ? SignatureCodes.Many
            : "";
        var verdict = code.Length > 0 ? Verdict.Refused(code) : VerifyTree(Parse(xml), profile, trust, at);
        return verdict with { NodesVisited = scan.Nodes };
    }

    private static Verdict VerifyTree(XmlDocument document, SignatureProfile profile, TrustedSigners trust, DateTimeOffset at)
    {
        var place = SignedPlace.Find(document, profile, out var code);
        var shape = place is null ? null : SignatureShape.Read(place, profile, out code);
        if (shape is null)
        {
            return Verdict.Refused(code);
        }

        using var offered = KeyHint.Read(shape.KeyInfo);
        if (offered is null)
        {
            return Verdict.Refused(SignatureCodes.KeyInfo);
        }

        code = trust.Weigh(offered, at, profile.MinimumKeyBits, out var signer);
        return code.Length > 0 ? Verdict.Refused(code, signer) : VerifyValue(place!, shape, profile, signer!);
    }

    // The value first: until it holds, nothing the message says about its content is worth the work of canonicalising it.
    private static Verdict VerifyValue(SignedPlace place, SignatureShape shape, SignatureProfile profile, X509Certificate2 signer)
    {
        using var rsa = signer.GetRSAPublicKey()!;
        if (!rsa.VerifyData(CanonicalForm.OfPart(shape.Info, profile), shape.Value, profile.Hash, RSASignaturePadding.Pkcs1))
        {
            return Verdict.Refused(SignatureCodes.Value, signer);
        }

        place.Signature.ParentNode!.RemoveChild(place.Signature);
        var canonical = CanonicalForm.OfCovered(place.Signed, profile);
        return CryptographicOperations.FixedTimeEquals(profile.Digest(canonical), shape.Digest)
            ? Verdict.Accepted(signer, canonical, CanonicalForm.InRoot(canonical, profile))
            : Verdict.Refused(SignatureCodes.Digest, signer);
    }

    private static XmlDocument Parse(ReadOnlyMemory<byte> xml)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        using var reader = XmlScan.Open(xml);
        document.Load(reader);
        return document;
    }

    private static byte[] Serialise(XmlDocument document)
    {
        using var stream = new MemoryStream();
        var settings = new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            NewLineHandling = NewLineHandling.Entitize,
            OmitXmlDeclaration = document.FirstChild is not XmlDeclaration,
        };
        using (var writer = XmlWriter.Create(stream, settings))
        {
            document.Save(writer);
        }

        return stream.ToArray();
    }

    private static void RequireSignable(XmlScan scan)
    {
        var code = scan.Code.Length > 0 ? scan.Code
            : scan.Signatures > 0 ? SignatureCodes.Many
            : scan.HasAmpersandNamespace ? SignatureCodes.Namespaces
            : "";
        if (code.Length > 0)
        {
            throw new SigningException(code);
        }
    }

    private static void RequireXml(SignatureProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        if (profile.Placement == SignaturePlacement.DetachedCms)
        {
            throw new ArgumentException($"{profile.Id} is not for XML", nameof(profile));
        }
    }
}
