using System.Security.Cryptography.X509Certificates;
using Gateway.Signatures;
using Gateway.Signatures.Revocations;
using Xunit;

namespace Gateway.Tests.Signatures.Revocations;

/// <summary>A long-term signature (XAdES B-LT) is judged by the answers inside it, where nobody outside says anything; they count like any other, for what their own signatures are worth.</summary>
public sealed class When_a_signature_brings_its_answers
{
    private static readonly RevocationPolicy Asked = new(RevocationAsk.Crl);

    [Fact]
    public void A_good_list_inside_vouches_for_the_signer()
    {
        var verdict = Verify(Office.One.List());
        Assert.Equal((SignatureCodes.Valid, RevocationState.Good), (verdict.Code, verdict.Revocation!.State));
    }

    [Fact]
    public void Without_it_the_message_is_held()
    {
        var stamped = Stamped();
        Assert.Equal(SignatureCodes.Revocation, XmlSignatures.Verify(stamped, Propertied.XadesT, Trust(), Office.At).Code);
    }

    [Fact]
    public void A_list_inside_that_names_the_signer_refuses_it() =>
        Assert.Equal(SignatureCodes.Revoked, Verify(Office.One.List(revoked: (Office.One.Leaf, Office.At.AddDays(-2), X509RevocationReason.Superseded))).Code);

    [Fact]
    public void A_list_inside_that_names_the_signer_refuses_it_though_nobody_is_to_be_asked()
    {
        var nobody = TrustedSigners.Of([], [new TrustAnchor(Office.One.Issuing)], timeAuthorities: TrustedSigners.Pin(Propertied.Authority));
        Verdict Judge(RevocationAnswer list) => XmlSignatures.Verify(Signed(list), Lasting.Profile, nobody, Office.At);
        Assert.Equal(SignatureCodes.Revoked, Judge(Office.One.List(revoked: (Office.One.Leaf, Office.At.AddDays(-2), X509RevocationReason.Superseded))).Code);
        Assert.Equal(SignatureCodes.Valid, Judge(Office.One.List()).Code);
        Assert.Equal(SignatureCodes.Valid, Judge(Office.Other.List()).Code);
    }

    [Fact]
    public void A_certificate_is_no_list()
    {
        Assert.True(EmbeddedAnswers.IsRevocationList(Office.One.List().Bytes));
        Assert.False(EmbeddedAnswers.IsRevocationList(Office.One.Leaf.RawData));
        Assert.False(EmbeddedAnswers.IsOcspResponse(Office.One.List().Bytes));
        Assert.Equal(SignatureCodes.Properties, Assert.Throws<SigningException>(() => Signed(new RevocationAnswer(RevocationForm.Crl, Office.One.Leaf.RawData))).Code);
    }

    [Fact]
    public void A_list_of_another_authority_says_nothing() =>
        Assert.Equal(SignatureCodes.Revocation, Verify(Office.Other.List()).Code);

    [Fact]
    public void A_list_that_somebody_changed_says_nothing()
    {
        var bytes = Office.One.List().Bytes.ToArray();
        bytes[^5] ^= 1;
        Assert.Equal(SignatureCodes.Revocation, Verify(new RevocationAnswer(RevocationForm.Crl, bytes)).Code);
    }

    [Fact]
    public void What_is_known_outside_outweighs_a_good_list_inside()
    {
        var path = Office.One.Path(Asked);
        var known = RevocationKnowledge.From([path], [Office.One.List(Office.At.AddMinutes(-5), revoked: (Office.One.Leaf, Office.At.AddDays(-1), X509RevocationReason.Superseded))], Office.At);
        Assert.Equal(SignatureCodes.Revoked, Verify(Office.One.List(), known).Code);
    }

    private static Verdict Verify(RevocationAnswer list, RevocationKnowledge? known = null) => XmlSignatures.Verify(Signed(list), Lasting.Profile, Trust(known), Office.At);

    private static byte[] Signed(RevocationAnswer list) =>
        XmlSignatures.AddAnswers(Stamped(), Lasting.Profile, new EmbeddedAnswers([Office.One.Leaf.RawData, Office.One.Issuing.RawData], [list.Bytes], []));

    private static byte[] Stamped() => Propertied.Stamped(
        XmlSignatures.Sign(Papers.Bytes(Papers.Declaration), Lasting.Profile, SigningKey.Of(Office.One.Leaf), Office.At), Propertied.Authority);

    private static TrustedSigners Trust(RevocationKnowledge? known = null) => TrustedSigners.Of(
        [], [new TrustAnchor(Office.One.Issuing) { Revocation = Asked }], known ?? new RevocationKnowledge(_ => [], Office.At), TrustedSigners.Pin(Propertied.Authority));
}
