using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;

namespace Gateway.Tests.Signatures;

/// <summary>Signs anything in any way, soundly: what must be refused for its form has to be right in its arithmetic.</summary>
internal sealed class Forger
{
    public const string CommentsC14n = SignedXml.XmlDsigC14NWithCommentsTransformUrl;
    public const string PlainC14n = SignedXml.XmlDsigC14NTransformUrl;
    public const string ExclusiveC14n = SignedXml.XmlDsigExcC14NTransformUrl;

    public X509Certificate2 Key { get; init; } = Signers.Bank;

    public string Canonicalization { get; init; } = CommentsC14n;

    public string Method { get; init; } = SignedXml.XmlDsigRSASHA1Url;

    public string Digest { get; init; } = SignedXml.XmlDsigSHA1Url;

    public string Uri { get; init; } = "";

    public Transform[] Transforms { get; init; } = [new XmlDsigEnvelopedSignatureTransform()];

    public KeyInfoClause[]? KeyInfo { get; init; }

    public DataObject? Object { get; init; }

    public byte[]? HmacKey { get; init; }

    public int References { get; init; } = 1;

    /// <summary>The document with the signature as the last child of the element at an XPath.</summary>
    public string Sign(string xml, string place = "/*")
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        document.LoadXml(xml);
        var engine = new SignedXml(document);
        engine.SignedInfo!.CanonicalizationMethod = Canonicalization;
        for (var i = 0; i < References; i++)
        {
            engine.AddReference(MakeReference());
        }

        foreach (var clause in KeyInfo ?? [new KeyInfoX509Data(Key)])
        {
            engine.KeyInfo.AddClause(clause);
        }

        if (Object is not null)
        {
            engine.AddObject(Object);
        }

        Compute(engine);
        document.SelectSingleNode(place)!.AppendChild(document.ImportNode(engine.GetXml(), true));
        return document.OuterXml;
    }

    private Reference MakeReference()
    {
        var reference = new Reference(Uri) { DigestMethod = Digest };
        foreach (var transform in Transforms)
        {
            reference.AddTransform(transform);
        }

        return reference;
    }

    private void Compute(SignedXml engine)
    {
        if (HmacKey is not null)
        {
            using var hmac = new HMACSHA1(HmacKey);
            engine.ComputeSignature(hmac);
            return;
        }

        engine.SignedInfo!.SignatureMethod = Method;
        engine.SigningKey = Key.GetRSAPrivateKey();
        engine.ComputeSignature();
    }
}
