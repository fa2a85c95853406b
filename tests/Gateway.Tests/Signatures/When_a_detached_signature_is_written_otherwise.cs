using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using Gateway.Signatures;
using Xunit;

namespace Gateway.Tests.Signatures;

/// <summary>
/// The signature covers the bytes beside it and nothing of what it stands in: whatever somebody without the key can change there, or put there, is refused.
/// Most of it the platform takes.
/// </summary>
public sealed class When_a_detached_signature_is_written_otherwise
{
    private const string Data = "1.2.840.113549.1.7.1";
    private const string Sha256 = "2.16.840.1.101.3.4.2.1";
    private const string Rsa = "1.2.840.113549.1.1.1";
    private static readonly byte[] Content = "what is signed\n"u8.ToArray();
    private static readonly Lazy<byte[]> LazySigned = new(() => DetachedSignatures.Sign(Content, SigningKey.Of(Signers.Leafed)));
    private static readonly Asn1Tag First = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag Second = new(TagClass.ContextSpecific, 1);

    private static readonly Dictionary<string, Form> Forms = new(StringComparer.Ordinal)
    {
        ["an unsigned attribute"] = new() { Unsigned = true },
        ["a list of revoked certificates"] = new() { Lists = true },
        ["an attribute certificate"] = new() { AttributeCertificate = true },
        ["a further certificate"] = new() { Certificates = [Signers.Leafed.RawData, Signers.Attacker.RawData] },
        ["the certificate twice"] = new() { Certificates = [Signers.Leafed.RawData, Signers.Leafed.RawData] },
        ["no certificate"] = new() { Certificates = [] },
        ["parameters of the digest"] = new() { Parameters = true },
        ["other parameters of the signature"] = new() { SignatureParameters = true },
        ["another name of the signature"] = new() { Algorithm = "1.2.840.113549.1.1.11" },
        ["no digest in the set"] = new() { Digests = [] },
        ["a further digest in the set"] = new() { Digests = [Sha256, "2.16.840.1.101.3.4.2.3"] },
        ["another digest in the set"] = new() { Digests = ["2.16.840.1.101.3.4.2.3"] },
        ["version 9"] = new() { Version = 9 },
        ["version 3"] = new() { Version = 3 },
        ["a signer of version 3"] = new() { SignerVersion = 3 },
        ["the signer twice"] = new() { Signers = 2 },
        ["no signer"] = new() { Signers = 0 },
        ["the content inside"] = new() { Inside = true },
        ["lengths that are not said"] = new() { Rules = AsnEncodingRules.BER },
    };

    public static TheoryData<string> Names => [.. Forms.Keys];

