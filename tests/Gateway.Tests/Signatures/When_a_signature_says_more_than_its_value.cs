using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Signatures;
using Xunit;

namespace Gateway.Tests.Signatures;

public sealed class When_a_signature_says_more_than_its_value
{
    private static readonly TrustedSigners Trust = TrustedSigners.Pin(Signers.Bank);

    [Fact]
    public void One_with_properties_is_accepted_and_hands_back_the_document()
    {
        var verdict = XmlSignatures.Verify(Propertied.Sign(Papers.Declaration, Propertied.XadesB), Propertied.XadesB, Trust, Signers.At);
        Assert.Equal(SignatureCodes.Valid, verdict.Code);
        Assert.DoesNotContain("xades", Papers.Text(verdict.Content!), StringComparison.Ordinal);
        Assert.Null(verdict.TimeStamp);
    }

    [Fact]
    public void A_time_stamp_says_when()
    {
        var signed = Propertied.Stamped(Propertied.Sign(Papers.Declaration, Propertied.XadesT), Propertied.Authority);
        var verdict = XmlSignatures.Verify(signed, Propertied.XadesT, TrustedSigners.Pin(Signers.Bank, Propertied.Authority), Signers.At);
        Assert.Equal(SignatureCodes.Valid, verdict.Code);
        Assert.Equal(Signers.At.AddMinutes(-1), verdict.TimeStamp);
    }

    [Fact]
    public void One_that_was_stamped_in_time_is_valid_after_its_certificate_ended()
    {
        var signed = Propertied.Stamped(Propertied.Sign(Papers.Declaration, Propertied.XadesT), Propertied.Authority);
        var trust = new TrustedSigners([Signers.Bank]) { TimeAuthorities = TrustedSigners.Pin(Propertied.Authority) };
        Assert.True(XmlSignatures.Verify(signed, Propertied.XadesT, trust, Signers.At.AddYears(2)).Valid);
    }

    [Fact]
    public void A_time_authority_may_not_sign_documents_in_its_stead()
    {
        var signed = Propertied.Stamped(Propertied.Sign(Papers.Declaration, Propertied.XadesT), Propertied.Authority);
        Assert.Equal(SignatureCodes.TimeAuthority, XmlSignatures.Verify(signed, Propertied.XadesT, Trust, Signers.At).Code);
    }

    [Fact]
    public void One_that_is_to_last_hands_out_what_it_brought()
    {
        var verdict = XmlSignatures.Verify(Papers.Bytes(Lasting.Signed), Lasting.Profile, TrustedSigners.Pin(Signers.Lasting, Propertied.Authority), Signers.At);
        Assert.Equal(SignatureCodes.Valid, verdict.Code);
        Assert.Equal(Signers.At.AddMinutes(-1), verdict.TimeStamp);
        string[] Hex(EmbeddedAnswers answers) => [.. answers.Certificates.Concat(answers.RevocationLists).Append(answers.OcspResponses.Single()).Select(value => Convert.ToHexString(value.Span))];
        Assert.Equal(Hex(Lasting.Answers), Hex(verdict.Embedded!));
        Assert.DoesNotContain("xades", Papers.Text(verdict.Content!), StringComparison.Ordinal);
    }

    [Fact]
    public void Answers_are_embedded_only_behind_a_time_stamp_and_in_their_form()
    {
        var basic = Lasting.Sign(Papers.Declaration);
        Assert.Equal(SignatureCodes.TimeStamp, Assert.Throws<SigningException>(() => XmlSignatures.AddAnswers(basic, Lasting.Profile, Lasting.Answers)).Code);
        var stamped = Propertied.Stamped(basic, Propertied.Authority);
        foreach (var wrong in new[] { Lasting.Answers with { RevocationLists = [], OcspResponses = [] }, Lasting.Answers with { Certificates = [] }, Lasting.Answers with { OcspResponses = [Lasting.List()] } })
        {
            Assert.Equal(SignatureCodes.Properties, Assert.Throws<SigningException>(() => XmlSignatures.AddAnswers(stamped, Lasting.Profile, wrong)).Code);
        }
    }

    [Theory]
    [InlineData("<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Header/><s:Body/></s:Envelope>")]
    [InlineData("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Header><a xmlns=\"urn:a\">x</a></s:Header><s:Body a='>'><b/></s:Body></s:Envelope>")]
    [InlineData(Propertied.Envelope)]
    public void The_body_of_a_SOAP_message_is_signed_and_handed_back_alone(string xml)
    {
        var verdict = XmlSignatures.Verify(Propertied.Sign(xml, Propertied.SoapBody), Propertied.SoapBody, Trust, Signers.At);
        Assert.Equal(SignatureCodes.Valid, verdict.Code);
        Assert.StartsWith("<s:Body", Papers.Text(verdict.Content!), StringComparison.Ordinal);
    }

