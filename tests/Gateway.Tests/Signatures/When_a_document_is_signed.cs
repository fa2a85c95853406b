using Gateway.Signatures;
using Xunit;

namespace Gateway.Tests.Signatures;

public sealed class When_a_document_is_signed
{
    public static TheoryData<string> Profiles => [Papers.Enveloped.Id, Papers.ById.Id, Papers.ById.Id + ":TCHQ", Papers.Exclusive.Id];

    [Theory]
    [MemberData(nameof(Profiles))]
    public void The_untouched_document_is_accepted(string id)
    {
        var profile = KnownProfiles.Of(id);
        var verdict = XmlSignatures.Verify(Papers.Bytes(Papers.Signed(profile)), profile, TrustedSigners.Pin(Signers.Bank), Signers.At);
        Assert.Equal(SignatureCodes.Valid, verdict.Code);
        Assert.True(verdict.Valid);
        Assert.Equal(Signers.Bank.Subject, verdict.Subject);
        Assert.Equal(Signers.Bank.SerialNumber, verdict.Serial);
        Assert.Equal(Signers.Bank.RawData, verdict.Certificate);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void The_same_document_gets_the_same_bytes(string id)
    {
        var profile = KnownProfiles.Of(id);
        Assert.Equal(Papers.Signed(profile), Papers.Signed(profile));
    }

    [Fact]
    public void What_is_handed_back_is_the_covered_content_without_the_signature()
    {
        Assert.Equal(Papers.Payment, Papers.Text(Content(Papers.Signed(Papers.Enveloped), Papers.Enveloped)));
        Assert.Equal(
            Papers.Declaration.Cut(" xmlns:x=\"urn:example:unused\"", ""),
            Papers.Text(Content(Papers.Signed(Papers.Exclusive), Papers.Exclusive)));
    }

    [Fact]
    public void A_signed_part_is_handed_back_alone_and_inside_an_empty_root()
    {
        var verdict = XmlSignatures.Verify(
            Papers.Bytes(Papers.Signed(Papers.ById)), Papers.ById, TrustedSigners.Pin(Signers.Bank), Signers.At);
        Assert.Equal(Papers.Document.Slice("<Document", "</Document>"), Papers.Text(verdict.CanonicalBytes!));
        Assert.Equal(Papers.Document, Papers.Text(verdict.Content!));
    }

    [Fact]
    public void A_signed_part_keeps_the_namespaces_declared_on_the_root()
    {
        var xml = Papers.Document.Cut("<Customs>", "<Customs xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">").Cut("<Data>", "<Data xsi:nil=\"false\">");
        var bytes = XmlSignatures.Sign(Papers.Bytes(xml), Papers.ById, SigningKey.Of(Signers.Bank));
        var verdict = XmlSignatures.Verify(bytes, Papers.ById, TrustedSigners.Pin(Signers.Bank), Signers.At);
        Assert.True(verdict.Valid, verdict.Code);
        Assert.StartsWith("<Document xmlns:xsi=", Papers.Text(verdict.CanonicalBytes!), StringComparison.Ordinal);
    }

    [Fact]
    public void The_bytes_are_plain_utf8_without_a_byte_order_mark()
    {
        var xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + Papers.Payment.Cut("x<", "Đồng Nai&#13;\n<");
        byte[] marked = [0xEF, 0xBB, 0xBF, .. Papers.Bytes(xml)];
        var bytes = XmlSignatures.Sign(marked, Papers.Enveloped, SigningKey.Of(Signers.Bank));
        Assert.Equal((byte)'<', bytes[0]);
        Assert.StartsWith(xml[..^"</Customs>".Length], Papers.Text(bytes), StringComparison.Ordinal);
        Assert.Contains("Đồng Nai&#xD;\n", Papers.Text(Content(Papers.Text(bytes), Papers.Enveloped)), StringComparison.Ordinal);
    }

    [Fact]
    public void White_space_around_the_signature_does_not_matter()
    {
        var xml = "<Customs>\n  <Header/>\n</Customs>\n";
        var signed = Papers.Text(XmlSignatures.Sign(Papers.Bytes(xml), Papers.Enveloped, SigningKey.Of(Signers.Bank)));
        Assert.Equal("<Customs>\n  <Header></Header>\n</Customs>", Papers.Text(Content(signed, Papers.Enveloped)));
    }

    [Fact]
    public void The_id_of_a_narrowed_profile_is_written_where_it_is_missing()
    {
        var profile = KnownProfiles.Of("document-by-id-sha1:TCHQ");
        var bytes = XmlSignatures.Sign(Papers.Bytes(Papers.Document.Cut(" Id=\"TCHQ\"", "")), profile, SigningKey.Of(Signers.Bank));
        Assert.Equal(Papers.Signed(Papers.ById), Papers.Text(bytes));
    }

    [Fact]
    public void An_empty_container_is_filled()
    {
        var xml = Papers.Document.Cut("</Customs>", "<DigitalSignatures/></Customs>");
        Assert.True(Verify(Papers.Text(XmlSignatures.Sign(Papers.Bytes(xml), Papers.ById, SigningKey.Of(Signers.Bank))), Papers.ById).Valid);
    }

    [Theory]
    [InlineData("<Other/>", SignatureCodes.Place)]
    [InlineData("<Customs><!-- no --></Customs>", SignatureCodes.Comment)]
    [InlineData("<Customs xmlns:a=\"urn:a?b&amp;c\"/>", SignatureCodes.Namespaces)]
    [InlineData("<Customs>", SignatureCodes.Malformed)]
    [InlineData("<Customs><Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"/></Customs>", SignatureCodes.Many)]
    public void A_document_that_breaks_its_profile_is_not_signed(string xml, string code)
    {
        var refused = Assert.Throws<SigningException>(() => XmlSignatures.Sign(Papers.Bytes(xml), Papers.Enveloped, SigningKey.Of(Signers.Bank)));
        Assert.Equal(code, refused.Code);
    }

    [Fact]
    public void A_weak_key_does_not_sign()
    {
        var refused = Assert.Throws<SigningException>(() => XmlSignatures.Sign(Papers.Bytes(Papers.Payment), Papers.Enveloped, SigningKey.Of(Signers.Weak)));
        Assert.Equal(SignatureCodes.WeakKey, refused.Code);
    }

    [Fact]
    public void Both_published_transform_lists_of_the_bank_are_read()
    {
        var forger = new Forger
        {
            Transforms = [new System.Security.Cryptography.Xml.XmlDsigEnvelopedSignatureTransform(), new System.Security.Cryptography.Xml.XmlDsigC14NWithCommentsTransform()],
        };
        Assert.True(Verify(forger.Sign(Papers.Payment), Papers.Enveloped).Valid);
        Assert.True(Verify(new Forger().Sign(Papers.Payment), Papers.Enveloped).Valid);
    }

    [Fact]
    public void A_part_signed_by_id_may_leave_out_the_transforms()
    {
        var xml = Papers.Document.Cut("</Customs>", "<DigitalSignatures/></Customs>");
        Assert.True(Verify(new Forger { Uri = "#TCHQ", Transforms = [] }.Sign(xml, "/*/DigitalSignatures"), Papers.ById).Valid);
    }

    [Fact]
    public void The_deepest_and_widest_allowed_document_is_signed_and_accepted()
    {
        var attributes = string.Concat(Enumerable.Range(0, 250).Select(number => $" a{number}=\"v\""));
        var names = string.Concat(Enumerable.Range(0, 62).Select(level => $"<L{level}>"));
        var ends = string.Concat(Enumerable.Range(0, 62).Reverse().Select(level => $"</L{level}>"));
        var xml = $"<Customs{attributes}>{names}<E/>{ends}</Customs>";
        Assert.Equal(SignatureCodes.Valid, Verify(Papers.Text(XmlSignatures.Sign(Papers.Bytes(xml), Papers.Enveloped, SigningKey.Of(Signers.Bank))), Papers.Enveloped).Code);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("document-by-id-sha1:")]
    [InlineData("document-by-id-sha1:a b")]
    [InlineData("enveloped-exclusive-sha256:X")]
    public void A_profile_nobody_defined_is_not_found(string id) => Assert.Null(KnownProfiles.Find(id));

    private static byte[] Content(string xml, SignatureProfile profile) => Verify(xml, profile).Content!;

    private static Verdict Verify(string xml, SignatureProfile profile) =>
        XmlSignatures.Verify(Papers.Bytes(xml), profile, TrustedSigners.Pin(Signers.Bank), Signers.At);
}
