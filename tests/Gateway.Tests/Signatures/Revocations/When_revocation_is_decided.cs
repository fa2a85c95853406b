using System.Security.Cryptography.X509Certificates;
using Gateway.Signatures;
using Gateway.Signatures.Revocations;
using Xunit;

namespace Gateway.Tests.Signatures.Revocations;

public sealed class When_revocation_is_decided
{
    private static readonly Office One = Office.One;
    private static readonly RevocationPolicy ByList = new(RevocationAsk.Crl);

    [Theory]
    [InlineData(-60, X509RevocationReason.Superseded, RevocationState.Revoked)]
    [InlineData(0, X509RevocationReason.Superseded, RevocationState.Revoked)]
    [InlineData(60, X509RevocationReason.Superseded, RevocationState.Good)]
    [InlineData(60, X509RevocationReason.KeyCompromise, RevocationState.Revoked)]
    [InlineData(60 * 24 * 6, X509RevocationReason.KeyCompromise, RevocationState.Revoked)]
    [InlineData(60 * 24 * 8, X509RevocationReason.KeyCompromise, RevocationState.Good)]
    [InlineData(-60, X509RevocationReason.CertificateHold, RevocationState.Revoked)]
    [InlineData(60, X509RevocationReason.CertificateHold, RevocationState.Good)]
    public void What_was_revoked_after_the_message_does_not_refuse_it_unless_the_key_was_stolen(int minutes, X509RevocationReason reason, RevocationState state)
    {
        var since = Office.At.AddMinutes(minutes);
        var list = One.List(Office.At.AddDays(9), Office.At.AddDays(10), (One.Leaf, since, reason));
        Assert.Equal(state, One.Decide(ByList, [list], now: Office.At.AddDays(9)).State);
    }

    [Fact]
    public void Since_when_a_key_was_stolen_is_the_issuer_s_to_say()
    {
        var said = new Revoked(Office.At.AddDays(1), RevocationReason.KeyCompromise, Office.At.AddHours(2));
        Assert.Equal(Office.At.AddHours(2), said.CountsFrom(ByList));
        Assert.Equal(Office.At.AddDays(1), (said with { Invalid = Office.At.AddDays(3) }).CountsFrom(ByList));
        Assert.Equal(Office.At.AddDays(-6), (said with { Invalid = null }).CountsFrom(ByList));
        Assert.Equal(Office.At, (said with { Invalid = null }).CountsFrom(ByList with { CompromiseReach = TimeSpan.FromDays(1) }));
    }

    [Fact]
    public void A_list_of_before_counts_until_its_end_and_one_of_after_as_well()
    {
        Assert.Equal(RevocationState.Good, One.State(RevocationAsk.Crl, One.List(Office.At.AddDays(-3), Office.At.AddMinutes(-4))));
        Assert.Equal(RevocationState.Unknown, One.State(RevocationAsk.Crl, One.List(Office.At.AddDays(-3), Office.At.AddMinutes(-6))));
        Assert.Equal(RevocationState.Unknown, One.State(RevocationAsk.Crl, One.List(Office.At.AddMinutes(6), Office.At.AddDays(3))));
        Assert.Equal(RevocationState.Good, One.Decide(ByList, [One.List(Office.At.AddDays(2), Office.At.AddDays(3))], now: Office.At.AddDays(2)).State);
        Assert.Equal("the answer is too old", Assert.Single(One.Decide(ByList, [One.List(Office.At.AddDays(-3), Office.At.AddDays(-2))]).Steps).Why);
    }

    [Fact]
    public void Only_answers_of_the_kind_that_was_agreed_make_it_good_and_any_makes_it_revoked()
    {
        var response = Paper.Response(One.Issuing, [], [new Paper.Single(One.Leaf, One.Issuing)]);
        var refusing = Paper.Response(One.Issuing, [], [new Paper.Single(One.Leaf, One.Issuing) { Revoked = Office.At.AddDays(-1) }]);
        Assert.Equal(RevocationState.Unknown, One.State(RevocationAsk.Crl, response));
        Assert.Equal(RevocationState.Unknown, One.State(RevocationAsk.Ocsp, One.List()));
        Assert.Equal(RevocationState.Good, One.State(RevocationAsk.Either, response));
        Assert.Equal(RevocationState.Revoked, One.State(RevocationAsk.Crl, One.List(), refusing));
        Assert.Equal(RevocationState.Revoked, One.State(RevocationAsk.Either, One.List(), refusing));
    }

    [Fact]
    public void Every_certificate_below_the_anchor_is_asked_about_and_the_anchor_is_not()
    {
        var path = One.Path(ByList, isShort: false);
        RevocationState Decide(params RevocationAnswer[] answers) => RevocationDecision.Decide(path, RevocationKnowledge.From([path], answers, Office.At), Office.At).State;
        Assert.Equal(RevocationState.Unknown, Decide(One.List()));
        Assert.Equal(RevocationState.Good, Decide(One.List(), Office.List(One.Root)));
        Assert.Equal(RevocationState.Revoked, Decide(One.List(), Office.List(One.Root, null, null, (One.Issuing, Office.At.AddDays(-1), null))));
        Assert.Equal(RevocationState.Revoked, Decide(Office.List(One.Root, null, null, (One.Issuing, Office.At.AddDays(-1), null))));
    }

    [Fact]
    public void Without_an_answer_nothing_is_known_and_nobody_who_is_not_asked_about_is_refused()
    {
        Assert.Equal("there is no answer", Assert.Single(One.Decide(ByList, []).Steps).Why);
        Assert.Equal(RevocationState.Good, One.State(RevocationAsk.None));
    }

