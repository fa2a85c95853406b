using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml;
using Gateway.Signatures.Platform;

namespace Gateway.Signatures;

/// <summary>What holds, of the one signature of a document: its form, its key, its value, its digests, its time - in this order, so that nothing is computed for what is refused anyway.</summary>
internal sealed class SignatureDecision
{
    private readonly SignedParts _parts;
    private readonly SignatureProfile _profile;
    private readonly TrustedSigners _trust;
    private readonly XmlElement _signature;
    private readonly SoapSecurity? _soap;
    private readonly XadesProperties? _properties;

    // What was signed in canonical form; its hash also tells a repetition, for one ECDSA value can be written in two ways.
    private byte[] _info = [];

    // What the platform made of the same document, where it was asked.
    private PlatformOpinion? _opinion;

    private SignatureDecision(SignedParts parts, SignatureProfile profile, TrustedSigners trust, SoapSecurity? soap)
    {
        (_parts, _profile, _trust, _soap) = (parts, profile, trust, soap);
        _signature = soap?.Signature ?? parts.Signature!.Root;
        _properties = profile.Level == SignatureLevel.Plain ? null : XadesProperties.Read(_signature, profile);
    }

    public static Verdict Decide(
        SignedParts parts, SignatureProfile profile, TrustedSigners trust, DateTimeOffset at, Func<(CanonicalSink Bytes, X509Certificate2 Signer), Verdict> accept)
    {
        var (uri, soap, code) = ((string?)null, (SoapSecurity?)null, "");
        if (profile.Placement == SignaturePlacement.SoapBody)
        {
            soap = SoapSecurity.Read(parts, profile, out code);
            uri = soap is null ? null : "#" + parts.Children[1].UtilityId;
        }
        else
        {
            uri = SignedPlace.Find(parts, profile, out code);
            code = code.Length == 0 && parts.Signature!.IsTooLarge ? SignatureCodes.Shape : code;
        }

        return code.Length > 0 ? Verdict.Refused(code) : new SignatureDecision(parts, profile, trust, soap).Decide(uri!, at, accept);
    }

    private Verdict Decide(string uri, DateTimeOffset at, Func<(CanonicalSink Bytes, X509Certificate2 Signer), Verdict> accept)
    {
        var code = Expected(uri, out var expected);
        var shape = code.Length > 0 ? null : SignatureShape.Read(_signature, expected, _profile, out code);
        if (shape is null)
        {
            return Verdict.Refused(code);
        }

        var offered = _soap is null ? KeyHint.Read(shape.KeyInfo) : _soap.Certificate(shape.KeyInfo);
        if (offered is null)
        {
            return Verdict.Refused(SignatureCodes.KeyInfo);
        }

        var made = TimeOf(shape, at, out code);
        if (code.Length > 0)
        {
            return Verdict.Refused(code);
        }

        _info = _parts.Signature!.Canonical(shape.Info, _profile.Canonical);
        code = _trust.Weigh(offered, made, _profile.MinimumKeyBits, out var signer, out var path);
        code = code.Length > 0 ? code : Value(shape, signer!, at);
        return code.Length > 0 ? Verdict.Refused(code, signer) : _trust.Settle(Accepted(accept((_parts.Covered, signer!)), made), path!, made);
    }

    private Verdict Accepted(Verdict accepted, DateTimeOffset made) => accepted with
    {
        TimeStamp = _properties?.TimeStamps.Count > 0 ? made : null,
        Identity = SHA256.HashData(_info),
        Embedded = _properties?.Embedded,
        CanonicalBytes = _opinion?.Covered ?? accepted.CanonicalBytes,
        Content = _opinion is null ? accepted.Content : XmlSignatures.Content(_opinion.Covered, _profile),
    };

