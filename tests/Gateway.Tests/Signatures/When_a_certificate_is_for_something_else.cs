using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Signatures;
using Gateway.Signatures.Revocations;
using Gateway.Tests.Signatures.Revocations;
using Xunit;

namespace Gateway.Tests.Signatures;

/// <summary>A certificate whose purposes are none of signing documents signs none, whoever issued it; and an authority's name alone makes it nobody's issuer.</summary>
public sealed class When_a_certificate_is_for_something_else
{
    private const string TimeStamping = "1.3.6.1.5.5.7.3.8";
    private const string OcspSigning = "1.3.6.1.5.5.7.3.9";
    private const string Servers = "1.3.6.1.5.5.7.3.1";
    private const string Clients = "1.3.6.1.5.5.7.3.2";
    private const string Mail = "1.3.6.1.5.5.7.3.4";

    [Theory]
    [InlineData(SignatureCodes.KeyUsage, SignatureCodes.KeyUsage, TimeStamping)]
    [InlineData(SignatureCodes.KeyUsage, SignatureCodes.KeyUsage, OcspSigning)]
    [InlineData(SignatureCodes.KeyUsage, SignatureCodes.KeyUsage, TimeStamping, OcspSigning)]
    [InlineData(SignatureCodes.Valid, SignatureCodes.KeyUsage, Servers)]
    [InlineData(SignatureCodes.Valid, SignatureCodes.Valid, Servers, Clients)]
    [InlineData(SignatureCodes.Valid, SignatureCodes.Valid, Mail)]
    [InlineData(SignatureCodes.Valid, SignatureCodes.Valid, Mail, TimeStamping)]
    [InlineData(SignatureCodes.Valid, SignatureCodes.Valid, "2.5.29.37.0")]
    [InlineData(SignatureCodes.Valid, SignatureCodes.Valid)]
    public void It_signs_documents_where_a_purpose_allows_it(string named, string vouched, params string[] purposes)
    {
        using var leaf = Leaf(purposes);
        Assert.Equal(named, Judge(leaf, TrustedSigners.Pin(leaf)));
        Assert.Equal(vouched, Judge(leaf, TrustedSigners.Anchored(Office.One.Issuing)));
    }

    [Fact]
    public void An_issuer_of_the_same_name_and_another_key_answers_for_nobody()
    {
        var (other, leaf) = (new Office("One"), Office.One.Leaf);
        Assert.Equal(Office.One.Issuing.Subject, other.Issuing.Subject);
        string With(X509Certificate2 issuer, params RevocationAnswer[] lists) => Judge(leaf, TrustedSigners.Of(
            [new PinnedSigner(leaf) { Issuer = issuer, Revocation = new RevocationPolicy(RevocationAsk.Crl) }], [], new RevocationKnowledge(_ => [], Office.At) { Answers = lists }));
        Assert.Equal(SignatureCodes.Valid, With(Office.One.Issuing, Office.One.List(), other.List()));
        Assert.Equal(SignatureCodes.Revoked, With(Office.One.Issuing, Office.One.List(revoked: (leaf, Office.At.AddDays(-1), null)), other.List()));
        Assert.Equal(SignatureCodes.Revocation, With(other.Issuing, Office.One.List(revoked: (leaf, Office.At.AddDays(-1), null)), other.List()));
    }

    [Theory]
    [InlineData("u", SignatureCodes.Namespaces)]
    [InlineData("./u", SignatureCodes.Namespaces)]
    [InlineData(":u", SignatureCodes.Namespaces)]
    [InlineData("u/v:w", SignatureCodes.Namespaces)]
    [InlineData("urn:u", "")]
    [InlineData("http://u", "")]
    [InlineData("a+b-c.9:u", "")]
    public void A_name_of_a_namespace_that_has_no_canonical_form_is_not_signed(string name, string code)
    {
        var signed = Record.Exception(() => XmlSignatures.Sign(Papers.Bytes($"<p:a xmlns:p=\"{name}\"/>"), KnownProfiles.Of("generic/enveloped"), SigningKey.Of(Office.One.Leaf)));
        Assert.Equal(code, (signed as SigningException)?.Code ?? "");
    }

    private static string Judge(X509Certificate2 leaf, TrustedSigners trust) =>
        XmlSignatures.Verify(Papers.Bytes(new Mint(KnownProfiles.Of("generic/enveloped"), Papers.Payment) { Method = Mint.More + "ecdsa-sha256", Key = leaf }.Sign()), KnownProfiles.Of("generic/enveloped"), trust, Office.At).Code;

    private static X509Certificate2 Leaf(string[] purposes)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Purposes", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        if (purposes.Length > 0)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([.. purposes.Select(purpose => new Oid(purpose))], critical: true));
        }

        using var bare = request.Create(Office.One.Issuing, Office.At.AddMonths(-6), Office.At.AddMonths(6), [0x4E, 8, 8, 8]);
        return bare.CopyWithPrivateKey(key);
    }
}
