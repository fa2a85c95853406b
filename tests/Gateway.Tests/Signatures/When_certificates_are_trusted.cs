using System.Security.Cryptography.X509Certificates;
using Gateway.Signatures;
using Xunit;

namespace Gateway.Tests.Signatures;

public sealed class When_certificates_are_trusted
{
    [Fact]
    public void A_pinned_certificate_needs_no_authority() => Assert.Equal(SignatureCodes.Valid, Code(Signers.Leafed, TrustedSigners.Pin(Signers.Leafed)));

    [Fact]
    public void A_leaf_of_an_anchor_is_trusted() => Assert.Equal(SignatureCodes.Valid, Code(Signers.Leafed, TrustedSigners.Anchored(Signers.Authority)));

    [Fact]
    public void A_leaf_of_an_anchor_is_refused_when_its_subject_is_not_named()
    {
        Assert.Equal(SignatureCodes.Valid, Code(Signers.Leafed, new TrustedSigners([], [Signers.Authority], ["CN=Leaf"])));
        Assert.Equal(SignatureCodes.Untrusted, Code(Signers.Leafed, new TrustedSigners([], [Signers.Authority], ["CN=Another"])));
    }

    [Fact]
    public void A_certificate_of_another_authority_is_refused() => Assert.Equal(SignatureCodes.Untrusted, Code(Signers.Bank, TrustedSigners.Anchored(Signers.Authority)));

    [Fact]
    public void The_same_name_with_another_key_is_refused()
    {
        Assert.Equal(Signers.Bank.Subject, Signers.Attacker.Subject);
        Assert.Equal(SignatureCodes.Untrusted, Code(Signers.Attacker, TrustedSigners.Pin(Signers.Bank)));
    }

    [Fact]
    public void Nobody_trusts_nobody() => Assert.Equal(SignatureCodes.Untrusted, Code(Signers.Bank, TrustedSigners.Nobody));

    [Fact]
    public void An_expired_leaf_of_an_anchor_is_called_expired() =>
        Assert.Equal(SignatureCodes.Expired, Code(Signers.OldLeaf, TrustedSigners.Anchored(Signers.Authority)));

    [Fact]
    public void An_expired_authority_vouches_for_nobody() =>
        Assert.Equal(SignatureCodes.Untrusted, Code(Signers.Leafed, TrustedSigners.Anchored(Signers.Authority), Signers.At.AddYears(1)));

    [Fact]
    public void Validity_is_that_of_the_time_asked_for()
    {
        var trust = TrustedSigners.Pin(Signers.Expired);
        Assert.Equal(SignatureCodes.Expired, Code(Signers.Expired, trust));
        Assert.Equal(SignatureCodes.Valid, Code(Signers.Expired, trust, Signers.At.AddDays(-2)));
    }

    [Fact]
    public void A_refusal_names_the_signer_only_once_it_is_one_of_ours()
    {
        var expired = Verify(Signers.Expired, TrustedSigners.Pin(Signers.Expired), Signers.At);
        var unknown = Verify(Signers.Attacker, TrustedSigners.Pin(Signers.Bank), Signers.At);
        Assert.Equal(Signers.Expired.Subject, expired.Subject);
        Assert.Equal("", unknown.Subject);
        Assert.Null(unknown.CanonicalBytes);
    }

    // Peers write one name in several ways, and one tool leaves the element empty.
    [Theory]
    [InlineData("CN=Bank,O=Test")]
    [InlineData("O=Test, CN=Bank")]
    [InlineData("  CN = Bank ; O = \"Test\" ")]
    [InlineData("2.5.4.3=Bank, 2.5.4.10=Test")]
    [InlineData(null)]
    public void The_issuer_may_be_spelled_in_several_ways(string? name)
    {
        var signed = Papers.Signed(Papers.Enveloped);
        var issued = signed.Slice("<X509IssuerSerial>", "</X509IssuerSerial>");
        var spelled = signed.Cut(issued, name is null ? "<X509IssuerSerial/>" : issued.Cut(Signers.Bank.Issuer, name));
        Assert.Equal(SignatureCodes.Valid, XmlSignatures.Verify(Papers.Bytes(spelled), Papers.Enveloped, TrustedSigners.Pin(Signers.Bank), Signers.At).Code);
    }

    private static string Code(X509Certificate2 signer, TrustedSigners trust, DateTimeOffset? at = null) =>
        Verify(signer, trust, at ?? Signers.At).Code;

    private static Verdict Verify(X509Certificate2 signer, TrustedSigners trust, DateTimeOffset at) =>
        XmlSignatures.Verify(Papers.Bytes(new Forger { Key = signer }.Sign(Papers.Payment)), Papers.Enveloped, trust, at);
}