    private string Expected(string uri, out IReadOnlyList<ExpectedReference> expected)
    {
        var covered = new ExpectedReference(uri, "", _profile.Transforms);
        IReadOnlyList<IReadOnlyList<string>> canonical = [[_profile.Canonicalization]];
        expected = [covered];
        if (_profile.Level != SignatureLevel.Plain)
        {
            expected = _properties is null ? [] : [covered, new ExpectedReference("#" + _properties.Id, XadesProperties.SignedType, canonical)];
            return _properties is null ? HasObject ? SignatureCodes.Properties : "" : "";
        }

        if (_soap?.TimeStamp is null)
        {
            return "";
        }

        // A time-stamp that is not signed would be anybody's.
        expected = _soap.TimeStampId is { } id ? [covered, new ExpectedReference("#" + id, "", _profile.Transforms)] : [];
        return _soap.TimeStampId is null ? SignatureCodes.Coverage : "";
    }

    private bool HasObject => _signature.ChildNodes.OfType<XmlElement>().Any(child => XmlForm.Is(child, "Object"));

    // A time-stamp by a trusted authority says when; else the moment of receipt does.
    private DateTimeOffset TimeOf(SignatureShape shape, DateTimeOffset at, out string code)
    {
        code = _profile.Level >= SignatureLevel.TimeStamped && _properties!.TimeStamps.Count == 0 ? SignatureCodes.TimeStamp : "";
        var earliest = at;
        foreach (var stamp in code.Length > 0 ? [] : _properties?.TimeStamps ?? [])
        {
            if (TimeStamps.Read(stamp.Token, _parts.Signature!.Canonical(shape.ValueElement, stamp.Method), _trust.TimeAuthorities ?? _trust, out code) is not var (moment, authority))
            {
                return at;
            }

            if (_trust.Distrusts(_properties!.Embedded?.Complete(authority) ?? authority, moment, _properties.Embedded?.Answers ?? []))
            {
                code = SignatureCodes.TimeAuthority;
                return at;
            }

            earliest = moment < earliest ? moment : earliest;
        }

        return earliest;
    }

    private string Value(SignatureShape shape, X509Certificate2 signer, DateTimeOffset at) =>
        !shape.Method.Fits(signer) ? SignatureCodes.Algorithm
        : _properties is not null && !_properties.CertificateDigest.AsSpan().SequenceEqual(CryptographicOperations.HashData(_properties.Hash, signer.RawDataMemory.Span)) ? SignatureCodes.Properties
        : Arithmetic(shape, signer) is { Length: > 0 } wrong ? wrong
        : _soap?.IsTimely(at) == false ? SignatureCodes.Stale
        : "";

    private string Arithmetic(SignatureShape shape, X509Certificate2 signer)
    {
        var own = _profile.Engine == SignatureEngine.Platform ? "" : OwnArithmetic(shape, signer);
        if (_profile.Engine == SignatureEngine.Own)
        {
            return own;
        }

        _opinion = PlatformOpinion.Of(_parts.Received, _profile, shape, signer);
        _info = _profile.Engine == SignatureEngine.Platform ? _opinion.Info : _info;
        return _profile.Engine == SignatureEngine.Platform ? _opinion.Code
            : own.Length == 0 != (_opinion.Code.Length == 0) ? SignatureCodes.Engines
            : own.Length == 0 && !_parts.Covered.ToArray().AsSpan().SequenceEqual(_opinion.Covered) ? SignatureCodes.Engines
            : own;
    }

    private string OwnArithmetic(SignatureShape shape, X509Certificate2 signer) =>
        !shape.Method.Verify(_info, shape.Value, signer) ? SignatureCodes.Value
        : !IsDigest(shape.References[0], _parts.Covered.Digest(shape.References[0].Hash)) ? SignatureCodes.Digest
        : shape.References.Skip(1).Any(reference => !IsDigest(reference, Digest(reference))) ? SignatureCodes.Digest
        : "";

    private byte[] Digest(ReferenceShape reference) =>
        CryptographicOperations.HashData(reference.Hash, _parts.Signature!.Canonical(_properties?.Signed ?? _soap!.TimeStamp!, _profile.Canonical));

    private static bool IsDigest(ReferenceShape reference, byte[] digest) => CryptographicOperations.FixedTimeEquals(digest, reference.Digest);
}
