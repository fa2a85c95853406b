using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Signatures;

/// <summary>Writes the qualifying properties of a signature: XAdES baseline B, the time-stamp that makes it T, and where the answers stand that make it LT.</summary>
internal static class XadesWriting
{
    private const string End = "</xades:QualifyingProperties>";

    /// <summary>The Object with the signed properties; <paramref name="mark"/> tells the ids of one signature from those of others.</summary>
    public static string Object(SignatureOrder order, string mark)
    {
        var (certificate, method) = (order.Key.Certificate, order.Profile.DigestMethods[0]);
        var digest = CryptographicOperations.HashData(SignatureAlgorithm.Digest(method)!.Value, certificate.RawDataMemory.Span);
        var time = order.At?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? throw new ArgumentException($"{order.Profile.Id} claims a signing time, and none is given");
        return $"<Object><xades:QualifyingProperties xmlns:xades=\"{XadesProperties.Space}\" Target=\"#sig-{mark}\">"
            + $"<xades:SignedProperties Id=\"sp-{mark}\"><xades:SignedSignatureProperties><xades:SigningTime>{time}</xades:SigningTime>"
            + $"<xades:SigningCertificateV2><xades:Cert><xades:CertDigest><DigestMethod Algorithm=\"{method}\" /><DigestValue>{Convert.ToBase64String(digest)}</DigestValue></xades:CertDigest>"
            + $"<xades:IssuerSerialV2>{Convert.ToBase64String(IssuerSerial(certificate))}</xades:IssuerSerialV2></xades:Cert></xades:SigningCertificateV2></xades:SignedSignatureProperties>"
            + $"<xades:SignedDataObjectProperties><xades:DataObjectFormat ObjectReference=\"#ref-{mark}\"><xades:MimeType>text/xml</xades:MimeType></xades:DataObjectFormat></xades:SignedDataObjectProperties>"
            + $"</xades:SignedProperties>{End}</Object>";
    }

    /// <summary>The text to put before the end of the properties of a signature whose prefix for them is ours, and where; negative where it is none.</summary>
    public static (int At, string Text) TimeStamp(ReadOnlySpan<byte> xml, byte[] token) =>
        (xml.LastIndexOf("</xades:QualifyingProperties>"u8),
            $"<xades:UnsignedProperties><xades:UnsignedSignatureProperties><xades:SignatureTimeStamp><CanonicalizationMethod xmlns=\"{XmlScan.Dsig}\" Algorithm=\"{CanonicalMethod.ExclusiveOnly.Uri}\" />"
            + $"<xades:EncapsulatedTimeStamp>{Convert.ToBase64String(token)}</xades:EncapsulatedTimeStamp></xades:SignatureTimeStamp></xades:UnsignedSignatureProperties></xades:UnsignedProperties>");

    /// <summary>Where the time-stamps of a signature that we wrote end; negative where there are none.</summary>
    public static int EndOfTimeStamps(ReadOnlySpan<byte> xml) => xml.LastIndexOf("</xades:UnsignedSignatureProperties>"u8);

    // IssuerSerial of RFC 5035: the issuer as a general name, and the serial number.
    private static byte[] IssuerSerial(X509Certificate2 certificate)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 4)))
            {
                writer.WriteEncodedValue(certificate.IssuerName.RawData);
            }

            writer.WriteInteger(new BigInteger(certificate.SerialNumberBytes.Span, isUnsigned: true, isBigEndian: true));
        }

        return writer.Encode();
    }
}
