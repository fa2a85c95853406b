using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Signatures;
using Gateway.Tests.Signatures.Revocations;

namespace Gateway.Tests.Signatures;

/// <summary>Long-term signatures: with certificates and revocation answers inside; and the ways to cheat with those.</summary>
internal static class Lasting
{
    private static readonly Lazy<byte[]> Stamped = new(() => Propertied.Stamped(Sign(Papers.Declaration), Propertied.Authority));
    private static readonly Lazy<EmbeddedAnswers> LazyAnswers = new(() => new EmbeddedAnswers([Signers.Lasting.RawData, Signers.Authority.RawData], [List()], [Response()]));
    private static readonly Lazy<string> LazySigned = new(() => Papers.Text(XmlSignatures.AddAnswers(Stamped.Value, Profile, Answers)));

    public static SignatureProfile Profile => KnownProfiles.Of("generic/xades-lt");

    public static byte[] Sign(string xml) => XmlSignatures.Sign(Papers.Bytes(xml), Profile, SigningKey.Of(Signers.Lasting), Signers.At);

    public static EmbeddedAnswers Answers => LazyAnswers.Value;

    public static string Signed => LazySigned.Value;

    public static IEnumerable<Attack> All =>
    [
        Of("no answers at all", SignatureCodes.Properties, () => Papers.Text(Stamped.Value)),
        Of("answers without a time-stamp", SignatureCodes.TimeStamp, () => Signed.Cut(Slice("SignatureTimeStamp"), "")),
        Of("answers before the time-stamp", SignatureCodes.Properties, () => Signed.Cut(Slice("SignatureTimeStamp"), "").Cut("</xades:UnsignedSignatureProperties>", Slice("SignatureTimeStamp") + "</xades:UnsignedSignatureProperties>")),
        Of("answers where a time-stamp alone is agreed", SignatureCodes.Properties, () => Signed, Propertied.XadesT),
        Of("answers where neither is agreed", SignatureCodes.Properties, () => Signed, Propertied.XadesB),
        Changed("certificates left out", Slice("CertificateValues"), ""),
        Changed("certificates twice", "<xades:RevocationValues>", Slice("CertificateValues") + "<xades:RevocationValues>"),
        Changed("no certificate among them", Slice("CertificateValues"), "<xades:CertificateValues/>"),
        Changed("answers left out", Slice("RevocationValues"), ""),
        Changed("no answer among them", Slice("RevocationValues"), "<xades:RevocationValues/>"),
        Changed("no list among the lists", Slice("CRLValues"), "<xades:CRLValues/>"),
        Changed("lists behind responses", Slice("CRLValues") + Slice("OCSPValues"), Slice("OCSPValues") + Slice("CRLValues")),
        Changed("lists twice", Slice("OCSPValues"), Slice("CRLValues")),
        Changed("certificates behind answers", Slice("CertificateValues") + Slice("RevocationValues"), Slice("RevocationValues") + Slice("CertificateValues")),
        Changed("answers of another kind", Slice("OCSPValues"), Slice("OCSPValues") + "<xades:OtherValues/>"),
        Changed("certificate of another kind", "</xades:CertificateValues>", "<xades:OtherCertificate/></xades:CertificateValues>"),
        Changed("an archive time-stamp", "</xades:UnsignedSignatureProperties>", "<xades:ArchiveTimeStamp/></xades:UnsignedSignatureProperties>"),
        Changed("properties of the data behind", "</xades:UnsignedProperties>", "<xades:UnsignedDataObjectProperties/></xades:UnsignedProperties>"),
        Changed("certificate that is noise", Value("EncapsulatedX509Certificate"), Wrap("EncapsulatedX509Certificate", "AAAA")),
        Changed("certificate with bytes behind", Value("EncapsulatedX509Certificate"), Wrap("EncapsulatedX509Certificate", Convert.ToBase64String([.. Signers.Bank.RawData, 0]))),
        Changed("certificate in PEM", Value("EncapsulatedX509Certificate"), Wrap("EncapsulatedX509Certificate", Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(Signers.Bank.ExportCertificatePem())))),
        Changed("list that is noise", Value("EncapsulatedCRLValue"), Wrap("EncapsulatedCRLValue", "AAAA")),
        Changed("list with bytes behind", Value("EncapsulatedCRLValue"), Wrap("EncapsulatedCRLValue", Convert.ToBase64String([.. List(), 0]))),
        Changed("list that is empty", Value("EncapsulatedCRLValue"), Wrap("EncapsulatedCRLValue", "")),
        Changed("list that is no base64", Value("EncapsulatedCRLValue"), Wrap("EncapsulatedCRLValue", "!")),
        Changed("list that is a response", Value("EncapsulatedCRLValue"), Wrap("EncapsulatedCRLValue", Convert.ToBase64String(Response()))),
        Changed("response that is a list", Value("EncapsulatedOCSPValue"), Wrap("EncapsulatedOCSPValue", Convert.ToBase64String(List()))),
        Changed("response that refuses", Value("EncapsulatedOCSPValue"), Wrap("EncapsulatedOCSPValue", "MAMKAQY=")),
        Changed("value in another encoding", "<xades:EncapsulatedCRLValue>", "<xades:EncapsulatedCRLValue Encoding=\"http://uri.etsi.org/01903/v1.2.2#PER\">"),
        Changed("value with an attribute", "<xades:EncapsulatedCRLValue>", "<xades:EncapsulatedCRLValue URI=\"http://x\">"),
        Changed("group with an attribute", "<xades:CRLValues>", "<xades:CRLValues URI=\"http://x\">"),
        Changed("values in another namespace", "<xades:RevocationValues>", "<xades:RevocationValues xmlns:xades=\"http://uri.etsi.org/01903/v1.4.1#\">"),
        Changed("text between the values", "<xades:CRLValues>", "<xades:CRLValues>x"),
        Changed("seventeen certificates", Value("EncapsulatedX509Certificate"), string.Concat(Enumerable.Repeat(Value("EncapsulatedX509Certificate"), 16))),
        Changed("seventeen lists", Value("EncapsulatedCRLValue"), string.Concat(Enumerable.Repeat(Value("EncapsulatedCRLValue"), 17))),
        Unanswered("list of another authority", Answers with { RevocationLists = [Office.One.List().Bytes] }),
        Unanswered("list in the authority's name by another key", Answers with { RevocationLists = [List(Signers.Attacker)] }),
        Unanswered("list that was replaced before the time-stamp", Answers with { RevocationLists = [List(until: Signers.At.AddHours(-1))] }),
        Unanswered("list that is yet to come", Answers with { RevocationLists = [List(since: Signers.At.AddHours(1))] }),
        Unanswered("list without the certificate that issued the signer's", Answers with { Certificates = [Signers.Lasting.RawData] }),
        Unanswered("response that says nothing", Answers with { RevocationLists = [] }),
        Of("list that names the signer", SignatureCodes.Revoked, () => With(Answers with { RevocationLists = [List(revoked: Signers.Lasting)] })),
        Of("list that names the signer, and one that does not", SignatureCodes.Revoked, () => With(Answers with { RevocationLists = [List(), List(revoked: Signers.Lasting)] })),
        Of("signer whom nobody issued, answered for by others", SignatureCodes.Unanswered, () => With(Answers, Propertied.Sign(Papers.Declaration, Profile))),
        Of("body changed under answers", SignatureCodes.Digest, () => Signed.Cut("1000", "9000")),
        Of("signature of another under answers", SignatureCodes.TimeStamp, () => Signed.Cut(Signed.Slice("<SignatureValue>", "</SignatureValue>"), Papers.Text(Sign(Papers.Declaration.Cut("1000", "1"))).Slice("<SignatureValue>", "</SignatureValue>"))),
    ];

    /// <summary>A revocation list of the authority, or in its name; without an entry, or with this one.</summary>
    public static byte[] List(X509Certificate2? by = null, DateTimeOffset? since = null, DateTimeOffset? until = null, X509Certificate2? revoked = null)
    {
        var builder = new CertificateRevocationListBuilder();
        if (revoked is not null)
        {
            builder.AddEntry(revoked, Signers.At.AddDays(-2), X509RevocationReason.Superseded);
        }

        using var key = (by ?? Signers.Authority).GetRSAPrivateKey()!;
        return builder.Build(
            Signers.Authority.SubjectName, X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pkcs1), 1, until ?? Signers.At.AddDays(7), HashAlgorithmName.SHA256,
            X509AuthorityKeyIdentifierExtension.CreateFromIssuerNameAndSerialNumber(Signers.Authority.IssuerName, Signers.Authority.SerialNumberBytes.Span), since ?? Signers.At.AddDays(-1));
    }

    // The form of an answer; what it says is nobody's business here.
    private static byte[] Response()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEnumeratedValue(Status.Successful);
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.3.6.1.5.5.7.48.1.1");
                writer.WriteOctetString([0x30, 0]);
            }
        }

        return writer.Encode();
    }

    private static string Slice(string name) => Signed.Slice($"<xades:{name}>", $"</xades:{name}>");

    private static string Value(string name) => Slice(name);

    private static string Wrap(string name, string text) => $"<xades:{name}>{text}</xades:{name}>";

    private static Attack Changed(string name, string old, string now) => Of(name, SignatureCodes.Properties, () => Signed.Cut(old, now));

    private static Attack Unanswered(string name, EmbeddedAnswers answers) => Of(name, SignatureCodes.Unanswered, () => With(answers));

    private static string With(EmbeddedAnswers answers, byte[]? signed = null) =>
        Papers.Text(XmlSignatures.AddAnswers(signed is null ? Stamped.Value : Propertied.Stamped(signed, Propertied.Authority), Profile, answers));

    private static Attack Of(string name, string code, Func<string> make, SignatureProfile? profile = null) => Attack.Of($"lasting: {name}", profile ?? Profile, code, make);

    private enum Status
    {
        Successful,
    }
}
