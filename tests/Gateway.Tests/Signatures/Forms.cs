using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;
using Gateway.Signatures;

namespace Gateway.Tests.Signatures;

/// <summary>Sound arithmetic by the trusted key, another form than the profile's; and forms changed after signing.</summary>
internal static class Forms
{
    private const string RsaSha256 = SignedXml.XmlDsigRSASHA256Url;
    private const string XPath = "<XPath xmlns=\"http://www.w3.org/2000/09/xmldsig#\">1=1</XPath>";
    private static readonly Lazy<string> Signed = new(() => Papers.Signed(Papers.Enveloped));

    public static IEnumerable<Attack> All => [.. Algorithms(), .. References(), .. Transforms(), .. Children(), .. Tampered()];

    private static IEnumerable<Attack> Algorithms() =>
    [
        Forged("SHA-256 where SHA-1 is agreed", SignatureCodes.Algorithm, new Forger { Method = RsaSha256 }),
        Forged("SHA-256 digest where SHA-1 is agreed", SignatureCodes.Algorithm, new Forger { Digest = SignedXml.XmlDsigSHA256Url }),
        Forged("SHA-512 where SHA-1 is agreed", SignatureCodes.Algorithm, new Forger { Method = SignedXml.XmlDsigRSASHA512Url }),
        Forged("C14N without comments", SignatureCodes.Algorithm, new Forger { Canonicalization = Forger.PlainC14n }),
        Forged("exclusive C14N", SignatureCodes.Algorithm, new Forger { Canonicalization = Forger.ExclusiveC14n }),
        Forged("exclusive C14N with comments", SignatureCodes.Algorithm, new Forger { Canonicalization = SignedXml.XmlDsigExcC14NWithCommentsTransformUrl }),
        Forged("HMAC with the public key", SignatureCodes.Algorithm, new Forger { HmacKey = Signers.Bank.GetPublicKey() }),
        Exclusive("SHA-1 where SHA-256 is agreed", SignatureCodes.Algorithm, SignedXml.XmlDsigRSASHA1Url, SignedXml.XmlDsigSHA256Url),
        Exclusive("SHA-1 digest where SHA-256 is agreed", SignatureCodes.Algorithm, RsaSha256, SignedXml.XmlDsigSHA1Url),
        Changed("signature method with a parameter", SignatureCodes.Algorithm, "rsa-sha1\" />", "rsa-sha1\"><HMACOutputLength>8</HMACOutputLength></SignatureMethod>"),
        Changed("signature method missing", SignatureCodes.Shape, Method, ""),
        Changed("algorithm in other case", SignatureCodes.Algorithm, "xmldsig#rsa-sha1", "xmldsig#RSA-SHA1"),
        Changed("algorithm with a space", SignatureCodes.Algorithm, "xmldsig#rsa-sha1", "xmldsig#rsa-sha1 "),
    ];

    private static string Method => Signed.Value.Slice("<SignatureMethod", "/>");

    private static string Reference => Signed.Value.Slice("<Reference", "</Reference>");

    private static IEnumerable<Attack> References() =>
    [
        Changed("file reference", SignatureCodes.Reference, "URI=\"\"", "URI=\"file:///etc/passwd\""),
        Changed("http reference", SignatureCodes.Reference, "URI=\"\"", "URI=\"http://127.0.0.1:1/x\""),
        Changed("xpointer reference", SignatureCodes.Reference, "URI=\"\"", "URI=\"#xpointer(/)\""),
        Changed("reference to an id", SignatureCodes.Reference, "URI=\"\"", "URI=\"#x\""),
        Changed("no URI", SignatureCodes.Reference, " URI=\"\"", ""),
        Changed("reference to a Manifest", SignatureCodes.Reference, "URI=\"\"", "URI=\"\" Type=\"http://www.w3.org/2000/09/xmldsig#Manifest\""),
        Changed("no reference", SignatureCodes.Reference, Reference, ""),
        Changed("a hundred references", SignatureCodes.Reference, Reference, string.Concat(Enumerable.Repeat(Reference, 100))),
        Forged("two sound references", SignatureCodes.Reference, new Forger { References = 2 }),
        Forged("sound reference to an element", SignatureCodes.Reference, new Forger { Uri = "#H", Transforms = [] }, Papers.Payment.Cut("<Header>", "<Header Id=\"H\">")),
    ];

    private static IEnumerable<Attack> Transforms() =>
    [
        Changed("XSLT transform", SignatureCodes.Transform, "xmldsig#enveloped-signature", "../../TR/1999/REC-xslt-19991116"),
        Changed("XPath transform", SignatureCodes.Transform, "enveloped-signature\" /></Transforms>", $"enveloped-signature\" /><Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\">{XPath}</Transform></Transforms>"),
        Changed("transform with a parameter", SignatureCodes.Transform, "enveloped-signature\" /></Transforms>", $"enveloped-signature\">{XPath}</Transform></Transforms>"),
        Changed("enveloped twice", SignatureCodes.Transform, "<Transforms>", "<Transforms><Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\" />"),
        Changed("no transforms", SignatureCodes.Transform, Signed.Value.Slice("<Transforms>", "</Transforms>"), ""),
        Changed("empty transforms", SignatureCodes.Transform, Signed.Value.Slice("<Transforms>", "</Transforms>"), "<Transforms></Transforms>"),
        Forged("base64 transform", SignatureCodes.Transform, new Forger { Transforms = [new XmlDsigEnvelopedSignatureTransform(), new XmlDsigBase64Transform()] }),
        Forged("exclusive transform", SignatureCodes.Transform, new Forger { Transforms = [new XmlDsigEnvelopedSignatureTransform(), new XmlDsigExcC14NTransform()] }),
        Forged("prefix list", SignatureCodes.Transform, new Forger { Transforms = [new XmlDsigEnvelopedSignatureTransform(), new XmlDsigExcC14NTransform("a b")] }),
    ];

