using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using Gateway.Signatures;

namespace Gateway.Tests.Signatures;

/// <summary>Signatures with properties, SOAP messages, and a time-stamp authority of this run; and the ways to cheat with them.</summary>
internal static class Propertied
{
    public const string Envelope = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><Order><Amount>1000</Amount></Order></s:Body></s:Envelope>";
    private static readonly Lazy<X509Certificate2> LazyAuthority = new(() => MakeAuthority("CN=Time"));
    private static readonly Lazy<X509Certificate2> LazyImpostor = new(() => MakeAuthority("CN=Other time"));
    private static readonly Lazy<string> Basic = new(() => Papers.Text(Sign(Papers.Declaration, XadesB)));
    private static readonly Lazy<string> Timed = new(() => Papers.Text(Stamped(Sign(Papers.Declaration, XadesT), Authority)));
    private static readonly Lazy<string> Soap = new(() => Papers.Text(Sign(Envelope, SoapBody)));

    private static readonly Lazy<string> Fresh = new(() => Papers.Text(Sign(Envelope, SoapBody with { Fresh = true })));

    public static X509Certificate2 Authority => LazyAuthority.Value;

    public static X509Certificate2 Impostor => LazyImpostor.Value;

    public static SignatureProfile XadesB => KnownProfiles.Of("generic/xades-b");

    public static SignatureProfile XadesT => KnownProfiles.Of("generic/xades-t");

    public static SignatureProfile SoapBody => KnownProfiles.Of("generic/soap-body");

    public static IEnumerable<Attack> All =>
    [
        Of("properties left out", XadesB, SignatureCodes.Shape, () => Basic.Value.Cut(Basic.Value.Slice("<Object>", "</Object>"), "")),
        Of("properties of another signature", XadesB, SignatureCodes.Properties, () => Basic.Value.Cut("Target=\"#sig-", "Target=\"#other-")),
        Of("signing time changed", XadesB, SignatureCodes.Digest, () => Basic.Value.Cut("2026-11-23T", "2026-11-22T")),
        Of("digest of another certificate", XadesB, SignatureCodes.Properties, () => Basic.Value.Cut(Certified, Certified[..Certified.IndexOf("<DigestValue>", StringComparison.Ordinal)] + $"<DigestValue>{Convert.ToBase64String(new byte[32])}</DigestValue>")),
        Of("properties not referenced", XadesB, SignatureCodes.Reference, () => Basic.Value.Cut(Basic.Value.Slice("<Reference URI=\"#sp-", "</Reference>"), "")),
        Of("unknown signed property", XadesB, SignatureCodes.Properties, () => Basic.Value.Cut("<xades:SigningTime>", "<xades:SignerRoleV2/><xades:SigningTime>")),
        Of("unsigned properties in a plain one", XadesB, SignatureCodes.Properties, () => Timed.Value),
        Of("plain signature where properties are agreed", XadesB, SignatureCodes.Shape, () => Papers.Text(Sign(Papers.Declaration, KnownProfiles.Of("generic/enveloped")))),
        Of("properties where none are agreed", KnownProfiles.Of("generic/enveloped"), SignatureCodes.Object, () => Basic.Value),
        Of("body changed under properties", XadesB, SignatureCodes.Digest, () => Basic.Value.Cut("1000", "9000")),
        Of("no time-stamp", XadesT, SignatureCodes.TimeStamp, () => Basic.Value),
        Of("time-stamp of another signature", XadesT, SignatureCodes.TimeStamp, () => Timed.Value.Cut(TokenOf(Timed.Value), TokenOf(Papers.Text(Stamped(Sign(Papers.Declaration.Cut("1000", "1"), XadesT), Authority))))),
        Of("time-stamp of nobody trusted for it", XadesT, SignatureCodes.TimeAuthority, () => Timed.Value.Cut(TokenOf(Timed.Value), Convert.ToBase64String(Token(XmlSignatures.ToBeTimeStamped(Papers.Bytes(Timed.Value), XadesT), Impostor)))),
        Of("time-stamp that is noise", XadesT, SignatureCodes.TimeStamp, () => Timed.Value.Cut(TokenOf(Timed.Value), "AAAA")),
        Of("SOAP body changed", SoapBody, SignatureCodes.Digest, () => Soap.Value.Cut("1000", "9000")),
        Of("second SOAP body", SoapBody, SignatureCodes.Coverage, () => Soap.Value.Cut("</s:Envelope>", "<s:Body><Order/></s:Body></s:Envelope>")),
        Of("signed body moved into the header", SoapBody, SignatureCodes.Coverage, () =>
            Soap.Value.Cut(Soap.Value.Slice("<s:Body", "</s:Body>"), "<s:Body><Order/></s:Body>").Cut("<wsse:Security", $"<Wrapper>{Soap.Value.Slice("<s:Body", "</s:Body>")}</Wrapper><wsse:Security")),
        Of("signed body moved, its twin with another id", SoapBody, SignatureCodes.Reference, () =>
            Soap.Value.Cut(Soap.Value.Slice("<s:Body", "</s:Body>"), Soap.Value.Slice("<s:Body", "</s:Body>").Cut("\"body\"", "\"evil\"")).Cut("<wsse:Security", $"<Wrapper>{Soap.Value.Slice("<s:Body", "</s:Body>")}</Wrapper><wsse:Security")),
        Of("security header in the body", SoapBody, SignatureCodes.Place, () =>
            Soap.Value.Cut(Soap.Value.Slice("<wsse:Security", "</wsse:Security>"), "").Cut("<Order>", Soap.Value.Slice("<wsse:Security", "</wsse:Security>") + "<Order>")),
        Of("something else in the security header", SoapBody, SignatureCodes.Shape, () => Soap.Value.Cut("<wsse:BinarySecurityToken", "<wsse:UsernameToken/><wsse:BinarySecurityToken")),
        Of("time-stamp header not signed", SoapBody, SignatureCodes.Coverage, () => Soap.Value.Cut("<wsse:BinarySecurityToken", "<wsu:Timestamp><wsu:Created>2026-11-23T02:15:00Z</wsu:Created></wsu:Timestamp><wsse:BinarySecurityToken")),
        Of("no time-stamp header where one is asked for", SoapBody with { Fresh = true }, SignatureCodes.Untimed, () => Soap.Value),
        Of("time-stamp header taken out", SoapBody with { Fresh = true }, SignatureCodes.Untimed, () => Fresh.Value.Cut(Fresh.Value.Slice("<wsu:Timestamp", "</wsu:Timestamp>"), "")),
        Of("time-stamp header made longer", SoapBody with { Fresh = true }, SignatureCodes.Digest, () => Fresh.Value.Cut("<wsu:Expires>2026-", "<wsu:Expires>2027-")),
        Of("time-stamp header of another message", SoapBody with { Fresh = true }, SignatureCodes.Digest, () =>
            Fresh.Value.Cut(Fresh.Value.Slice("<wsu:Created>", "</wsu:Created>"), "<wsu:Created>2026-11-23T02:16:00.000Z</wsu:Created>")),
        Of("time-stamp header not signed, the signature of one without", SoapBody with { Fresh = true }, SignatureCodes.Reference, () =>
            Soap.Value.Cut("<wsse:BinarySecurityToken", Fresh.Value.Slice("<wsu:Timestamp", "</wsu:Timestamp>") + "<wsse:BinarySecurityToken")),
        Of("second time-stamp header", SoapBody, SignatureCodes.Shape, () => Fresh.Value.Cut("<wsse:BinarySecurityToken", "<wsu:Timestamp><wsu:Created>2026-11-23T02:15:00Z</wsu:Created></wsu:Timestamp><wsse:BinarySecurityToken")),
        Of("second security header before", SoapBody, SignatureCodes.Many, () => Soap.Value.Cut("<wsse:Security", "<wsse:Security xmlns:wsse=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd\"/><wsse:Security")),
        Of("second security header behind", SoapBody, SignatureCodes.Many, () => Soap.Value.Cut("</s:Header>", "<wsse:Security xmlns:wsse=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd\"/></s:Header>")),
        Of("token of another name", SoapBody, SignatureCodes.KeyInfo, () => Soap.Value.Cut("<wsse:Reference URI=\"#token", "<wsse:Reference URI=\"#nothing")),
        Of("signed long ago", SoapBody, SignatureCodes.Stale, () => Papers.Text(SoapTimes.Signed("2026-11-22T02:15:00Z"))),
        Of("signed hours ago, for ever", SoapBody, SignatureCodes.Stale, () => Papers.Text(SoapTimes.Signed("2026-11-23T00:15:00Z", "2036-11-23T00:15:00Z"))),
        Of("ended long ago", SoapBody, SignatureCodes.Stale, () => Papers.Text(SoapTimes.Signed("2026-11-23T02:00:00Z", "2026-11-23T02:05:00Z"))),
        Of("not a SOAP message", SoapBody, SignatureCodes.Coverage, () => Papers.Text(Sign(Papers.Declaration, KnownProfiles.Of("generic/enveloped")))),
    ];

