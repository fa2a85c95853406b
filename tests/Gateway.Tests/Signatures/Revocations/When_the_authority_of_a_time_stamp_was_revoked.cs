using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Signatures;
using Gateway.Signatures.Revocations;
using Xunit;

namespace Gateway.Tests.Signatures.Revocations;

/// <summary>
/// Nobody is asked about the authority of a time-stamp, but what is at hand and says that it was revoked is not overlooked: who has its key says what
/// time it is, so only a reason that leaves the key with its owner spares what was stamped before (RFC 3161, 4.1).
/// </summary>
public sealed class When_the_authority_of_a_time_stamp_was_revoked
{
    private static readonly Lazy<X509Certificate2> LazyAuthority = new(MakeAuthority);

    // A minute before the test's moment: see Propertied.Token.
    private static DateTimeOffset Stamp => Office.At.AddMinutes(-1);

    [Fact]
    public void One_that_was_not_is_believed()
    {
        Assert.Equal(SignatureCodes.Valid, Judge(null));
        Assert.Equal(SignatureCodes.Valid, Judge(Office.One.List()));
        Assert.Equal(SignatureCodes.Valid, Judge(Office.Other.List(revoked: (LazyAuthority.Value, Office.At.AddDays(-9), null))));
    }

    [Theory]
    [InlineData(-60, X509RevocationReason.Superseded, SignatureCodes.TimeAuthority)]
    [InlineData(-60, X509RevocationReason.CertificateHold, SignatureCodes.TimeAuthority)]
    [InlineData(60, X509RevocationReason.Superseded, SignatureCodes.Valid)]
    [InlineData(60, X509RevocationReason.CessationOfOperation, SignatureCodes.Valid)]
    [InlineData(60, X509RevocationReason.AffiliationChanged, SignatureCodes.Valid)]
    [InlineData(60, X509RevocationReason.KeyCompromise, SignatureCodes.TimeAuthority)]
    [InlineData(60, X509RevocationReason.CACompromise, SignatureCodes.TimeAuthority)]
    [InlineData(60, null, SignatureCodes.TimeAuthority)]
    public void By_a_list_at_hand_it_is_refused_after_that_and_before_it_unless_the_key_stayed_with_its_owner(int seconds, X509RevocationReason? reason, string code) =>
        Assert.Equal(code, Judge(Office.One.List(Stamp.AddDays(1), Stamp.AddDays(9), (LazyAuthority.Value, Stamp.AddSeconds(seconds), reason)), Stamp.AddDays(2)));

    [Fact]
    public void A_list_of_the_future_says_nothing() =>
        Assert.Equal(SignatureCodes.Valid, Judge(Office.One.List(Stamp.AddDays(3), Stamp.AddDays(9), (LazyAuthority.Value, Stamp.AddDays(-1), null)), Stamp.AddDays(2)));

    [Fact]
    public void A_list_that_the_signature_brought_itself_counts_for_one_trusted_by_name_too()
    {
        var trust = new TrustedSigners([LazyAuthority.Value], [Office.One.Issuing]);
        string Of(RevocationAnswer list) => XmlSignatures.Verify(Lasts(list), Lasting.Profile, trust, Office.At).Code;
        Assert.Equal(SignatureCodes.Valid, Of(Office.One.List()));
        Assert.Equal(SignatureCodes.TimeAuthority, Of(Office.One.List(revoked: (LazyAuthority.Value, Office.At.AddDays(-1), null))));
    }

    [Fact]
    public void An_authority_above_it_that_was_revoked_is_one_too()
    {
        var trust = TrustedSigners.Of(
            [], [new TrustAnchor(Office.One.Root) { Between = [Office.One.Issuing] }],
            new RevocationKnowledge(_ => [], Office.At) { Answers = [Office.List(Office.One.Root, null, null, (Office.One.Issuing, Office.At.AddDays(-1), X509RevocationReason.CACompromise))] });
        Assert.Equal(SignatureCodes.TimeAuthority, XmlSignatures.Verify(Stamped(Propertied.XadesT), Propertied.XadesT, trust, Office.At).Code);
    }

    private static string Judge(RevocationAnswer? list, DateTimeOffset? now = null) => XmlSignatures.Verify(
        Stamped(Propertied.XadesT), Propertied.XadesT,
        TrustedSigners.Of([], [new TrustAnchor(Office.One.Issuing)], new RevocationKnowledge(_ => [], now ?? Office.At) { Answers = list is null ? [] : [list] }), Office.At).Code;

    private static byte[] Stamped(SignatureProfile profile) =>
        Propertied.Stamped(XmlSignatures.Sign(Papers.Bytes(Papers.Declaration), profile, SigningKey.Of(Office.One.Leaf), Office.At), LazyAuthority.Value);

    private static byte[] Lasts(RevocationAnswer list) =>
        XmlSignatures.AddAnswers(Stamped(Lasting.Profile), Lasting.Profile, new EmbeddedAnswers([Office.One.Leaf.RawData, Office.One.Issuing.RawData], [list.Bytes], []));

    private static X509Certificate2 MakeAuthority()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=One time", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.8")], critical: true));
        using var bare = request.Create(Office.One.Issuing.SubjectName, X509SignatureGenerator.CreateForECDsa(Office.One.Issuing.GetECDsaPrivateKey()!), Office.At.AddMonths(-6), Office.At.AddMonths(6), [0x4E, 9, 9, 9]);
        return bare.CopyWithPrivateKey(key);
    }
}
