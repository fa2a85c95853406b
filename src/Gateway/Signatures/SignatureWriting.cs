using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;

namespace Gateway.Signatures;

/// <summary>Writes the one form of signature element that a profile has, as text to be put into the document.</summary>
internal static class SignatureWriting
{
    /// <summary>The signature over a digest, to stand where <paramref name="scope"/> is in scope.</summary>
    public static string Write(SignatureProfile profile, SigningKey key, string uri, byte[] digest, NamespaceScope scope)
    {
        using var opened = key.Open();
        var method = SignatureAlgorithm.For(opened, profile.SignatureMethods) ?? throw new SigningException(SignatureCodes.WeakKey);
        var info = Info(profile, method, uri, digest);
        var bytes = Canonical(info, profile, scope);
        var value = Convert.ToBase64String(method.Sign(bytes, opened));
        return $"<Signature xmlns=\"{XmlScan.Dsig}\">{info}<SignatureValue>{value}</SignatureValue>{KeyInfo(profile, key.Certificate)}</Signature>";
    }

    // What is signed is what a reader of the written text will canonicalise, not what was meant.
    private static byte[] Canonical(string info, SignatureProfile profile, NamespaceScope scope)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        document.LoadXml($"<Signature xmlns=\"{XmlScan.Dsig}\">{info}</Signature>");
        var element = new CanonicalElement();
        element.Take(document.DocumentElement!);
        scope.Push(element);
        var bytes = XmlCanonicalization.OfElement((XmlElement)document.DocumentElement!.FirstChild!, scope, profile.Canonical);
        scope.Pop();
        return bytes;
    }

    private static string Info(SignatureProfile profile, SignatureAlgorithm method, string uri, byte[] digest)
    {
        var text = new StringBuilder("<SignedInfo>");
        Algorithm(text, "CanonicalizationMethod", profile.Canonicalization);
        Algorithm(text, "SignatureMethod", method.Uri);
        text.Append(CultureInfo.InvariantCulture, $"<Reference URI=\"{uri}\">");
        if (profile.Transforms[0].Count > 0)
        {
            text.Append("<Transforms>");
            foreach (var transform in profile.Transforms[0])
            {
                Algorithm(text, "Transform", transform);
            }

            text.Append("</Transforms>");
        }

        Algorithm(text, "DigestMethod", profile.DigestMethods[0]);
        return text.Append(CultureInfo.InvariantCulture, $"<DigestValue>{Convert.ToBase64String(digest)}</DigestValue></Reference></SignedInfo>").ToString();
    }

    private static void Algorithm(StringBuilder text, string name, string algorithm)
    {
        var space = algorithm.IndexOf(' ', StringComparison.Ordinal);
        text.Append(CultureInfo.InvariantCulture, $"<{name} Algorithm=\"{(space < 0 ? algorithm : algorithm[..space])}\"");
        if (space > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"><XPath>{algorithm[(space + 1)..]}</XPath></{name}>");
        }
        else
        {
            text.Append(" />");
        }
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
