using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;
using Gateway.Signatures.Platform;

namespace Gateway.Signatures;

/// <summary>What a signature is made of.</summary>
/// <param name="Profile">Its form.</param>
/// <param name="Key">Who signs.</param>
/// <param name="At">The signing time to be claimed, where the profile claims one.</param>
internal sealed record SignatureOrder(SignatureProfile Profile, SigningKey Key, DateTimeOffset? At);

/// <summary>Writes the one form of signature element that a profile has, as text to be put into the document.</summary>
internal sealed class SignatureWriting(SignatureOrder order, NamespaceScope scope)
{
    private readonly SignatureProfile _profile = order.Profile;

    /// <summary>The signature over a digest, to stand where the scope is in scope; <paramref name="keyInfo"/>: where its key is named in another way; <paramref name="beside"/>: what else is signed.</summary>
    public string Write(string uri, byte[] digest, string? keyInfo = null, (string Uri, byte[] Digest)? beside = null)
    {
        using var opened = order.Key.Open();
        var method = SignatureAlgorithm.For(opened, _profile.SignatureMethods) ?? throw new SigningException(SignatureCodes.WeakKey);
        var mark = Convert.ToHexStringLower(digest.AsSpan(0, 8));
        var properties = _profile.Level == SignatureLevel.Plain ? "" : XadesWriting.Object(order, mark);
        var start = _profile.Level == SignatureLevel.Plain ? $"<Signature xmlns=\"{XmlScan.Dsig}\">" : $"<Signature xmlns=\"{XmlScan.Dsig}\" Id=\"sig-{mark}\">";
        var info = Info(method, uri, digest, properties.Length == 0 ? null : (mark, PropertiesDigest(start, properties)), beside);
        var value = Convert.ToBase64String(method.Sign(Canonical(start + info + "</Signature>", "SignedInfo"), opened));
        return $"{start}{info}<SignatureValue>{value}</SignatureValue>{keyInfo ?? KeyInfo(_profile, order.Key.Certificate)}{properties}</Signature>";
    }

    /// <summary>The digest of what is to be covered, by the engine of the profile.</summary>
    public static byte[] Digest(SignatureProfile profile, ReadOnlySpan<byte> xml, SignedParts parts, string uri) => profile.Engine == SignatureEngine.Platform
        ? PlatformCanonical.Digest(xml, profile, uri)
        : parts.Covered.Digest(SignatureAlgorithm.Digest(profile.DigestMethods[0])!.Value);

    private byte[] PropertiesDigest(string start, string properties) =>
        CryptographicOperations.HashData(SignatureAlgorithm.Digest(_profile.DigestMethods[0])!.Value, Canonical(start + properties + "</Signature>", "SignedProperties"));

    // What is signed is what a reader of the written text will canonicalise, not what was meant.
    private byte[] Canonical(string signature, string part)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        document.LoadXml(signature);
        if (_profile.Engine == SignatureEngine.Platform)
        {
            return PlatformCanonical.InScope(document.GetElementsByTagName(part, "*").OfType<XmlElement>().Single(), scope, _profile.Canonical);
        }

        var root = new CanonicalElement();
        root.Take(document.DocumentElement!);
        var inside = scope.Copy();
        inside.Push(root);
        var captured = new CapturedTree(root, inside, 0, 0);
        var imported = captured.Adopt(document.DocumentElement!);
        return captured.Canonical(imported.GetElementsByTagName(part, "*").OfType<XmlElement>().Single(), _profile.Canonical);
    }

    private string Info(SignatureAlgorithm method, string uri, byte[] digest, (string Mark, byte[] Digest)? properties, (string Uri, byte[] Digest)? beside)
    {
        var text = new StringBuilder("<SignedInfo>");
        Algorithm(text, "CanonicalizationMethod", _profile.Canonicalization);
        Algorithm(text, "SignatureMethod", method.Uri);
        Reference(text, properties is null ? $"URI=\"{uri}\"" : $"Id=\"ref-{properties.Value.Mark}\" URI=\"{uri}\"", _profile.Transforms[0], digest);
        if (properties is var (mark, own))
        {
            Reference(text, $"URI=\"#sp-{mark}\" Type=\"{XadesProperties.SignedType}\"", [_profile.Canonicalization], own);
        }

        if (beside is var (other, signed))
        {
            Reference(text, $"URI=\"{other}\"", _profile.Transforms[0], signed);
        }

        return text.Append("</SignedInfo>").ToString();
    }

    private void Reference(StringBuilder text, string attributes, IReadOnlyList<string> transforms, byte[] digest)
    {
        text.Append(CultureInfo.InvariantCulture, $"<Reference {attributes}>");
        if (transforms.Count > 0)
        {
            text.Append("<Transforms>");
            foreach (var transform in transforms)
            {
                Algorithm(text, "Transform", transform);
            }

            text.Append("</Transforms>");
        }

        Algorithm(text, "DigestMethod", _profile.DigestMethods[0]);
        text.Append(CultureInfo.InvariantCulture, $"<DigestValue>{Convert.ToBase64String(digest)}</DigestValue></Reference>");
    }

    private static void Algorithm(StringBuilder text, string name, string algorithm)
    {
        var space = algorithm.IndexOf(' ', StringComparison.Ordinal);
        text.Append(CultureInfo.InvariantCulture, $"<{name} Algorithm=\"{(space < 0 ? algorithm : algorithm[..space])}\"");
        text.Append(space < 0 ? " />" : $"><XPath>{algorithm[(space + 1)..]}</XPath></{name}>");
    }

    private static string KeyInfo(SignatureProfile profile, X509Certificate2 certificate)
    {
        var issued = "";
        if (profile.WritesIssuerSerial)
        {
            var serial = new BigInteger(certificate.SerialNumberBytes.Span, isUnsigned: true, isBigEndian: true).ToString(CultureInfo.InvariantCulture);
            var issuer = System.Security.SecurityElement.Escape(certificate.Issuer);
            issued = $"<X509IssuerSerial><X509IssuerName>{issuer}</X509IssuerName><X509SerialNumber>{serial}</X509SerialNumber></X509IssuerSerial>";
        }

        return $"<KeyInfo><X509Data>{issued}<X509Certificate>{Convert.ToBase64String(certificate.RawDataMemory.Span)}</X509Certificate></X509Data></KeyInfo>";
    }
}
