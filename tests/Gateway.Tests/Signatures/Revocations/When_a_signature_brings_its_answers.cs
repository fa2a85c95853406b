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
        Assert.Equal(SignatureCodes.Unanswered, Judge(Office.Other.List()).Code);
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
        Assert.Equal(SignatureCodes.Unanswered, Verify(Office.Other.List()).Code);

    [Fact]
    public void What_is_known_outside_does_not_make_up_for_a_list_inside_that_says_nothing()
    {
        var known = RevocationKnowledge.From([Office.One.Path(Asked)], [Office.One.List()], Office.At);
        var verdict = Verify(Office.Other.List(), known);
        Assert.Equal((SignatureCodes.Unanswered, RevocationState.Unknown), (verdict.Code, verdict.Revocation!.State));
    }

    [Fact]
    public void Each_certificate_below_the_anchor_has_to_be_answered_for()
    {
        var trust = TrustedSigners.Of([], [new TrustAnchor(Office.One.Root) { Between = [Office.One.Issuing] }], timeAuthorities: TrustedSigners.Pin(Propertied.Authority));
        string Judge(params RevocationAnswer[] lists) => XmlSignatures.Verify(Signed(lists), Lasting.Profile, trust, Office.At).Code;
        Assert.Equal(SignatureCodes.Unanswered, Judge(Office.One.List()));
        Assert.Equal(SignatureCodes.Valid, Judge(Office.One.List(), Office.List(Office.One.Root)));
        Assert.Equal(SignatureCodes.Revoked, Judge(Office.One.List(), Office.List(Office.One.Root, null, null, (Office.One.Issuing, Office.At.AddDays(-2), X509RevocationReason.Superseded))));
    }

    [Fact]
    public void Who_embeds_answers_is_told_what_they_say_of_the_signer()
    {
        RevocationState About(X509Certificate2[] chain, params RevocationAnswer[] lists) =>
            new EmbeddedAnswers([.. chain.Select(certificate => (ReadOnlyMemory<byte>)certificate.RawData)], [.. lists.Select(list => list.Bytes)], []).About(Office.One.Leaf, Office.At).State;
        X509Certificate2[] issuing = [Office.One.Issuing], all = [Office.One.Root, Office.One.Issuing, Office.One.Leaf];
        Assert.Equal(RevocationState.Good, About(issuing, Office.One.List()));
        Assert.Equal(RevocationState.Unknown, About([], Office.One.List()));
        Assert.Equal(RevocationState.Unknown, About(issuing, Office.Other.List()));
        Assert.Equal(RevocationState.Unknown, About(all, Office.One.List()));
        Assert.Equal(RevocationState.Good, About(all, Office.One.List(), Office.List(Office.One.Root)));
        Assert.Equal(RevocationState.Revoked, About(issuing, Office.One.List(revoked: (Office.One.Leaf, Office.At.AddDays(-2), X509RevocationReason.Superseded))));
    }

    [Fact]
    public void One_whom_nobody_issued_answers_for_itself_or_not_at_all()
    {
        var own = Office.One.Root;
        RevocationState About(RevocationAnswer list) => new EmbeddedAnswers([own.RawData], [list.Bytes], []).About(own, Office.At).State;
        Assert.Equal(RevocationState.Unknown, About(Office.One.List()));
        Assert.Equal(RevocationState.Good, About(Office.List(own)));
        Assert.Equal(RevocationState.Revoked, About(Office.List(own, null, null, (own, Office.At.AddDays(-2), X509RevocationReason.CessationOfOperation))));
    }

    [Fact]
    public void A_list_that_somebody_changed_says_nothing()
    {
        var bytes = Office.One.List().Bytes.ToArray();
        bytes[^5] ^= 1;
        Assert.Equal(SignatureCodes.Unanswered, Verify(new RevocationAnswer(RevocationForm.Crl, bytes)).Code);
    }

    [Fact]
    public void What_is_known_outside_outweighs_a_good_list_inside()
    {
        var path = Office.One.Path(Asked);
        var known = RevocationKnowledge.From([path], [Office.One.List(Office.At.AddMinutes(-5), revoked: (Office.One.Leaf, Office.At.AddDays(-1), X509RevocationReason.Superseded))], Office.At);
        Assert.Equal(SignatureCodes.Revoked, Verify(Office.One.List(), known).Code);
    }

    private static Verdict Verify(RevocationAnswer list, RevocationKnowledge? known = null) => XmlSignatures.Verify(Signed(list), Lasting.Profile, Trust(known), Office.At);

    private static byte[] Signed(params RevocationAnswer[] lists) =>
        XmlSignatures.AddAnswers(Stamped(), Lasting.Profile, new EmbeddedAnswers([Office.One.Leaf.RawData, Office.One.Issuing.RawData], [.. lists.Select(list => list.Bytes)], []));

    private static byte[] Stamped() => Propertied.Stamped(
        XmlSignatures.Sign(Papers.Bytes(Papers.Declaration), Lasting.Profile, SigningKey.Of(Office.One.Leaf), Office.At), Propertied.Authority);

    private static TrustedSigners Trust(RevocationKnowledge? known = null) => TrustedSigners.Of(
        [], [new TrustAnchor(Office.One.Issuing) { Revocation = Asked }], known ?? new RevocationKnowledge(_ => [], Office.At), TrustedSigners.Pin(Propertied.Authority));
}
