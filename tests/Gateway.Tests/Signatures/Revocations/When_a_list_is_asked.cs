using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Signatures.Revocations;
using Xunit;

namespace Gateway.Tests.Signatures.Revocations;

public sealed class When_a_list_is_asked
{
    private static readonly Office One = Office.One;
    private static readonly byte[] Nothing = [0x05, 0x00];

    [Fact]
    public void Who_is_not_on_it_is_good() => Assert.Equal(RevocationState.Good, One.State(RevocationAsk.Crl, One.List(revoked: (One.Second, Office.At.AddDays(-1), null))));

    [Fact]
    public void Who_is_on_it_is_revoked_with_date_and_reason()
    {
        var result = One.Decide(new RevocationPolicy(RevocationAsk.Crl), [One.List(revoked: (One.Leaf, Office.At.AddDays(-1), X509RevocationReason.Superseded))]);
        Assert.Equal(RevocationState.Revoked, result.State);
        Assert.Equal(new Revoked(Office.At.AddDays(-1), RevocationReason.Superseded, null), Assert.Single(result.Steps).Fact!.Revoked);
    }

    [Fact]
    public void Authorities_with_RSA_keys_are_understood_as_well()
    {
        var office = new Office("RSA", isRsa: true);
        Assert.Equal(RevocationState.Good, office.State(RevocationAsk.Crl, office.List()));
        Assert.Equal(RevocationState.Revoked, office.State(RevocationAsk.Crl, office.List(revoked: (office.Leaf, Office.At.AddDays(-1), null))));
        var salted = new CertificateRevocationListBuilder().Build(office.Issuing, 1, Office.At.AddDays(1), HashAlgorithmName.SHA384, RSASignaturePadding.Pss, Office.At.AddHours(-1));
        Assert.Equal(RevocationState.Good, office.State(RevocationAsk.Crl, new RevocationAnswer(RevocationForm.Crl, salted)));
    }

    [Fact]
    public void A_list_signed_with_SHA_1_says_nothing()
    {
        var office = new Office("Old", isRsa: true);
        var old = office.List().Bytes.ToArray();
        byte[] modern = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 11];
        for (var at = old.AsSpan().IndexOf(modern); at >= 0; at = old.AsSpan().IndexOf(modern))
        {
            old[at + 8] = 5;
        }

