using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml;

namespace Gateway.Signatures;

/// <summary>What a signature says about its key: a hint that must name one certificate and agree with it, never a source of trust.</summary>
internal static class KeyHint
{
    private const int LongestName = 4096;

    /// <summary>The one certificate that KeyInfo offers, or <c>null</c> where it offers anything else.</summary>
    public static X509Certificate2? Read(XmlElement keyInfo)
    {
        return XmlForm.HasOnly(keyInfo) && XmlForm.Elements(keyInfo) is [var data] && XmlForm.Is(data, "X509Data") ? ReadData(data) : null;
    }

    /// <summary>The one certificate that X509Data offers, or <c>null</c>.</summary>
    public static X509Certificate2? ReadData(XmlElement data)
    {
        if (!XmlForm.HasOnly(data))
        {
            return null;
        }

        var parts = XmlForm.Elements(data) ?? [];
        var offered = parts.Where(part => XmlForm.Is(part, "X509Certificate")).ToList();
        var issued = parts.Where(part => XmlForm.Is(part, "X509IssuerSerial")).ToList();
        if (offered.Count != 1 || issued.Count > 1 || parts.Count != offered.Count + issued.Count)
        {
            return null;
        }

        var certificate = OfferedCertificates.Find(XmlForm.Base64(offered[0]));
        return certificate is null || issued.Count == 0 || Agrees(issued[0], certificate) ? certificate : null;
    }

    private static bool Agrees(XmlElement issued, X509Certificate2 certificate)
    {
        var parts = XmlForm.Elements(issued);
        if (parts is [] && XmlForm.HasOnly(issued))
        {
            // A widespread tool leaves the element of its template empty: it says nothing, the certificate beside it does.
            return true;
        }

        if (!XmlForm.HasOnly(issued) || !XmlForm.Are(parts, "X509IssuerName", "X509SerialNumber"))
        {
            return false;
        }

        var name = XmlForm.Leaf(parts![0]);
        var serial = XmlForm.Leaf(parts[1]);
        return name is { Length: <= LongestName } && serial is { Length: <= 64 }
            && BigInteger.TryParse(serial.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number == new BigInteger(certificate.SerialNumberBytes.Span, isUnsigned: true, isBigEndian: true)
            && IsIssuer(name.Trim(), certificate.IssuerName);
    }

    // Peers write the same name forwards or backwards, with or without spaces: the parts are compared, not the text.
    private static bool IsIssuer(string text, X500DistinguishedName issuer)
    {
        try
        {
            return Parts(new X500DistinguishedName(text)).SequenceEqual(Parts(issuer), StringComparer.Ordinal);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static IEnumerable<string> Parts(X500DistinguishedName name) =>
        name.EnumerateRelativeDistinguishedNames()
            .Select(part => part.HasMultipleElements
                ? Convert.ToHexString(part.RawData.Span)
                : part.GetSingleElementType().Value + "=" + part.GetSingleElementValue())
            .Order(StringComparer.Ordinal);
}
