using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;
using Xunit;

namespace Gateway.Host.Tests.Simulator;

/// <summary>The stand-in gateway's signing, by the framework's own classes.</summary>
internal static class GatewaySignatures
{
    private const string WithComments = SignedXml.XmlDsigC14NWithCommentsTransformUrl;

    public static string Bank30(string xml, X509Certificate2 key) =>
        Sign(xml, key, "", WithComments, SignedXml.XmlDsigRSASHA1Url, SignedXml.XmlDsigSHA1Url, "/*", new XmlDsigEnvelopedSignatureTransform());

    public static string Bank31(string xml, X509Certificate2 key) =>
        Sign(xml, key, "#TCHQ", WithComments, SignedXml.XmlDsigRSASHA1Url, SignedXml.XmlDsigSHA1Url, "/*/DigitalSignatures", new XmlDsigC14NWithCommentsTransform());

    public static string Exclusive(string xml, X509Certificate2 key) => Sign(
        xml, key, "", SignedXml.XmlDsigExcC14NTransformUrl, SignedXml.XmlDsigRSASHA256Url, SignedXml.XmlDsigSHA256Url, "/*",
        new XmlDsigEnvelopedSignatureTransform(), new XmlDsigExcC14NTransform());

    /// <summary>Verifies what the simulator signed, with the certificate of its partner.</summary>
    public static bool Verify(string xml, X509Certificate2 certificate)
    {
        var document = Load(xml);
        var signed = new SignedXml(document);
        signed.LoadXml((XmlElement)document.GetElementsByTagName("Signature", SignedXml.XmlDsigNamespaceUrl)[0]!);
        return signed.CheckSignature(certificate, verifySignatureOnly: true);
    }

    public static (string ContentType, byte[] Body) Smime(byte[] content, X509Certificate2 key)
    {
        byte[] part = [.. "Content-Type: text/plain; charset=UTF-8\r\n\r\n"u8, .. content];
        var cms = new SignedCms(new ContentInfo(part), detached: true);
        cms.ComputeSignature(new CmsSigner(key) { DigestAlgorithm = new Oid("1.3.14.3.2.26"), IncludeOption = X509IncludeOption.EndCertOnly });
        var signature = Convert.ToBase64String(cms.Encode(), Base64FormattingOptions.InsertLineBreaks);
        byte[] body =
        [
            .. "--edge\r\n"u8, .. part, .. "\r\n--edge\r\nContent-Type: application/x-pkcs7-signature; name=\"smime.p7s\"\r\n"u8,
            .. "Content-Transfer-Encoding: base64\r\n\r\n"u8, .. Encoding.ASCII.GetBytes(signature), .. "\r\n--edge--\r\n"u8,
        ];
        return ("multipart/signed; micalg=\"sha1\"; protocol=\"application/x-pkcs7-signature\"; boundary=\"edge\"", body);
    }

    /// <summary>The content of what customs signed, verified with its certificate.</summary>
    public static byte[] OpenSmime(byte[] body, string contentType, X509Certificate2 certificate)
    {
        var text = Encoding.Latin1.GetString(body);
        var boundary = "--" + contentType.Split("boundary=\"")[1].TrimEnd('"');
        var parts = text.Split(boundary);
        var part = Encoding.Latin1.GetBytes(parts[1][2..^2]);
        var cms = new SignedCms(new ContentInfo(part), detached: true);
        cms.Decode(Convert.FromBase64String(parts[2][(parts[2].IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..].Trim()));
        cms.CheckSignature(verifySignatureOnly: true);
        Assert.Equal(certificate.Thumbprint, Assert.Single(cms.SignerInfos.Cast<SignerInfo>()).Certificate!.Thumbprint);
        return part[(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4 - boundary.Length - 2)..];
    }

    private static string Sign(string xml, X509Certificate2 key, string uri, string canonical, string method, string digest, string place, params Transform[] transforms)
    {
        var document = Load(xml);
        var reference = new Reference(uri) { DigestMethod = digest };
        foreach (var transform in transforms)
        {
            reference.AddTransform(transform);
        }

        var signed = new SignedXml(document) { SigningKey = key.GetRSAPrivateKey() };
        signed.SignedInfo!.CanonicalizationMethod = canonical;
        signed.SignedInfo.SignatureMethod = method;
        signed.AddReference(reference);
        var data = new KeyInfoX509Data(key);
        data.AddIssuerSerial(key.Issuer, key.SerialNumber);
        signed.KeyInfo.AddClause(data);
        signed.ComputeSignature();
        document.SelectSingleNode(place)!.AppendChild(document.ImportNode(signed.GetXml(), deep: true));
        return document.OuterXml;
    }

    private static XmlDocument Load(string xml)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        document.LoadXml(xml);
        return document;
    }
}
