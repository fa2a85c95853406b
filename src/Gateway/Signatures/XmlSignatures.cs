using System.Security.Cryptography;
using System.Text;

namespace Gateway.Signatures;

/// <summary>
/// XML signatures of a profile. One pass over the received bytes finds the signature, every rule about what stands where, and the
/// canonical bytes of what is covered; then every word of the signature is compared with the profile, the key with those trusted, the
/// value, and at last the digest of the bytes that are handed back.
/// </summary>
public static class XmlSignatures
{
    /// <summary>
    /// Signs a document. The signature is put into the bytes as they stand, no other byte changes but a byte order mark, which goes; what
    /// is returned was read again and verified. Throws <see cref="SigningException"/> where our own document breaks the profile.
    /// </summary>
    public static byte[] Sign(ReadOnlyMemory<byte> xml, SignatureProfile profile, SigningKey key)
    {
        RequireXml(profile);
        ArgumentNullException.ThrowIfNull(key);
        var bytes = Insert(Prepare(DocumentSplice.Unmarked(xml), profile), profile, key);
        var verdict = Verify(bytes, profile, TrustedSigners.Pin(key.Certificate), key.Certificate.NotBefore.ToUniversalTime());
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
        using var parts = new SignedParts(profile, new CanonicalSink());
        var scan = XmlScan.Of(xml, limits, parts);
        return Decide(scan, parts, profile, trust, at) with { NodesVisited = scan.Nodes };
    }

    /// <summary>
    /// Verifies a document too long for memory: what was digested is written to <paramref name="canonical"/> as it is read, and is worth
    /// nothing unless the verdict is valid. The verdict holds no bytes.
    /// </summary>
    public static Verdict Verify(
        Stream xml, SignatureProfile profile, TrustedSigners trust, DateTimeOffset at, XmlLimits limits, Stream canonical)
    {
        RequireXml(profile);
        ArgumentNullException.ThrowIfNull(xml);
        ArgumentNullException.ThrowIfNull(trust);
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(canonical);
        using var parts = new SignedParts(profile, new CanonicalSink(profile.DigestMethods.Select(method => SignatureAlgorithm.Digest(method)!.Value), canonical));
        var scan = XmlScan.Of(xml, limits, parts);
        return Decide(scan, parts, profile, trust, at) with { NodesVisited = scan.Nodes };
    }

    private static Verdict Decide(XmlScan scan, SignedParts parts, SignatureProfile profile, TrustedSigners trust, DateTimeOffset at)
    {
        var code = scan.Code.Length > 0 ? scan.Code
            : scan.Signatures == 0 ? SignatureCodes.None
            : scan.Signatures > 1 ? SignatureCodes.Many
            : "";
        var uri = code.Length > 0 ? null : SignedPlace.Find(parts, profile, out code);
        code = code.Length == 0 && parts.Signature!.IsTooLarge ? SignatureCodes.Shape : code;
        var shape = code.Length > 0 ? null : SignatureShape.Read(parts.Signature!.Root, uri!, profile, out code);
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
        return code.Length > 0 ? Verdict.Refused(code, signer)
            : !shape.Method.Fits(signer!) ? Verdict.Refused(SignatureCodes.Algorithm, signer)
            : !shape.Method.Verify(XmlCanonicalization.OfElement(shape.Info, parts.Signature!.Scope, profile.Canonical), shape.Value, signer!)
                ? Verdict.Refused(SignatureCodes.Value, signer)
            : !CryptographicOperations.FixedTimeEquals(parts.Covered.Digest(shape.Hash), shape.Digest) ? Verdict.Refused(SignatureCodes.Digest, signer)
            : Accept(parts.Covered, profile, signer!);
    }

    private static Verdict Accept(CanonicalSink covered, SignatureProfile profile, System.Security.Cryptography.X509Certificates.X509Certificate2 signer)
    {
        var canonical = covered.IsSpooled ? [] : covered.ToArray();
        return Verdict.Accepted(signer, canonical, profile.Root is null || profile.Placement == SignaturePlacement.Enveloped || covered.IsSpooled
            ? canonical
            : [.. Encoding.UTF8.GetBytes($"<{profile.Root}>"), .. canonical, .. Encoding.UTF8.GetBytes($"</{profile.Root}>")]);
    }

    // What the profile needs around the signature and our document may lack: the id of what is signed, the place for the signature.
    private static byte[] Prepare(ReadOnlyMemory<byte> xml, SignatureProfile profile)
    {
        using var parts = Scan(xml, profile);
        var code = SignedPlace.Room(parts, profile);
        if (code.Length > 0)
        {
            throw new SigningException(code);
        }

        var bytes = xml.ToArray();
        var signed = profile.Placement == SignaturePlacement.ById ? SignedPlace.Signed(parts, profile) : null;
        if (signed is { Id: null } && profile.ReferenceId is not null)
        {
            bytes = DocumentSplice.AttributeOfFirstChild(bytes, $"Id=\"{profile.ReferenceId}\"");
        }
        else if (signed is not null && SignedPlace.IdCode(signed.Id ?? "", profile) is { Length: > 0 } wrong)
        {
            throw new SigningException(wrong);
        }

        return profile.Container is { } container && parts.Children.Count == 1 ? DocumentSplice.IntoRoot(bytes, $"<{container}></{container}>") : bytes;
    }

    private static byte[] Insert(byte[] xml, SignatureProfile profile, SigningKey key)
    {
        using var parts = Scan(xml, profile);
        var hash = SignatureAlgorithm.Digest(profile.DigestMethods[0])!.Value;
        var uri = profile.Placement == SignaturePlacement.ById ? "#" + SignedPlace.Signed(parts, profile)!.Id : "";
        var signature = SignatureWriting.Write(profile, key, uri, parts.Covered.Digest(hash), parts.RootScope!);
        return profile.Container is null ? DocumentSplice.IntoRoot(xml, signature) : DocumentSplice.IntoLastChild(xml, signature);
    }

    private static SignedParts Scan(ReadOnlyMemory<byte> xml, SignatureProfile profile)
    {
        var parts = new SignedParts(profile, new CanonicalSink());
        var scan = XmlScan.Of(xml, XmlLimits.Default, parts);
        var code = scan.Code.Length > 0 ? scan.Code
            : scan.Signatures > 0 ? SignatureCodes.Many
            : scan.HasAmpersandNamespace ? SignatureCodes.Namespaces
            : "";
        return code.Length == 0 ? parts : throw new SigningException(code);
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