    [Fact]
    public void A_SOAP_message_that_signs_its_time_stamp_too_is_accepted_while_it_is_fresh() =>
        Assert.Equal(SignatureCodes.Valid, XmlSignatures.Verify(SoapTimes.Signed("2026-11-23T02:14:00Z"), Propertied.SoapBody, Trust, Signers.At).Code);

    [Fact]
    public void A_sender_may_say_that_its_message_is_good_for_longer() =>
        Assert.Equal(SignatureCodes.Valid, XmlSignatures.Verify(SoapTimes.Signed("2026-11-23T01:45:00Z", "2026-11-23T03:00:00Z"), Propertied.SoapBody, Trust, Signers.At).Code);

    [Fact]
    public void A_SOAP_message_that_is_signed_fresh_is_good_for_minutes_and_known_again()
    {
        var profile = Propertied.SoapBody with { Fresh = true };
        var signed = Propertied.Sign(Propertied.Envelope, profile);
        var verdict = XmlSignatures.Verify(signed, profile, Trust, Signers.At);
        Assert.Equal(SignatureCodes.Valid, verdict.Code);
        Assert.Equal(SignatureCodes.Stale, XmlSignatures.Verify(signed, profile, Trust, Signers.At.AddMinutes(11)).Code);
        Assert.Equal(SignatureCodes.Stale, XmlSignatures.Verify(signed, profile, Trust, Signers.At.AddMinutes(-6)).Code);
        Assert.Equal(Convert.ToHexString(verdict.Identity!), Convert.ToHexString(XmlSignatures.Verify(signed, profile, Trust, Signers.At.AddMinutes(3)).Identity!));
        Assert.NotEqual(Convert.ToHexString(verdict.Identity!), Convert.ToHexString(XmlSignatures.Verify(Propertied.Sign(Propertied.Envelope, Propertied.SoapBody), Propertied.SoapBody, Trust, Signers.At).Identity!));
    }

    [Theory]
    [InlineData("generic/enveloped", Papers.Declaration)]
    [InlineData("generic/by-id", "<r><d Id=\"x\">1</d></r>")]
    [InlineData("generic/xades-b", Papers.Declaration)]
    [InlineData("generic/soap-body", Propertied.Envelope)]
    public void Keys_on_both_curves_sign_and_verify(string id, string xml)
    {
        foreach (var curve in new[] { ECCurve.NamedCurves.nistP256, ECCurve.NamedCurves.nistP384 })
        {
            using var key = ECDsa.Create(curve);
            using var certificate = new CertificateRequest("CN=Curve", key, HashAlgorithmName.SHA256).CreateSelfSigned(Signers.At.AddDays(-1), Signers.At.AddDays(1));
            var signed = XmlSignatures.Sign(Papers.Bytes(xml), KnownProfiles.Of(id), SigningKey.Of(certificate), Signers.At);
            Assert.Equal(SignatureCodes.Valid, XmlSignatures.Verify(signed, KnownProfiles.Of(id), TrustedSigners.Pin(certificate), Signers.At).Code);
        }
    }

    [Fact]
    public void The_filter_signs_what_it_names_and_nothing_else()
    {
        var profile = KnownProfiles.Of("filtered-c14n-comments-sha1");
        var signed = Papers.Text(Propertied.Sign(Papers.Payment.Cut("</Customs>", " <Error>0</Error></Customs>"), profile));
        var verdict = XmlSignatures.Verify(Papers.Bytes(signed.Cut("<Error>0", "<Error>9")), profile, Trust, Signers.At);
        Assert.Equal(SignatureCodes.Valid, verdict.Code);
        Assert.Equal(Papers.Payment, Papers.Text(verdict.Content!));
        Assert.Equal(SignatureCodes.Place, XmlSignatures.Verify(Papers.Bytes(signed.Cut("<Customs>", "<Customs xmlns=\"urn:x\">")), profile, Trust, Signers.At).Code);
        Assert.Equal(SignatureCodes.Coverage, XmlSignatures.Verify(Papers.Bytes(signed.Cut("<Customs>", "<Customs xmlns:x=\"urn:x\">")), profile, Trust, Signers.At).Code);
    }

    [Fact]
    public void A_document_longer_than_memory_is_verified_as_it_comes()
    {
        var text = Papers.Declaration.Cut("1000", string.Concat(Enumerable.Repeat("<d:Line a=\"1\">một dòng</d:Line>", 40_000)));
        var profile = KnownProfiles.Of("generic/enveloped");
        var signed = Propertied.Sign(text, profile);
        using var canonical = new MemoryStream();
        var verdict = XmlSignatures.Verify(new MemoryStream(signed), profile, Trust, Signers.At, XmlLimits.Long, canonical);
        Assert.Equal(SignatureCodes.Valid, verdict.Code);
        Assert.Equal(XmlSignatures.Verify(signed, profile, Trust, Signers.At).Content, canonical.ToArray());
        Assert.Equal(SignatureCodes.Size, XmlSignatures.Verify(new MemoryStream(signed), profile, Trust, Signers.At, new XmlLimits(MaxBytes: 1_000_000), Stream.Null).Code);
    }
}
