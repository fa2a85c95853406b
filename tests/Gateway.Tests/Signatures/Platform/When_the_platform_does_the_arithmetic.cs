using System.Security.Cryptography.X509Certificates;
using Gateway.Signatures;
using Gateway.Tests.Signatures.Fuzzing;
using Xunit;

namespace Gateway.Tests.Signatures.Platform;

/// <summary>The platform's <c>SignedXml</c> behind the same rules, alone and beside our own engine.</summary>
public sealed class When_the_platform_does_the_arithmetic
{
    private const long MostBytes = 160L << 20;
    private static readonly IReadOnlyList<Specimen> Honest = [.. Specimen.Honest.Where(specimen => specimen.Profile.Placement != SignaturePlacement.Filter)];

    public static TheoryData<SignatureEngine> Engines => [SignatureEngine.Platform, SignatureEngine.Both];

    public static TheoryData<string> Shapes => [.. new HostileShapes("").All.Keys];

    // Within the same limits: those of the platform are ours too, and come first.
    [Theory]
    [MemberData(nameof(Engines))]
    public void No_attack_is_accepted_and_each_is_refused_as_by_us(SignatureEngine engine)
    {
        var (wrong, tried) = (new List<string>(), 0);
        foreach (var attack in When_a_signed_document_is_attacked.All.Where(attack => attack.Profile is { Engine: SignatureEngine.Own, Placement: not SignaturePlacement.Filter }))
        {
            var bytes = attack.Make();
            var own = XmlSignatures.Verify(bytes, attack.Profile, When_a_signed_document_is_attacked.Trusted, Signers.At, SignatureEngines.PlatformLimits);
            var verdict = XmlSignatures.Verify(bytes, attack.Profile with { Engine = engine }, When_a_signed_document_is_attacked.Trusted, Signers.At);
            wrong.AddRange(verdict is { Valid: false, CanonicalBytes: null, Content: null } && verdict.Code == own.Code ? [] : [$"{attack.Name}: {verdict.Code}, by us {own.Code}"]);
            tried++;
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(tried >= 1_000, $"{tried} attacks");
    }

    // The planted violation of the test above: what the platform alone takes, and what it wrongly refuses, differ from us and are seen to.
    [Fact]
    public void Where_it_is_wrong_it_says_something_else_than_we()
    {
        foreach (var attack in Disagreements.All)
        {
            var (own, platform) = (Verify(attack, SignatureEngine.Own), Verify(attack, SignatureEngine.Platform));
            Assert.True(own.Valid != platform.Valid, attack.Name);
            Assert.Equal((attack.Name, SignatureCodes.Engines), (attack.Name, Verify(attack, SignatureEngine.Both).Code));
        }
    }

    // It takes a document for the same with and without an empty xml:lang; what is handed on is what was signed, not what was received.
    [Fact]
    public void What_it_accepts_wrongly_is_not_handed_on()
    {
        var changed = Papers.Signed(Papers.ById).Cut("<Amount>", "<Amount xml:lang=\"\">");
        var verdict = XmlSignatures.Verify(Papers.Bytes(changed), Papers.ById with { Engine = SignatureEngine.Platform }, TrustedSigners.Pin(Signers.Bank), Signers.At);
        Assert.True(verdict.Valid);
        Assert.DoesNotContain("xml:lang", Papers.Text(verdict.Content!), StringComparison.Ordinal);
        Assert.Equal(XmlSignatures.Verify(Papers.Bytes(Papers.Signed(Papers.ById)), Papers.ById, TrustedSigners.Pin(Signers.Bank), Signers.At).Content, verdict.Content);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void What_we_sign_it_accepts_with_every_profile_and_key(SignatureEngine engine)
    {
        var held = 0;
        foreach (var specimen in Honest)
        {
            var (own, verdict) = (specimen.Verify(specimen.Bytes), Verify(specimen, specimen.Bytes, engine));
            if (PlatformOracle.Known.Defect(specimen, specimen.Bytes) is { } defect)
            {
                Assert.Equal((specimen.Name, defect, false), (specimen.Name, defect, verdict.Valid));
                continue;
            }

            Assert.Equal((specimen.Name, SignatureCodes.Valid), (specimen.Name, verdict.Code));
            Assert.Equal(own.CanonicalBytes, verdict.CanonicalBytes);
            Assert.Equal(own.Content, verdict.Content);
            Assert.Equal(own.Identity, verdict.Identity);
            held++;
        }

        Assert.True(held >= 40, $"{held} documents");
    }

    [Fact]
    public void What_it_signs_we_accept_with_every_profile_and_key()
    {
        foreach (var (id, document) in new[]
        {
            ("generic/enveloped", Papers.Declaration), ("generic/by-id", Papers.Document), ("generic/xades-b", Papers.Declaration), ("generic/soap-body", Propertied.Envelope),
            ("enveloped-c14n-comments-sha1", Papers.Payment.Cut("<Customs>", "<Customs xml:space=\"preserve\">")), ("enveloped-exclusive-sha256", Papers.Declaration), ("document-by-id-sha1", Papers.Document),
        })
        {
            var profile = KnownProfiles.Of(id) with { Fresh = id == "generic/soap-body" };
            foreach (var key in (X509Certificate2[])[Signers.Bank, .. id.StartsWith("generic", StringComparison.Ordinal) ? [Curves.Good, Curves.Large] : Array.Empty<X509Certificate2>()])
            {
                var signed = XmlSignatures.Sign(Papers.Bytes(document), profile with { Engine = SignatureEngine.Platform }, SigningKey.Of(key), Signers.At);
                Assert.Equal((id, key.Subject, SignatureCodes.Valid), (id, key.Subject, XmlSignatures.Verify(signed, profile, TrustedSigners.Pin(key), Signers.At).Code));
                Assert.Equal(SignatureCodes.Valid, XmlSignatures.Verify(signed, profile with { Engine = SignatureEngine.Both }, TrustedSigners.Pin(key), Signers.At).Code);
            }

            // With a key whose value is always the same, the two write the same bytes.
            Assert.Equal(
                XmlSignatures.Sign(Papers.Bytes(document), profile, SigningKey.Of(Signers.Bank), Signers.At),
                XmlSignatures.Sign(Papers.Bytes(document), profile with { Engine = SignatureEngine.Platform }, SigningKey.Of(Signers.Bank), Signers.At));
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Ten_hostile_megabytes_are_decided_within_its_limits(string name)
    {
        var bytes = new HostileShapes(Papers.Signed(Papers.Enveloped)).All[name]();
        foreach (var engine in (SignatureEngine[])[SignatureEngine.Platform, SignatureEngine.Both])
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var verdict = XmlSignatures.Verify(bytes, Papers.Enveloped with { Engine = engine }, TrustedSigners.Pin(Signers.Bank), Signers.At);
            Assert.False(verdict.Valid);
            Assert.Equal(SignatureCodes.Size, verdict.Code);
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MostBytes);
        }
    }

    // The same shapes, cut down to what it may read: every tree that can be made it makes, and no more nodes than the limit.
    [Theory]
    [MemberData(nameof(Shapes))]
    public void Hostile_documents_it_may_read_are_decided_within_its_limits(string name)
    {
        var bytes = new HostileShapes(Papers.Signed(Papers.Enveloped), SignatureEngines.PlatformLimits.MaxBytes).All[name]();
        foreach (var engine in (SignatureEngine[])[SignatureEngine.Platform, SignatureEngine.Both])
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var verdict = XmlSignatures.Verify(bytes, Papers.Enveloped with { Engine = engine }, TrustedSigners.Pin(Signers.Bank), Signers.At);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Equal(XmlSignatures.Verify(bytes, Papers.Enveloped, TrustedSigners.Pin(Signers.Bank), Signers.At, SignatureEngines.PlatformLimits).Code, verdict.Code);
            Assert.InRange(verdict.NodesVisited, 0, SignatureEngines.PlatformLimits.MaxNodes + XmlLimits.Default.MaxAttributes + 1);
            Assert.True(allocated <= MostBytes, $"{allocated:N0} bytes for {name}, {verdict.Code}");
        }
    }

    [Fact]
    public void A_stream_is_read_as_far_as_it_reads()
    {
        var specimen = Honest[0];
        using var canonical = new MemoryStream();
        using var stream = new Dripping(specimen.Bytes);
        var profile = specimen.Profile with { Engine = SignatureEngine.Both };
        var verdict = XmlSignatures.Verify(stream, profile, specimen.Trust, Signers.At, XmlLimits.Long, canonical);
        Assert.Equal(SignatureCodes.Valid, verdict.Code);
        Assert.Equal(specimen.Verify(specimen.Bytes).CanonicalBytes, canonical.ToArray());
        using var endless = new MemoryStream(new byte[SignatureEngines.PlatformLimits.MaxBytes + 1]);
        Assert.Equal(SignatureCodes.Size, XmlSignatures.Verify(endless, profile, specimen.Trust, Signers.At, XmlLimits.Long, Stream.Null).Code);
    }

    [Theory]
    [InlineData("filtered-c14n-comments-sha1")]
    [InlineData("filtered-c14n-comments-sha256")]
    public void A_profile_it_cannot_do_is_refused_before_anything_is_read(string id)
    {
        var profile = KnownProfiles.Of(id);
        Assert.Null(SignatureEngines.Fault(profile, SignatureEngine.Own));
        foreach (var engine in (SignatureEngine[])[SignatureEngine.Platform, SignatureEngine.Both])
        {
            Assert.Contains("only the own engine", SignatureEngines.Fault(profile, engine), StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() => XmlSignatures.Verify(Array.Empty<byte>(), profile with { Engine = engine }, TrustedSigners.Nobody, Signers.At));
            Assert.Throws<ArgumentException>(() => XmlSignatures.Sign(Papers.Bytes(Papers.Payment), profile with { Engine = engine }, SigningKey.Of(Signers.Bank)));
        }
    }

    private static Verdict Verify(Attack attack, SignatureEngine engine) =>
        XmlSignatures.Verify(attack.Make(), attack.Profile with { Engine = engine }, TrustedSigners.Pin(Signers.Bank), Signers.At);

    private static Verdict Verify(Specimen specimen, byte[] bytes, SignatureEngine engine) =>
        XmlSignatures.Verify(bytes, specimen.Profile with { Engine = engine }, specimen.Trust, Signers.At);
}
