using System.Globalization;
using System.Security.Cryptography;
using System.Xml;

namespace Gateway.Signatures;

/// <summary>
/// The qualifying properties of an advanced signature (ETSI EN 319 132-1) in the one form that is read and written: when it was signed, by
/// which certificate, and, where the level asks for it, time-stamps of the signature value and answers to judge it by. Anything else is refused.
/// </summary>
internal sealed record XadesProperties(XmlElement Signed, string Id, DateTimeOffset? SigningTime, HashAlgorithmName Hash, byte[] CertificateDigest, IReadOnlyList<XadesTimeStamp> TimeStamps)
{
    public const string Space = "http://uri.etsi.org/01903/v1.3.2#";
    public const string SignedType = "http://uri.etsi.org/01903#SignedProperties";
    private const int MostTimeStamps = 4;

    /// <summary>What a long-term signature brought with it.</summary>
    public EmbeddedAnswers? Embedded { get; private init; }

    /// <summary>The properties of a signature, or <c>null</c> where they have another form or belong to something else.</summary>
    public static XadesProperties? Read(XmlElement signature, SignatureProfile profile)
    {
        var objects = XmlForm.Elements(signature)?.Where(child => XmlForm.Is(child, "Object")).ToList();
        if (objects is not [var holder] || !XmlForm.HasOnly(holder, "Id") || XmlForm.Elements(holder) is not [var qualifying]
            || !Is(qualifying, "QualifyingProperties") || !XmlForm.HasOnly(qualifying, "Target", "Id") || qualifying.GetAttribute("Target") != "#" + signature.GetAttribute("Id")
            || XmlForm.Elements(qualifying) is not { Count: 1 or 2 } parts
            || !Is(parts[0], "SignedProperties") || !XmlForm.HasOnly(parts[0], "Id") || !SignatureProfiles.IsId(parts[0].GetAttribute("Id")))
        {
            return null;
        }

        var (stamps, embedded) = parts.Count == 1 ? ([], null) : Unsigned(parts[1], profile.Level);
        return stamps is null || stamps.Count > MostTimeStamps || OfSigned(parts[0], profile, stamps) is not { } properties ? null : properties with { Embedded = embedded };
    }

    private static XadesProperties? OfSigned(XmlElement signed, SignatureProfile profile, IReadOnlyList<XadesTimeStamp> stamps)
    {
        var groups = XmlForm.Elements(signed);
        if (groups is not { Count: 1 or 2 } || !Is(groups[0], "SignedSignatureProperties") || !XmlForm.HasOnly(groups[0], "Id")
            || (groups.Count == 2 && (!Is(groups[1], "SignedDataObjectProperties") || XmlForm.Elements(groups[1])?.TrueForAll(each => Is(each, "DataObjectFormat")) != true)))
        {
            return null;
        }

        var inside = XmlForm.Elements(groups[0]) ?? [];
        var time = inside.Find(each => Is(each, "SigningTime"));
        var certificate = inside.Find(each => Is(each, "SigningCertificateV2")) ?? inside.Find(each => Is(each, "SigningCertificate"));
        DateTimeOffset moment = default;
        return certificate is null || inside.Count != (time is null ? 1 : 2)
            || (time is not null && !DateTimeOffset.TryParse(XmlForm.Leaf(time), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out moment))
            || DigestOf(certificate, profile) is not var (hash, digest)
            ? null
            : new XadesProperties(signed, signed.GetAttribute("Id"), time is null ? null : moment, hash, digest, stamps);
    }

    // The first certificate named is the signer's; what is said of its issuer beside the digest adds nothing to it.
    private static (HashAlgorithmName Hash, byte[] Digest)? DigestOf(XmlElement certificate, SignatureProfile profile)
    {
        if (XmlForm.Elements(certificate) is not [var one] || !Is(one, "Cert") || XmlForm.Elements(one) is not { Count: 1 or 2 } parts || !Is(parts[0], "CertDigest")
            || XmlForm.Elements(parts[0]) is not [var method, var value] || !XmlForm.Is(method, "DigestMethod") || !XmlForm.Is(value, "DigestValue"))
        {
            return null;
        }

        var name = profile.DigestMethods.FirstOrDefault(accepted => XmlForm.IsAlgorithm(method, accepted));
        return name is not null && SignatureAlgorithm.Digest(name) is { } hash && XmlForm.Base64(value) is { } digest ? (hash, digest) : null;
    }

    // First the time-stamps; behind them, at the level that has them and there alone, certificates and answers.
    private static (List<XadesTimeStamp>? Stamps, EmbeddedAnswers? Embedded) Unsigned(XmlElement unsigned, SignatureLevel level)
    {
        if (level == SignatureLevel.Basic || !Is(unsigned, "UnsignedProperties") || !XmlForm.HasOnly(unsigned, "Id") || XmlForm.Elements(unsigned) is not [var group]
            || !Is(group, "UnsignedSignatureProperties") || !XmlForm.HasOnly(group, "Id") || XmlForm.Elements(group) is not { } inside)
        {
            return default;
        }

        var stamps = inside.TakeWhile(each => Is(each, "SignatureTimeStamp")).Select(XadesTimeStamp.Read).ToList();
        var embedded = level == SignatureLevel.LongTerm && inside.Count == stamps.Count + 2 ? EmbeddedAnswers.Read(inside[^2], inside[^1]) : null;
        return stamps.Contains(null) || (level == SignatureLevel.LongTerm ? embedded is null : inside.Count != stamps.Count) ? default : (stamps.ConvertAll(stamp => stamp!), embedded);
    }

    internal static bool Is(XmlElement element, string name) => element.LocalName == name && element.NamespaceURI == Space;
}

/// <summary>A time-stamp of the signature value: how the value was made canonical, and the token (RFC 3161).</summary>
internal sealed record XadesTimeStamp(CanonicalMethod Method, byte[] Token)
{
    public static XadesTimeStamp? Read(XmlElement element)
    {
        var parts = XmlForm.Elements(element);
        var method = parts is [var canonical, _] && XmlForm.Is(canonical, "CanonicalizationMethod")
            ? CanonicalMethod.All.FirstOrDefault(known => XmlForm.IsAlgorithm(canonical, known.Uri))
            : parts is [_] ? CanonicalMethod.Inclusive : null;
        return method is not null && XadesProperties.Is(parts![^1], "EncapsulatedTimeStamp") && XmlForm.Base64(parts[^1], ["Id", "Encoding"]) is { } token
            ? new XadesTimeStamp(method, token)
            : null;
    }
}