        var signed = new AsnReader(old, AsnEncodingRules.DER).ReadSequence().ReadEncodedValue();
        using var key = office.Issuing.GetRSAPrivateKey()!;
        key.SignData(signed.Span, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1).CopyTo(old, old.Length - 256);
        Assert.Equal("the list is not signed by the issuer", office.Read(new RevocationAnswer(RevocationForm.Crl, old)).Trouble);
    }

    [Fact]
    public void The_list_of_another_issuer_says_nothing() =>
        Assert.Equal("the list is of another issuer", One.Read(Office.Other.List(revoked: (One.Leaf, Office.At, null))).Trouble);

    [Fact]
    public void A_list_in_the_issuer_s_name_by_another_key_says_nothing()
    {
        var impostor = new Office("One");
        Assert.Equal(One.Issuing.Subject, impostor.Issuing.Subject);
        Assert.Equal("the list is not signed by the issuer", One.Read(impostor.List()).Trouble);
    }

    [Fact]
    public void A_list_that_was_changed_says_nothing()
    {
        var bytes = One.List(revoked: (One.Leaf, Office.At.AddDays(-1), null)).Bytes.ToArray();
        bytes[bytes.AsSpan().IndexOf(One.Leaf.SerialNumberBytes.Span) + 3] ^= 1;
        Assert.Equal("the list is not signed by the issuer", One.Read(new RevocationAnswer(RevocationForm.Crl, bytes)).Trouble);
        Assert.Equal("the list cannot be read", One.Read(new RevocationAnswer(RevocationForm.Crl, (byte[])[.. bytes, 0])).Trouble);
    }

    [Fact]
    public void An_authority_that_may_sign_no_lists_says_nothing()
    {
        var request = new CertificateRequest(One.Issuing.SubjectName, One.Issuing.GetECDsaPrivateKey()!, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        using var silent = request.CreateSelfSigned(Office.At.AddDays(-1), Office.At.AddDays(1));
        Assert.Equal("the list is of another issuer", One.List().Read(One.Leaf, silent).Trouble);
    }

    // A list of changes, of another authority's certificates, of some reasons: none of them can say that a certificate is good.
    [Theory]
    [InlineData("2.5.29.27", true, "020101", "the list holds changes only")]
    [InlineData("2.5.29.27", false, "020101", "the list holds changes only")]
    [InlineData("2.5.29.28", true, "30038401FF", "the list is indirect, or of some reasons only")]
    [InlineData("2.5.29.28", true, "300483020160", "the list is indirect, or of some reasons only")]
    [InlineData("2.5.29.28", true, "30038201FF", "the list is of other certificates")]
    [InlineData("2.5.29.28", true, "30038501FF", "the list is indirect, or of some reasons only")]
    [InlineData("1.2.3.4", true, "0500", "the list has a critical extension that is not understood")]
    [InlineData("1.2.3.4", false, "0500", "")]
    [InlineData("2.5.29.28", true, "30038101FF", "")]
    [InlineData("2.5.29.20", false, "020107", "")]
    public void A_list_of_another_kind_says_nothing(string name, bool critical, string value, string trouble) =>
        Assert.Equal(trouble, One.Read(Paper.List(One.Issuing, null, [], [new Paper.Extra(name, critical, Convert.FromHexString(value))])).Trouble);

    [Theory]
    [InlineData(Office.ListAddress, "")]
    [InlineData("http://127.0.0.1:1/another.crl", "the list is a part of another")]
    public void A_part_of_a_list_counts_for_those_who_name_that_part(string address, string trouble)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        var tag = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
        using (writer.PushSequence())
        using (writer.PushSequence(tag))
        using (writer.PushSequence(tag))
        {
            writer.WriteCharacterString(UniversalTagNumber.IA5String, address, new Asn1Tag(TagClass.ContextSpecific, 6));
        }

        Assert.Equal(trouble, One.Read(Paper.List(One.Issuing, null, [], [new Paper.Extra("2.5.29.28", true, writer.Encode())])).Trouble);
    }

    [Fact]
    public void An_entry_that_nobody_understands_makes_the_whole_list_useless()
    {
        var strange = new Paper.Extra("2.5.29.29", true, Nothing);
        Assert.Equal("the list has an entry of a kind that is not understood", One.Read(Paper.List(One.Issuing, One.Second, [strange], [])).Trouble);
        Assert.Equal("the list has an entry of a kind that is not understood", One.Read(Paper.List(One.Issuing, One.Leaf, [new Paper.Extra("2.5.29.21", false, [0x0A, 1, 8])], [])).Trouble);
        Assert.Null(One.Read(Paper.List(One.Issuing, One.Second, [strange with { Critical = false }], [])).Fact!.Revoked);
    }

    [Fact]
    public void Since_when_a_key_is_to_be_distrusted_is_read()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteGeneralizedTime(Office.At.AddDays(-9), omitFractionalSeconds: true);
        var revoked = One.Read(Paper.List(One.Issuing, One.Leaf, [new Paper.Extra("2.5.29.21", false, [0x0A, 1, 1]), new Paper.Extra("2.5.29.24", false, writer.Encode())], [])).Fact!.Revoked;
        Assert.Equal(new Revoked(Office.At.AddDays(-1).ToUniversalTime(), RevocationReason.KeyCompromise, Office.At.AddDays(-9).ToUniversalTime()), revoked);
    }

    [Fact]
    public void A_list_made_after_the_certificate_s_end_does_not_say_that_it_was_good()
    {
        var ended = One.Issue("CN=Ended", One.Issuing, validTo: Office.At.AddDays(-2));
        Assert.Equal("the list was made when the certificate had ended, and may leave it out", One.List().Read(ended, One.Issuing).Trouble);
        Assert.NotNull(One.List(revoked: (ended, Office.At.AddDays(-3), null)).Read(ended, One.Issuing).Fact!.Revoked);
    }

    // 200,000 objects would be some ten megabytes: what is allocated is counted, on this thread.
    [Fact]
    public void A_list_of_two_hundred_thousand_is_walked_without_making_anything_of_it()
    {
        var builder = new CertificateRevocationListBuilder();
        for (var i = 0; i < 200_000; i++)
        {
            builder.AddEntry([0x20, (byte)(i >> 16), (byte)((i >> 8) & 0xFF), (byte)(i & 0xFF), 5, 6, 7, 8], Office.At.AddDays(-1), X509RevocationReason.CessationOfOperation);
        }

        builder.AddEntry(One.Leaf, Office.At.AddDays(-1), X509RevocationReason.PrivilegeWithdrawn);
        var answer = new RevocationAnswer(RevocationForm.Crl, builder.Build(One.Issuing, 1, Office.At.AddDays(1), HashAlgorithmName.SHA256, null, Office.At.AddHours(-1)));
        _ = One.Read(answer);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var reading = One.Read(answer);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(RevocationReason.PrivilegeWithdrawn, reading.Fact!.Revoked!.Reason);
        Assert.True(answer.Bytes.Length > 7_000_000, $"{answer.Bytes.Length} bytes");
        Assert.True(allocated < 100_000, $"{allocated} bytes for a list of {answer.Bytes.Length}");
    }

    [Fact]
    public void A_list_longer_than_the_limit_is_not_looked_at() =>
        Assert.Equal("the list is longer than the limit", One.Read(new RevocationAnswer(RevocationForm.Crl, new byte[CrlReading.MostBytes + 1])).Trouble);

    [Fact]
    public void Addresses_of_lists_and_responders_are_those_of_HTTP_and_few()
    {
        var request = new CertificateRequest("CN=Addressed", One.Leaf.GetECDsaPrivateKey()!, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension(["ldap://here/cn=list", "http://one/1.crl", "file:///etc/passwd", "https://two/2.crl"]));
        request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(Enumerable.Range(0, 9).Select(i => $"http://ocsp{i}/"), ["http://issuer/ca.cer"]));
        using var addressed = request.CreateSelfSigned(Office.At.AddDays(-1), Office.At.AddDays(1));
        var addresses = RevocationAddresses.Of(addressed);
        Assert.Equal(["http://one/1.crl", "https://two/2.crl"], addresses.Crl);
        Assert.Equal(["http://ocsp0/", "http://ocsp1/", "http://ocsp2/", "http://ocsp3/"], addresses.Ocsp);
        Assert.Empty(RevocationAddresses.Of(One.Root).Crl);
    }

    [Fact]
    public void Text_that_is_no_list_says_nothing() => Assert.Equal("the list cannot be read", One.Read(new RevocationAnswer(RevocationForm.Crl, Encoding.ASCII.GetBytes("-----BEGIN X509 CRL-----"))).Trouble);
}
