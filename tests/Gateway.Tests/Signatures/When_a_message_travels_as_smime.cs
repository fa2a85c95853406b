using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Signatures;
using Xunit;

namespace Gateway.Tests.Signatures;

public sealed class When_a_message_travels_as_smime
{
    private const string Plain = "text/plain; charset=UTF-8";
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("   IDA  Đồng Nai\r\nline 2\r\n--not a boundary\r\n");
    private static readonly TrustedSigners Trust = TrustedSigners.Pin(Signers.Bank, Signers.Weak, Signers.Expired, Signers.Cipher);
    private static readonly Lazy<(byte[] Bytes, string ContentType)> LazySigned = new(() => SmimeMessages.Sign(Body, Plain, SigningKey.Of(Signers.Bank)));

    public static TheoryData<string> Names => [.. Attacks().Keys];

    private static string Signed => Encoding.Latin1.GetString(LazySigned.Value.Bytes);

    private static string Boundary => Signed[2..Signed.IndexOf('\r', StringComparison.Ordinal)];

    [Fact]
    public void The_body_comes_back_byte_for_byte()
    {
        var opening = Open(Signed);
        Assert.Equal(SignatureCodes.Valid, opening.Verdict.Code);
        Assert.Equal(Body, opening.Content.ToArray());
        Assert.Equal(Plain, opening.ContentType);
        Assert.Equal([.. Encoding.ASCII.GetBytes($"Content-Type: {Plain}\r\n\r\n"), .. Body], opening.Verdict.CanonicalBytes!);
    }

