using System.Security.Cryptography.X509Certificates;
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
    /// is returned was read again and verified. <paramref name="at"/>: the signing time a profile with properties claims. A signature that
    /// is to be time-stamped is still without its time-stamp: <see cref="ToBeTimeStamped"/>. Throws <see cref="SigningException"/> where our
    /// own document breaks the profile.
    /// </summary>
    public static byte[] Sign(ReadOnlyMemory<byte> xml, SignatureProfile profile, SigningKey key, DateTimeOffset? at = null)
    {
        RequireXml(profile);
        ArgumentNullException.ThrowIfNull(key);
        var order = new SignatureOrder(profile, key, at);
        var unmarked = DocumentSplice.Unmarked(xml);
        var bytes = profile.Placement == SignaturePlacement.SoapBody
            ? SoapWriting.Sign(unmarked, order, each => Scan(each, profile))
            : Insert(unmarked, order);
        // Whoever signs, what goes out was verified by us.
        var checking = profile.Engine == SignatureEngine.Platform ? Untimed(profile) with { Engine = SignatureEngine.Own } : Untimed(profile);
        var verdict = Verify(bytes, checking, TrustedSigners.Pin(key.Certificate), profile.Fresh && at is { } made ? made : key.Certificate.NotBefore.ToUniversalTime());
        return verdict.Valid ? bytes : throw new SigningException(verdict.Code);
    }

    /// <summary>The bytes of a signed document that its time-stamp is to be of: the canonical signature value.</summary>
    public static byte[] ToBeTimeStamped(ReadOnlyMemory<byte> signed, SignatureProfile profile)
    {
        RequireXml(profile);
        using var parts = new SignedParts(profile, new CanonicalSink());
        _ = XmlScan.Of(signed, XmlLimits.Default, parts);
        var value = parts.Signature?.Root.ChildNodes.OfType<System.Xml.XmlElement>().FirstOrDefault(child => XmlForm.Is(child, "SignatureValue"));
        return value is null ? throw new SigningException(SignatureCodes.None) : parts.Signature!.Canonical(value, CanonicalMethod.ExclusiveOnly);
    }

    /// <summary>Puts the time-stamp (a token of RFC 3161) into a document that <see cref="Sign"/> signed; throws <see cref="SigningException"/> where it is of something else.</summary>
    public static byte[] AddTimeStamp(ReadOnlyMemory<byte> signed, SignatureProfile profile, byte[] token, TrustedSigners authorities)
    {
        _ = TimeStamps.Verify(token, ToBeTimeStamped(signed, profile), authorities, out var code);
        var (at, text) = XadesWriting.TimeStamp(signed.Span, token);
        return code.Length > 0 || at < 0
            ? throw new SigningException(code.Length > 0 ? code : SignatureCodes.Properties)
            : [.. signed.Span[..at], .. Encoding.UTF8.GetBytes(text), .. signed.Span[at..]];
    }

    /// <summary>
    /// Puts certificates and revocation answers behind the time-stamp of a document that <see cref="Sign"/> and <see cref="AddTimeStamp"/> made; throws
    /// <see cref="SigningException"/> where it has none, or the answers are not of the form that is read.
    /// </summary>
    public static byte[] AddAnswers(ReadOnlyMemory<byte> signed, SignatureProfile profile, EmbeddedAnswers answers)
    {
        RequireXml(profile);
        ArgumentNullException.ThrowIfNull(answers);
        var at = XadesWriting.EndOfTimeStamps(signed.Span);
        byte[] written = at < 0 ? throw new SigningException(SignatureCodes.TimeStamp) : [.. signed.Span[..at], .. Encoding.UTF8.GetBytes(answers.Write()), .. signed.Span[at..]];
        using var parts = new SignedParts(profile, new CanonicalSink());
        var scan = XmlScan.Of(written, XmlLimits.Default, parts);
        return scan.Code.Length == 0 && parts.Signature is { IsTooLarge: false } signature && XadesProperties.Read(signature.Root, profile)?.Embedded is not null
            ? written
            : throw new SigningException(scan.Code.Length > 0 ? scan.Code : SignatureCodes.Properties);
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
        using var parts = new SignedParts(profile, new CanonicalSink(xml.Length)) { Received = xml };
        var scan = XmlScan.Of(xml, SignatureEngines.Limit(limits, profile.Engine), parts);
        return Decide(scan, parts, profile, trust, at) with { NodesVisited = scan.Nodes };
    }

    /// <summary>
    /// Verifies a document too long for memory: what was digested is written to <paramref name="canonical"/> as it is read, and is worth
    /// nothing unless the verdict is valid. The verdict holds no bytes. The platform's engine has it in memory, and no more than it reads at all.
    /// </summary>
    public static Verdict Verify(
        Stream xml, SignatureProfile profile, TrustedSigners trust, DateTimeOffset at, XmlLimits limits, Stream canonical)
    {
        RequireXml(profile);
        ArgumentNullException.ThrowIfNull(xml);
        ArgumentNullException.ThrowIfNull(trust);
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(canonical);
        if (profile.Engine != SignatureEngine.Own)
        {
            var read = Verify(SignatureEngines.Read(xml), profile, trust, at, limits);
            canonical.Write(read.CanonicalBytes);
            return read.Valid ? read with { CanonicalBytes = [], Content = [] } : read;
        }

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
        return code.Length > 0 ? Verdict.Refused(code) : SignatureDecision.Decide(parts, profile, trust, at, covered => Accept(covered.Bytes, profile, covered.Signer));
    }

    private static Verdict Accept(CanonicalSink covered, SignatureProfile profile, X509Certificate2 signer)
    {
        var canonical = covered.IsSpooled ? [] : covered.ToArray();
        return Verdict.Accepted(signer, canonical, covered.IsSpooled ? canonical : Content(canonical, profile));
    }

    /// <summary>What is read of a document in place of its bytes: those that were digested, inside an empty root of the profile where it signs a part of the root.</summary>
    internal static byte[] Content(byte[] canonical, SignatureProfile profile) => profile.Root is null || profile.Placement == SignaturePlacement.Enveloped
        ? canonical
        : [.. Encoding.UTF8.GetBytes($"<{profile.Root}>"), .. canonical, .. Encoding.UTF8.GetBytes($"</{profile.Root}>")];

    private static byte[] Insert(ReadOnlyMemory<byte> xml, SignatureOrder order)
    {
        var profile = order.Profile;
        using var found = Scan(xml, profile);
        var prepared = Prepare(xml.Span, found, profile);
        using var changed = prepared is null ? null : Scan(prepared, profile);
        var parts = changed ?? found;
        var bytes = prepared ?? xml.Span;
        var uri = profile.Placement == SignaturePlacement.ById ? "#" + SignedPlace.Signed(parts, profile)!.Id : "";
        var signature = new SignatureWriting(order, parts.RootScope!).Write(uri, SignatureWriting.Digest(profile, bytes, parts, uri));
        return profile.Container is null ? DocumentSplice.IntoRoot(bytes, signature) : DocumentSplice.IntoChild(bytes, 1, signature);
    }

    // The document with what the profile needs around the signature and it lacks - the id of what is signed, the place for the
    // signature -, or null where it lacks nothing.
    private static byte[]? Prepare(ReadOnlySpan<byte> xml, SignedParts parts, SignatureProfile profile)
    {
        var code = SignedPlace.Room(parts, profile);
        if (code.Length > 0)
        {
            throw new SigningException(code);
        }

        byte[]? bytes = null;
        var signed = profile.Placement == SignaturePlacement.ById ? SignedPlace.Signed(parts, profile) : null;
        if (signed is { Id: null } && profile.ReferenceId is not null)
        {
            bytes = DocumentSplice.AttributeOfChild(xml, 0, $"Id=\"{profile.ReferenceId}\"");
        }
        else if (signed is not null && SignedPlace.IdCode(signed.Id ?? "", profile) is { Length: > 0 } wrong)
        {
            throw new SigningException(wrong);
        }

        return profile.Container is { } container && parts.Children.Count == 1 ? DocumentSplice.IntoRoot(bytes ?? xml, $"<{container}></{container}>") : bytes;
    }

    private static SignatureProfile Untimed(SignatureProfile profile) =>
        profile.Level >= SignatureLevel.TimeStamped ? profile with { Level = SignatureLevel.Basic } : profile;

    private static SignedParts Scan(ReadOnlyMemory<byte> xml, SignatureProfile profile)
    {
        var parts = new SignedParts(profile, new CanonicalSink(xml.Length));
        var scan = XmlScan.Of(xml, XmlLimits.Default, parts);
        var code = scan.Code.Length > 0 ? scan.Code
            : scan.Signatures > 0 ? SignatureCodes.Many
            : scan.HasAmpersandNamespace || scan.HasRelativeNamespace ? SignatureCodes.Namespaces
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

        SignatureEngines.Require(profile);
    }
}