    private static IEnumerable<Attack> Children() =>
    [
        Forged("an Object", SignatureCodes.Object, new Forger { Object = MakeObject("<Evil/>") }),
        Forged("a Manifest", SignatureCodes.Object, new Forger { Object = MakeObject("<Manifest xmlns=\"http://www.w3.org/2000/09/xmldsig#\"/>") }),
        Changed("children in another order", SignatureCodes.Shape, "<SignatureValue>", "<KeyInfo/><SignatureValue>"),
        Changed("an unknown child", SignatureCodes.Shape, "</KeyInfo>", "</KeyInfo><Evil xmlns=\"urn:evil\"/>"),
        Changed("text between the children", SignatureCodes.Shape, "<SignatureValue>", "evil<SignatureValue>"),
        Changed("an attribute on the signature", SignatureCodes.Shape, "<Signature ", "<Signature evil=\"1\" "),
        Changed("an Id on SignedInfo", SignatureCodes.Shape, "<SignedInfo>", "<SignedInfo Id=\"i\">"),
        Changed("two values", SignatureCodes.Shape, "</SignatureValue>", "</SignatureValue><SignatureValue>AAAA</SignatureValue>"),
        Changed("no value", SignatureCodes.Shape, Signed.Value.Slice("<SignatureValue>", "</SignatureValue>"), ""),
        Changed("two DigestValues", SignatureCodes.Shape, "<DigestValue>", "<DigestValue>AAAA</DigestValue><DigestValue>"),
        Changed("an empty signature", SignatureCodes.Shape, Signed.Value.Signature(), "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"/>"),
    ];

    private static IEnumerable<Attack> Tampered() =>
    [
        Changed("text tampered", SignatureCodes.Digest, "<Amount>1000<", "<Amount>9000<"),
        Changed("attribute tampered", SignatureCodes.Digest, "code=\"a\"", "code=\"b\""),
        Changed("attribute added", SignatureCodes.Digest, "<Amount>", "<Amount currency=\"USD\">"),
        Changed("element renamed", SignatureCodes.Digest, "<Amount>1000</Amount>", "<Amounts>1000</Amounts>"),
        Changed("element moved into a namespace", SignatureCodes.Digest, "<Amount>", "<Amount xmlns=\"urn:evil\">"),
        Changed("white space added", SignatureCodes.Digest, "<Data>", "<Data> "),
        Changed("element dropped", SignatureCodes.Digest, "<Amount>1000</Amount>", ""),
        Changed("signature missing", SignatureCodes.None, Signed.Value.Signature(), ""),
        Changed("signature in another namespace", SignatureCodes.None, Signed.Value.Signature(), "<Signature xmlns=\"urn:evil\"/>"),
        Changed("value of zeros", SignatureCodes.Value, Value, $"<SignatureValue>{Convert.ToBase64String(new byte[256])}</SignatureValue>"),
        Changed("value too short", SignatureCodes.Value, Value, "<SignatureValue>AAAA</SignatureValue>"),
        Changed("value not base64", SignatureCodes.Value, Value, "<SignatureValue>?</SignatureValue>"),
        Changed("digest too short", SignatureCodes.Digest, Signed.Value.Slice("<DigestValue>", "</DigestValue>"), "<DigestValue>AAAA</DigestValue>"),
        Changed("digest of the tampered text", SignatureCodes.Value, Signed.Value.Slice("<DigestValue>", "</DigestValue>"), $"<DigestValue>{Convert.ToBase64String(new byte[20])}</DigestValue>"),
    ];

    private static string Value => Signed.Value.Slice("<SignatureValue>", "</SignatureValue>");

    private static Attack Forged(string name, string code, Forger forger, string xml = Papers.Payment) =>
        Attack.Of(name, Papers.Enveloped, code, () => forger.Sign(xml));

    private static Attack Exclusive(string name, string code, string method, string digest) =>
        Attack.Of(name, Papers.Exclusive, code, () => new Forger
        {
            Canonicalization = Forger.ExclusiveC14n,
            Method = method,
            Digest = digest,
            Transforms = [new XmlDsigEnvelopedSignatureTransform(), new XmlDsigExcC14NTransform()],
        }.Sign(Papers.Declaration));

    private static Attack Changed(string name, string code, string old, string replacement) =>
        Attack.Of(name, Papers.Enveloped, code, () => Signed.Value.Cut(old, replacement));

    private static DataObject MakeObject(string xml)
    {
        var document = new XmlDocument { XmlResolver = null };
        document.LoadXml($"<o>{xml}</o>");
        return new DataObject { Data = document.DocumentElement!.ChildNodes };
    }
}