    [Fact]
    public void A_certificate_that_names_no_address_is_unknown_unless_its_anchor_says_otherwise()
    {
        var silent = One.Issue("CN=Silent", One.Issuing);
        RevocationResult Decide(RevocationPolicy policy, params RevocationAnswer[] answers)
        {
            var path = new TrustPath([silent.RawData, One.Issuing.RawData], false, policy);
            return RevocationDecision.Decide(path, RevocationKnowledge.From([path], answers, Office.At), Office.At);
        }

        Assert.Equal("it names no address to ask at", Assert.Single(Decide(ByList).Steps).Why);
        Assert.Equal(RevocationState.Good, Decide(ByList with { AcceptsUnaddressed = true }).State);
        Assert.Equal(RevocationState.Revoked, Decide(ByList with { AcceptsUnaddressed = true }, One.List(revoked: (silent, Office.At.AddDays(-1), null))).State);
    }

    [Fact]
    public void A_signature_is_accepted_refused_or_left_open_by_what_is_known()
    {
        Assert.Equal(SignatureCodes.Valid, Verify([One.List(), Office.List(One.Root)]).Code);
        Assert.Equal(SignatureCodes.Revoked, Verify([One.List(revoked: (One.Leaf, Office.At.AddDays(-1), null)), Office.List(One.Root)]).Code);
        var open = Verify([]);
        Assert.Equal((SignatureCodes.Revocation, false, null, null), (open.Code, open.Valid, open.Content, open.CanonicalBytes));
        Assert.Equal([One.Leaf.RawData, One.Issuing.RawData, One.Root.RawData], open.Path!.Certificates);
        Assert.Equal(2, open.Revocation!.Steps.Count(step => step.State == RevocationState.Unknown));
    }

    [Fact]
    public void A_pinned_certificate_is_asked_about_only_where_its_terms_say_so()
    {
        var bytes = Signed(One.Leaf);
        Verdict Verify(PinnedSigner signer, params RevocationAnswer[] answers)
        {
            var path = TrustedSigners.Of([signer], []).PathOf(signer.Certificate, Office.At)!;
            return XmlSignatures.Verify(bytes, Enveloped, TrustedSigners.Of([signer], [], RevocationKnowledge.From([path], answers, Office.At)), Office.At);
        }

        Assert.Equal(SignatureCodes.Valid, Verify(new PinnedSigner(One.Leaf)).Code);
        Assert.Equal(SignatureCodes.Revocation, Verify(new PinnedSigner(One.Leaf) { Revocation = ByList }, One.List()).Code);
        Assert.Equal(SignatureCodes.Valid, Verify(new PinnedSigner(One.Leaf) { Revocation = ByList, Issuer = One.Issuing }, One.List()).Code);
        Assert.Equal(SignatureCodes.Revoked, Verify(new PinnedSigner(One.Leaf) { Revocation = ByList, Issuer = One.Issuing }, One.List(revoked: (One.Leaf, Office.At.AddDays(-1), null))).Code);
    }

    // The anchor is not a root, so no root vouches for its key: the chain must be held against the anchor's own.
    [Fact]
    public void A_leaf_forged_in_the_name_of_an_anchor_below_a_root_is_refused()
    {
        var forged = new Office("One").Leaf;
        Assert.Equal(One.Leaf.Issuer, forged.Issuer);
        var trust = TrustedSigners.Of([], [new TrustAnchor(One.Issuing)]);
        Assert.Equal(SignatureCodes.Valid, XmlSignatures.Verify(Signed(One.Leaf), Enveloped, trust, Office.At).Code);
        Assert.Equal(SignatureCodes.Untrusted, XmlSignatures.Verify(Signed(forged), Enveloped, trust, Office.At).Code);
    }

    [Fact]
    public void An_authority_between_anchor_and_leaf_is_used_and_not_trusted()
    {
        var bytes = Signed(One.Leaf);
        Assert.Equal(SignatureCodes.Untrusted, XmlSignatures.Verify(bytes, Enveloped, TrustedSigners.Of([], [new TrustAnchor(One.Root)]), Office.At).Code);
        Assert.Equal(SignatureCodes.Valid, XmlSignatures.Verify(bytes, Enveloped, TrustedSigners.Of([], [new TrustAnchor(One.Root) { Between = [One.Issuing] }]), Office.At).Code);
        Assert.Equal(SignatureCodes.Untrusted, XmlSignatures.Verify(bytes, Enveloped, TrustedSigners.Of([], [new TrustAnchor(Office.Other.Root) { Between = [One.Issuing] }]), Office.At).Code);
        Assert.Equal(SignatureCodes.Untrusted, XmlSignatures.Verify(bytes, Enveloped, TrustedSigners.Of([], [new TrustAnchor(One.Root) { Between = [One.Issuing], Subjects = ["CN=Somebody"] }]), Office.At).Code);
    }

    private static SignatureProfile Enveloped => KnownProfiles.Of("generic/enveloped");

    private static byte[] Signed(X509Certificate2 key) => XmlSignatures.Sign(Papers.Bytes(Papers.Declaration), Enveloped, SigningKey.Of(key));

    private static Verdict Verify(IReadOnlyList<RevocationAnswer> answers)
    {
        var anchor = new TrustAnchor(One.Root) { Between = [One.Issuing], Revocation = ByList };
        var trust = TrustedSigners.Of([], [anchor]);
        return XmlSignatures.Verify(Signed(One.Leaf), Enveloped, TrustedSigners.Of([], [anchor], RevocationKnowledge.From([trust.PathOf(One.Leaf, Office.At)!], answers, Office.At)), Office.At);
    }
}
