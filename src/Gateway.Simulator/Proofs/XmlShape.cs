using System.Globalization;
using System.Numerics;
using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;

namespace Gateway.Simulator.Proofs;

/// <summary>How one kind of message is signed. Chosen by who talks, never by what the message says of itself.</summary>
internal sealed record XmlShape(string Name, string Canonical, string Signature, string Digest, string Uri, string[] Transforms)
{
    public static readonly XNamespace Ds = "http://www.w3.org/2000/09/xmldsig#";

    private const string WithComments = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments";
    private const string Exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
    private const string Enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
    private const string RsaSha1 = "http://www.w3.org/2000/09/xmldsig#rsa-sha1";
    private const string Sha1 = "http://www.w3.org/2000/09/xmldsig#sha1";

    /// <summary>Bank messages 3.0: the whole document, the signature its last child.</summary>
    public static readonly XmlShape Bank30 = new("bank-3.0", WithComments, RsaSha1, Sha1, "", [Enveloped]);

    /// <summary>Bank messages 3.1: the Document element, the signature beside it.</summary>
    public static readonly XmlShape Bank31 = new("bank-3.1", WithComments, RsaSha1, Sha1, "#TCHQ", []);

    /// <summary>Member states, and what the gateway tells customs of payments.</summary>
    public static readonly XmlShape Member = new(
        "exclusive-sha256",
        Exclusive,
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        "http://www.w3.org/2001/04/xmlenc#sha256",
        "",
        [Enveloped, Exclusive]);

    public bool OfDocument => Uri.Length > 0;

    /// <summary>The one place where a signature of this shape stands.</summary>
    public XElement? PlaceIn(XElement root) => OfDocument ? root.Element("DigitalSignatures") : root;

    /// <summary>A closing canonicalisation in the reference is the shape's own or absent: both are common in the field.</summary>
    public bool Allows(IReadOnlyList<string> transforms) =>
        transforms.SequenceEqual(Transforms) || transforms.SequenceEqual(Transforms.Append(Canonical)) || transforms.Append(Canonical).SequenceEqual(Transforms);

    /// <summary>An empty signature for xmlsec1 to fill in; issuer and serial number it would leave empty beside a certificate.</summary>
    public XElement Template(X509Certificate2 signer) => new(
        Ds + "Signature",
        new XElement(
            Ds + "SignedInfo",
            Algorithm("CanonicalizationMethod", Canonical),
            Algorithm("SignatureMethod", Signature),
            new XElement(
                Ds + "Reference",
                new XAttribute("URI", Uri),
                Transforms.Length == 0 ? null : new XElement(Ds + "Transforms", Transforms.Select(t => Algorithm("Transform", t))),
                Algorithm("DigestMethod", Digest),
                new XElement(Ds + "DigestValue"))),
        new XElement(Ds + "SignatureValue"),
        new XElement(
            Ds + "KeyInfo",
            new XElement(Ds + "X509Data", IssuerSerial(signer), new XElement(Ds + "X509Certificate"))));

    private static XElement IssuerSerial(X509Certificate2 signer) => new(
        Ds + "X509IssuerSerial",
        new XElement(Ds + "X509IssuerName", signer.Issuer),
        new XElement(Ds + "X509SerialNumber", new BigInteger(signer.SerialNumberBytes.Span, isUnsigned: true, isBigEndian: true).ToString(CultureInfo.InvariantCulture)));

    private static XElement Algorithm(string name, string uri) => new(Ds + name, new XAttribute("Algorithm", uri));
}
