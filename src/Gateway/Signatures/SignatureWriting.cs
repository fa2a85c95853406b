using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;

namespace Gateway.Signatures;

/// <summary>Writes the one form of signature element that a profile has.</summary>
internal static class SignatureWriting
{
    /// <summary>Adds the signature to its place in a document that has room for it.</summary>
    public static void Add(XmlElement container, XmlElement signed, SignatureProfile profile, X509Certificate2 certificate, RSA key)
    {
        var uri = SignedPlace.UriOf(signed, profile);
        var digest = profile.Digest(CanonicalForm.OfCovered(signed, profile));
        var signature = (XmlElement)container.AppendChild(container.OwnerDocument.CreateElement("Signature", XmlScan.Dsig))!;
        var info = Append(signature, "SignedInfo");
        Append(info, "CanonicalizationMethod").SetAttribute("Algorithm", profile.Canonicalization);
        Append(info, "SignatureMethod").SetAttribute("Algorithm", profile.SignatureMethod);
        AddReference(info, uri, digest, profile);
        var value = Append(signature, "SignatureValue");
        AddKeyInfo(signature, profile, certificate);
        var bytes = key.SignData(CanonicalForm.OfPart(info, profile), profile.Hash, RSASignaturePadding.Pkcs1);
        value.InnerText = Convert.ToBase64String(bytes);
    }

    private static void AddReference(XmlElement info, string uri, byte[] digest, SignatureProfile profile)
    {
        var reference = Append(info, "Reference");
        reference.SetAttribute("URI", uri);
        if (profile.Transforms[0].Count > 0)
        {
            var transforms = Append(reference, "Transforms");
            foreach (var transform in profile.Transforms[0])
            {
                Append(transforms, "Transform").SetAttribute("Algorithm", transform);
            }
        }

        Append(reference, "DigestMethod").SetAttribute("Algorithm", profile.DigestMethod);
        Append(reference, "DigestValue").InnerText = Convert.ToBase64String(digest);
    }

    private static void AddKeyInfo(XmlElement signature, SignatureProfile profile, X509Certificate2 certificate)
    {
        var data = Append(Append(signature, "KeyInfo"), "X509Data");
        if (profile.WritesIssuerSerial)
        {
            var issued = Append(data, "X509IssuerSerial");
            Append(issued, "X509IssuerName").InnerText = certificate.Issuer;
            Append(issued, "X509SerialNumber").InnerText =
                new BigInteger(certificate.SerialNumberBytes.Span, isUnsigned: true, isBigEndian: true).ToString(CultureInfo.InvariantCulture);
        }

        Append(data, "X509Certificate").InnerText = Convert.ToBase64String(certificate.RawData);
    }

    private static XmlElement Append(XmlElement parent, string name) =>
        (XmlElement)parent.AppendChild(parent.OwnerDocument.CreateElement(name, XmlScan.Dsig))!;
}