    public static byte[] Sign(string xml, SignatureProfile profile) => XmlSignatures.Sign(Papers.Bytes(xml), profile, SigningKey.Of(Signers.Bank), Signers.At);

    public static byte[] Stamped(byte[] signed, X509Certificate2 authority) =>
        XmlSignatures.AddTimeStamp(signed, XadesT, Token(XmlSignatures.ToBeTimeStamped(signed, XadesT), authority), TrustedSigners.Pin(authority));

    /// <summary>A token of RFC 3161 over bytes.</summary>
    public static byte[] Token(byte[] bytes, X509Certificate2 authority)
    {
        var info = new Rfc3161TimestampTokenInfo(
            new Oid("1.3.6.1.4.1.99999.1"), new Oid("2.16.840.1.101.3.4.2.1"), SHA256.HashData(bytes), new byte[] { 1 }, Signers.At.AddMinutes(-1));
        var signed = new SignedCms(new ContentInfo(new Oid("1.2.840.113549.1.9.16.1.4"), info.Encode()));
        var signer = new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, authority) { DigestAlgorithm = new Oid("2.16.840.1.101.3.4.2.1") };
        signer.SignedAttributes.Add(new AsnEncodedData(new Oid("1.2.840.113549.1.9.16.2.47"), SigningCertificate(authority)));
        signed.ComputeSignature(signer);
        return signed.Encode();
    }

    private static string Certified => Basic.Value.Slice("<xades:CertDigest>", "</DigestValue>");

    private static string TokenOf(string xml) => xml.Slice("<xades:EncapsulatedTimeStamp>", "</xades:EncapsulatedTimeStamp>")["<xades:EncapsulatedTimeStamp>".Length..^"</xades:EncapsulatedTimeStamp>".Length];

    private static Attack Of(string name, SignatureProfile profile, string code, Func<string> make) => Attack.Of(name, profile, code, make);

    private static byte[] SigningCertificate(X509Certificate2 certificate)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            writer.WriteOctetString(SHA256.HashData(certificate.RawData));
        }

        return writer.Encode();
    }

    private static X509Certificate2 MakeAuthority(string subject)
    {
        var request = new CertificateRequest(subject, RSA.Create(2048), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.8")], critical: true));
        return request.CreateSelfSigned(Signers.At.AddMonths(-6), Signers.At.AddMonths(6));
    }
}
