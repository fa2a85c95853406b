using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;

namespace Gateway.Tests.Signatures;

/// <summary>A SOAP message signed by the framework the way other stacks do: body and time-stamp, the certificate in the key information.</summary>
internal static class SoapTimes
{
    private const string Utility = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
    private const string Extension = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";

    public static byte[] Signed(string created, string? expires = null)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        document.LoadXml($"""
            <e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:u="{Utility}"><e:Header><w:Security xmlns:w="{Extension}"><u:Timestamp u:Id="TS"><u:Created>{created}</u:Created>{(expires is null ? "" : $"<u:Expires>{expires}</u:Expires>")}</u:Timestamp></w:Security></e:Header><e:Body u:Id="B1"><Order xmlns="urn:o">1</Order></e:Body></e:Envelope>
            """);
        var engine = new ById(document) { SigningKey = Signers.Bank.GetRSAPrivateKey() };
        engine.SignedInfo!.CanonicalizationMethod = SignedXml.XmlDsigExcC14NTransformUrl;
        engine.SignedInfo.SignatureMethod = SignedXml.XmlDsigRSASHA256Url;
        foreach (var id in new[] { "#B1", "#TS" })
        {
            var reference = new Reference(id) { DigestMethod = SignedXml.XmlDsigSHA256Url };
            reference.AddTransform(new XmlDsigExcC14NTransform());
            engine.AddReference(reference);
        }

        engine.KeyInfo.AddClause(new KeyInfoX509Data(Signers.Bank));
        engine.ComputeSignature();
        document.GetElementsByTagName("Security", Extension)[0]!.AppendChild(document.ImportNode(engine.GetXml(), true));
        return Papers.Bytes(document.OuterXml);
    }

    private sealed class ById(XmlDocument document) : SignedXml(document)
    {
        public override XmlElement? GetIdElement(XmlDocument? document, string idValue) => document?.SelectNodes("//*")?.OfType<XmlElement>().FirstOrDefault(element => element.GetAttribute("Id", Utility) == idValue);
    }
}