    [Fact]
    public void The_one_form_is_accepted()
    {
        Assert.Equal(LazySigned.Value, Write(new Form()));
        Assert.True(IsAccepted(LazySigned.Value));
        Assert.True(IsTaken(LazySigned.Value));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Another_form_is_refused(string name)
    {
        var verdict = Verify(Write(Forms[name]), TrustedSigners.Pin(Signers.Leafed));
        Assert.Equal((false, SignatureCodes.Cms), (verdict.Valid, verdict.Code));
    }

    [Fact]
    public void The_platform_takes_most_of_them() => Assert.InRange(Forms.Values.Count(form => IsTaken(Write(form))), 8, Forms.Count);

    [Fact]
    public void Every_flipped_bit_is_refused_also_where_an_authority_is_trusted()
    {
        var signed = LazySigned.Value.ToArray();
        for (var at = 0; at < signed.Length * 8; at++)
        {
            signed[at / 8] ^= (byte)(1 << (at % 8));
            Assert.False(IsAccepted(signed), $"bit {at % 8} of byte {at / 8}");
            signed[at / 8] ^= (byte)(1 << (at % 8));
        }

        Assert.True(IsAccepted(signed));
    }

    [Fact]
    public void A_byte_put_in_or_taken_out_anywhere_is_refused()
    {
        var signed = LazySigned.Value;
        for (var at = 0; at <= signed.Length; at++)
        {
            Assert.False(IsAccepted([.. signed[..at], 0, .. signed[at..]]), $"a byte put in at {at}");
            Assert.False(at < signed.Length && IsAccepted([.. signed[..at], .. signed[(at + 1)..]]), $"the byte at {at} taken out");
        }
    }

    private static bool IsAccepted(byte[] signature) =>
        Verify(signature, TrustedSigners.Pin(Signers.Leafed)).Valid || Verify(signature, TrustedSigners.Anchored(Signers.Authority)).Valid;

    private static Verdict Verify(byte[] signature, TrustedSigners trust) => DetachedSignatures.Verify(Content, signature, trust, Signers.At);

    private static bool IsTaken(byte[] signature)
    {
        try
        {
            var signed = new SignedCms(new ContentInfo(new Oid(Data), Content), detached: true);
            signed.Decode(signature);
            signed.CheckSignature(verifySignatureOnly: true);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static byte[] Write(Form form)
    {
        var writer = new AsnWriter(form.Rules);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier("1.2.840.113549.1.7.2");
            using (writer.PushSequence(First))
            using (writer.PushSequence())
            {
                writer.WriteInteger(form.Version);
                Each(writer, form.Digests, digest => Algorithm(writer, digest, form.Parameters));
                Inner(writer, form.Inside);
                Certificates(writer, form);
                if (form.Lists)
                {
                    using var lists = writer.PushSetOf(Second);
                    writer.WriteEncodedValue([0x30, 0x03, 0x02, 0x01, 0x01]);
                }

                Each(writer, Enumerable.Range(0, form.Signers), _ => Signer(writer, form));
            }
        }

        // Lengths that are not said: the outermost sequence stays open until two zeros.
        var encoded = writer.Encode();
        return form.Rules == AsnEncodingRules.DER ? encoded : [0x30, 0x80, .. encoded[4..], 0, 0];
    }

    private static void Each<T>(AsnWriter writer, IEnumerable<T> all, Action<T> write)
    {
        using var set = writer.PushSetOf();
        foreach (var one in all)
        {
            write(one);
        }
    }

    private static void Inner(AsnWriter writer, bool inside)
    {
        using var content = writer.PushSequence();
        writer.WriteObjectIdentifier(Data);
        if (inside)
        {
            using var explicitly = writer.PushSequence(First);
            writer.WriteOctetString(Content);
        }
    }

    private static void Certificates(AsnWriter writer, Form form)
    {
        using var set = writer.PushSetOf(First);
        foreach (var certificate in form.Certificates)
        {
            writer.WriteEncodedValue(certificate);
        }

        if (form.AttributeCertificate)
        {
            using var other = writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 2));
            writer.WriteInteger(1);
        }
    }

    private static void Signer(AsnWriter writer, Form form)
    {
        using var signer = writer.PushSequence();
        writer.WriteInteger(form.SignerVersion);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(Signers.Leafed.IssuerName.RawData);
            writer.WriteInteger(Signers.Leafed.SerialNumberBytes.Span);
        }

        Algorithm(writer, Sha256, form.Parameters);
        Algorithm(writer, form.Algorithm, form.SignatureParameters);
        using var key = Signers.Leafed.GetRSAPrivateKey()!;
        writer.WriteOctetString(key.SignData(Content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        if (form.Unsigned)
        {
            using var attributes = writer.PushSetOf(Second);
            using var attribute = writer.PushSequence();
            writer.WriteObjectIdentifier("1.2.3.4.5");
            using var values = writer.PushSetOf();
            writer.WriteOctetString("anything"u8);
        }
    }

    private static void Algorithm(AsnWriter writer, string name, bool parameters)
    {
        using var algorithm = writer.PushSequence();
        writer.WriteObjectIdentifier(name);
        if (parameters)
        {
            writer.WriteNull();
        }
    }

    /// <summary>What a signature is written with; as it stands, ours.</summary>
    private sealed record Form
    {
        public AsnEncodingRules Rules { get; init; } = AsnEncodingRules.DER;

        public int Version { get; init; } = 1;

        public string[] Digests { get; init; } = [Sha256];

        public byte[][] Certificates { get; init; } = [Tests.Signatures.Signers.Leafed.RawData];

        public bool AttributeCertificate { get; init; }

        public bool Lists { get; init; }

        public bool Inside { get; init; }

        public int Signers { get; init; } = 1;

        public int SignerVersion { get; init; } = 1;

        public bool Parameters { get; init; }

        public string Algorithm { get; init; } = Rsa;

        public bool SignatureParameters { get; init; }

        public bool Unsigned { get; init; }
    }
}