    [Fact]
    public void The_form_is_the_published_one()
    {
        Assert.Equal($"multipart/signed; micalg=\"sha1\"; protocol=\"application/x-pkcs7-signature\"; boundary=\"{Boundary}\"", LazySigned.Value.ContentType);
        Assert.StartsWith($"--{Boundary}\r\nContent-Type: {Plain}\r\n\r\n", Signed, StringComparison.Ordinal);
        Assert.EndsWith($"\r\n--{Boundary}--\r\n", Signed, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_message_gets_the_same_bytes()
    {
        var again = SmimeMessages.Sign(Body, Plain, SigningKey.Of(Signers.Bank));
        Assert.Equal(LazySigned.Value.Bytes, again.Bytes);
        Assert.Equal(LazySigned.Value.ContentType, again.ContentType);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n")]
    [InlineData("no line end")]
    [InlineData("lone LF\n")]
    [InlineData("lone CR\r")]
    [InlineData("\n\r\n\n")]
    [InlineData("\0\u0001binary")]
    public void Any_body_survives(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var (signed, type) = SmimeMessages.Sign(bytes, Plain, SigningKey.Of(Signers.Bank));
        Assert.Equal(bytes, SmimeMessages.Open(signed, type, Trust, Signers.At).Content.ToArray());
    }

    [Fact]
    public void A_body_of_several_parts_is_just_a_body()
    {
        var body = "--inner\r\nContent-Type: text/plain\r\n\r\nx\r\n--inner--\r\n"u8.ToArray();
        var (signed, type) = SmimeMessages.Sign(body, "multipart/mixed; boundary=\"inner\"", SigningKey.Of(Signers.Bank));
        var opening = SmimeMessages.Open(signed, type, Trust, Signers.At);
        Assert.Equal(body, opening.Content.ToArray());
        Assert.Equal("multipart/mixed; boundary=\"inner\"", opening.ContentType);
    }

    [Fact]
    public void An_unsigned_message_is_handed_back_and_said_to_be_unsigned()
    {
        var opening = SmimeMessages.Open(Body, Plain, Trust, Signers.At);
        Assert.Equal(SignatureCodes.None, opening.Verdict.Code);
        Assert.False(opening.Verdict.Valid);
        Assert.Equal(Body, opening.Content.ToArray());
    }

    [Fact]
    public void Delimiters_may_end_with_a_bare_line_feed()
    {
        var mixed = Signed.Cut($"--{Boundary}\r\n", $"--{Boundary}\n").Cut($"\r\n--{Boundary}\r\n", $"\n--{Boundary}\n").Cut("base64\r\n", "base64\n");
        Assert.Equal(SignatureCodes.Valid, Open(mixed).Verdict.Code);
    }

    [Fact]
    public void A_preamble_and_blank_lines_at_the_end_are_no_content() =>
        Assert.Equal(Body, Open("This is signed.\r\n\r\n" + Signed + "\r\n").Content.ToArray());

    [Theory]
    [MemberData(nameof(Names))]
    public void What_was_changed_is_refused_with_its_own_code(string name)
    {
        var (text, type, code) = Attacks()[name]();
        var opening = SmimeMessages.Open(Encoding.Latin1.GetBytes(text), type, Trust, Signers.At);
        Assert.Equal(code, opening.Verdict.Code);
        Assert.True(opening.Content.IsEmpty);
        Assert.Null(opening.Verdict.CanonicalBytes!);
    }

    [Theory]
    [InlineData("text/plain\r\nEvil: 1")]
    [InlineData("nothing")]
    [InlineData("")]
    public void A_content_type_that_would_break_the_headers_is_not_signed(string type) =>
        Assert.Throws<ArgumentException>(() => SmimeMessages.Sign(Body, type, SigningKey.Of(Signers.Bank)));

    private static SmimeOpening Open(string text) =>
        SmimeMessages.Open(Encoding.Latin1.GetBytes(text), LazySigned.Value.ContentType, Trust, Signers.At);

    private static Dictionary<string, Func<(string Text, string Type, string Code)>> Attacks()
    {
        var type = LazySigned.Value.ContentType;
        var attacks = new Dictionary<string, Func<(string, string, string)>>
        {
            ["other micalg"] = () => (Signed, type.Cut("sha1", "md5"), SignatureCodes.Algorithm),
            ["other protocol"] = () => (Signed, type.Cut("x-pkcs7", "pgp"), SignatureCodes.Algorithm),
            ["other boundary"] = () => (Signed, type.Cut(Boundary, "x"), SignatureCodes.Mime),
            ["no boundary"] = () => (Signed, type[..type.LastIndexOf(';')], SignatureCodes.Mime),
            ["boundary twice"] = () => (Signed, type + "; boundary=\"x\"", SignatureCodes.Mime),
        };
        foreach (var (name, old, replacement, code) in Changes())
        {
            attacks[name] = () => (Signed.Cut(old, replacement), type, code);
        }

        foreach (var (name, code, make) in Forgeries())
        {
            attacks[name] = () => (WithSignature(make()), type, code);
        }

        return attacks;
    }

    private static IEnumerable<(string Name, string Old, string Replacement, string Code)> Changes() =>
    [
        ("body tampered", "line 2", "line 3", SignatureCodes.Digest),
        ("line end changed", "line 2\r\n", "line 2\n", SignatureCodes.Digest),
        ("content type tampered", "UTF-8", "UTF-7", SignatureCodes.Digest),
        ("space added to the header", "Content-Type: text", "Content-Type:  text", SignatureCodes.Digest),
        ("header added", "Content-Type: text", "X: y\r\nContent-Type: text", SignatureCodes.Mime),
        ("header missing", $"Content-Type: {Plain}\r\n", "", SignatureCodes.Mime),
        ("blank line missing", $"{Plain}\r\n\r\n", $"{Plain}\r\n", SignatureCodes.Mime),
        ("third part", $"--{Boundary}--", $"--{Boundary}\r\n\r\n--{Boundary}--", SignatureCodes.Mime),
        ("not closed", $"--{Boundary}--", "", SignatureCodes.Mime),
        ("text behind", $"--{Boundary}--\r\n", $"--{Boundary}--\r\nevil", SignatureCodes.Mime),
        ("line that begins like a delimiter", "line 2", $"--{Boundary}x", SignatureCodes.Mime),
        ("signature part of another type", "x-pkcs7-signature; name", "octet-stream; name", SignatureCodes.Mime),
        ("signature part not base64", ": base64", ": 8bit", SignatureCodes.Mime),
        ("signature part with another header", "Content-Disposition", "Content-Evil", SignatureCodes.Mime),
        ("long preamble", $"--{Boundary}\r\n", new string('x', 2000) + $"\r\n--{Boundary}\r\n", SignatureCodes.Mime),
        ("signature of letters", "filename=\"smime.p7s\"\r\n\r\n", "filename=\"smime.p7s\"\r\n\r\n?", SignatureCodes.Mime),
    ];

    private static IEnumerable<(string Name, string Code, Func<byte[]> Make)> Forgeries() =>
    [
        ("self-signed attacker", SignatureCodes.Untrusted, () => Cms(Signers.Attacker)),
        ("expired", SignatureCodes.Expired, () => Cms(Signers.Expired)),
        ("weak", SignatureCodes.WeakKey, () => Cms(Signers.Weak)),
        ("not for signing", SignatureCodes.KeyUsage, () => Cms(Signers.Cipher)),
        ("SHA-256", SignatureCodes.Algorithm, () => Cms(Signers.Bank, digest: "2.16.840.1.101.3.4.2.1")),
        ("attached", SignatureCodes.Cms, () => Cms(Signers.Bank, detached: false)),
        ("no certificate", SignatureCodes.Signers, () => Cms(Signers.Bank, include: X509IncludeOption.None)),
        ("two signers", SignatureCodes.Signers, () => Cms(Signers.Bank, second: Signers.Attacker)),
        ("bytes behind", SignatureCodes.Cms, () => [.. Cms(Signers.Bank), 0]),
        ("not a PKCS#7", SignatureCodes.Cms, () => [0x30, 0x03, 0x02, 0x01, 0x01]),
        ("truncated", SignatureCodes.Cms, () => Cms(Signers.Bank)[..^20]),
        ("signature of another body", SignatureCodes.Digest, () => Cms(Signers.Bank, content: "other"u8.ToArray())),
        ("attributes of another body", SignatureCodes.Digest, () => Cms(Signers.Bank, content: "other"u8.ToArray(), attributes: true)),
        ("value tampered", SignatureCodes.Value, () => Tampered(Cms(Signers.Bank, attributes: true))),
        ("too large", SignatureCodes.Mime, () => new byte[70_000]),
    ];

    [Fact]
    public void A_signing_time_of_the_partner_is_accepted() =>
        Assert.Equal(SignatureCodes.Valid, Open(WithSignature(Cms(Signers.Bank, attributes: true))).Verdict.Code);

    private static byte[] Tampered(byte[] cms)
    {
        cms[^1] ^= 1;
        return cms;
    }

    private static string WithSignature(byte[] cms)
    {
        var start = Signed.LastIndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        var end = Signed.LastIndexOf($"\r\n--{Boundary}--", StringComparison.Ordinal);
        return Signed[..start] + Convert.ToBase64String(cms) + Signed[end..];
    }

    private static byte[] Cms(
        X509Certificate2 key,
        string digest = "1.3.14.3.2.26",
        bool detached = true,
        X509IncludeOption include = X509IncludeOption.EndCertOnly,
        X509Certificate2? second = null,
        byte[]? content = null,
        bool attributes = false)
    {
        var signed = new SignedCms(new ContentInfo(content ?? Open(Signed).Verdict.CanonicalBytes!), detached);
        foreach (var one in second is null ? new[] { key } : [key, second])
        {
            var signer = new CmsSigner(one) { DigestAlgorithm = new Oid(digest), IncludeOption = include };
            if (attributes)
            {
                signer.SignedAttributes.Add(new Pkcs9SigningTime(Signers.At.UtcDateTime));
            }

            signed.ComputeSignature(signer);
        }

        return signed.Encode();
    }
}
