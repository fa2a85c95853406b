using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Signatures.Revocations;
using Xunit;

namespace Gateway.Tests.Signatures.Revocations;

public sealed class When_a_responder_is_asked
{
    private static readonly Office One = Office.One;

    private static Paper.Single Good => new(One.Leaf, One.Issuing);

    [Fact]
    public void The_issuer_s_own_word_that_it_is_good_counts() => Assert.Equal(RevocationState.Good, One.State(RevocationAsk.Ocsp, Response(Good)));

    [Fact]
    public void The_word_of_whom_the_issuer_sent_counts() => Assert.Equal(RevocationState.Good, One.State(RevocationAsk.Ocsp, Delegated(One.Responder)));

    [Fact]
    public void Who_is_named_by_a_longer_hash_is_found_as_well() => Assert.Equal(RevocationState.Good, One.State(RevocationAsk.Ocsp, Response(Good with { Hash = HashAlgorithmName.SHA256 })));

    [Fact]
    public void Revoked_is_revoked_with_its_reason()
    {
        var fact = One.Read(Response(Good with { Revoked = Office.At.AddDays(-1), Reason = 4 })).Fact!;
        Assert.Equal(new Revoked(Office.At.AddDays(-1).ToUniversalTime(), RevocationReason.Superseded, null), fact.Revoked);
        Assert.Equal(RevocationState.Revoked, One.State(RevocationAsk.Ocsp, Response(Good with { Revoked = Office.At.AddDays(-1) })));
    }

    [Fact]
    public void Who_does_not_know_the_certificate_says_nothing() =>
        Assert.Equal("the responder does not know the certificate", One.Read(Response(Good with { Unknown = true })).Trouble);

    [Fact]
    public void A_stranger_says_nothing()
    {
        Assert.Equal("the response is signed by nobody who may", One.Read(Delegated(Office.Other.Responder)).Trouble);
        Assert.Equal("the response is signed by nobody who may", One.Read(Delegated(new Office("One").Responder)).Trouble);
    }

    [Fact]
    public void A_certificate_of_the_issuer_that_is_for_something_else_says_nothing()
    {
        Assert.Equal("the response is signed by nobody who may", One.Read(Delegated(One.Second)).Trouble);
        Assert.Equal("the response is signed by nobody who may", One.Read(Delegated(One.Issue("CN=Any", One.Issuing, purpose: "2.5.29.37.0"))).Trouble);
    }

    [Fact]
    public void A_responder_whose_certificate_is_not_shown_or_has_ended_says_nothing()
    {
        Assert.Equal("the response is signed by nobody who may", One.Read(Paper.Response(One.Responder, [], [Good])).Trouble);
        var ended = One.Issue("CN=Ended responder", One.Issuing, purpose: "1.3.6.1.5.5.7.3.9", validTo: Office.At.AddDays(-1));
        Assert.Equal("the response is signed by nobody who may", One.Read(Delegated(ended)).Trouble);
    }

    [Fact]
    public void A_responder_sent_by_the_issuer_s_own_authority_says_nothing()
    {
        var above = One.Issue("CN=Root responder", One.Root, purpose: "1.3.6.1.5.5.7.3.9");
        Assert.Equal("the response is signed by nobody who may", One.Read(Delegated(above)).Trouble);
    }

    [Fact]
    public void An_answer_about_another_certificate_says_nothing()
    {
        Assert.Equal("the response is about other certificates", One.Read(Response(Good with { Certificate = One.Second })).Trouble);
        Assert.Equal("the response is about other certificates", One.Read(Response(Good with { Issuer = Office.Other.Issuing })).Trouble);
    }

    [Fact]
    public void Among_several_answers_the_right_one_is_taken_and_two_are_none()
    {
        Assert.Equal(RevocationState.Good, One.State(RevocationAsk.Ocsp, Response(Good with { Certificate = One.Second, Revoked = Office.At.AddDays(-1) }, Good)));
        Assert.Equal("the response answers twice", One.Read(Response(Good, Good with { Revoked = Office.At.AddDays(-1) })).Trouble);
    }

    [Fact]
    public void A_stale_answer_leaves_it_unknown_and_so_does_one_from_the_future()
    {
        Assert.Equal(RevocationState.Unknown, One.State(RevocationAsk.Ocsp, Response(Good with { ThisUpdate = Office.At.AddDays(-2), NextUpdate = Office.At.AddDays(-1) })));
        Assert.Equal(RevocationState.Unknown, One.State(RevocationAsk.Ocsp, Response(Good with { ThisUpdate = Office.At.AddHours(1), NextUpdate = Office.At.AddDays(1) })));
    }

    [Fact]
    public void An_answer_without_an_end_counts_only_for_what_was_before_it()
    {
        var policy = new RevocationPolicy(RevocationAsk.Ocsp);
        var answer = Response(Good with { ThisUpdate = Office.At, NextUpdate = null });
        Assert.Equal(RevocationState.Good, One.Decide(policy, [answer]).State);
        Assert.Equal(RevocationState.Good, One.Decide(policy, [answer], Office.At.AddHours(-5), now: Office.At).State);
        Assert.Equal(RevocationState.Unknown, One.Decide(policy, [answer], Office.At.AddMinutes(6)).State);
    }

    [Fact]
    public void A_critical_extension_nobody_understands_makes_it_useless()
    {
        Assert.Equal("the response has a critical extension that is not understood", One.Read(Paper.Response(One.Issuing, [], [Good], [new Paper.Extra("1.2.3", true, [5, 0])])).Trouble);
        Assert.Equal("", One.Read(Paper.Response(One.Issuing, [], [Good], [new Paper.Extra("1.2.3", false, [5, 0]), new Paper.Extra("1.3.6.1.5.5.7.48.1.2", true, [4, 1, 1])])).Trouble);
    }

    [Theory]
    [InlineData("30030A0106", "the responder gave no answer")]
    [InlineData("30030A0103", "the responder gave no answer")]
    [InlineData("30030A0100", "the response cannot be read")]
    [InlineData("", "the response cannot be read")]
    public void A_responder_that_refuses_says_nothing(string bytes, string trouble) =>
        Assert.Equal(trouble, One.Read(new RevocationAnswer(RevocationForm.Ocsp, Convert.FromHexString(bytes))).Trouble);

    [Fact]
    public void A_response_longer_than_the_limit_is_not_looked_at() =>
        Assert.Equal("the response is longer than the limit", One.Read(new RevocationAnswer(RevocationForm.Ocsp, new byte[OcspReading.MostBytes + 1])).Trouble);

    private static RevocationAnswer Response(params Paper.Single[] answers) => Paper.Response(One.Issuing, [], answers);

    private static RevocationAnswer Delegated(X509Certificate2 responder) => Paper.Response(responder, [responder], [Good]);
}
