using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;
using Gateway.Signatures;
using Gateway.Tests.Signatures.Revocations;
using Xunit;

namespace Gateway.Tests.Signatures;

public sealed class When_a_signed_document_is_attacked
{
    private static readonly Dictionary<string, Attack> Attacks =
        Wrappings.All.Concat(Forms.All).Concat(Hostilities.All).Concat(Strangers.All)
            .Concat(Arrangements.All).Concat(Methods.All).Concat(Pointers.All).Concat(Confusions.All).Concat(Disguises.All).Concat(Propertied.All).Concat(Lasting.All).Concat(Endings.All).Concat(Disagreements.All)
            .ToDictionary(attack => attack.Name);

    private static readonly TrustedSigners Trust = TrustedSigners.Of(
        [.. new[] { Signers.Bank, Signers.Weak, Signers.Expired, Signers.Future, Signers.Cipher, Signers.Lasting, Signers.Authority, Propertied.Authority }.Concat(Curves.All).Select(certificate => new PinnedSigner(certificate))],
        Endings.Anchors, Endings.Known);

    internal static IEnumerable<Attack> All => Attacks.Values;

    internal static TrustedSigners Trusted => Trust;

    public static TheoryData<string> Names => [.. Attacks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_refused_with_its_own_code(string name)
    {
        var attack = Attacks[name];
        var bytes = attack.Make();
        var verdict = XmlSignatures.Verify(bytes, attack.Profile, Trust, Signers.At);
        Assert.False(verdict.Valid);
        Assert.Equal(attack.Code, verdict.Code);
        Assert.Null(verdict.CanonicalBytes);
        Assert.Null(verdict.Content);
        Assert.Equal(SignatureCodes.Describe(attack.Code), verdict.Detail);

        // However a stream cuts its bytes, it gets the same answer; only its length is not known before it is read.
        using var stream = new Dripping(bytes);
        var streamed = XmlSignatures.Verify(stream, attack.Profile, Trust, Signers.At, XmlLimits.Default, Stream.Null);
        Assert.False(streamed.Valid);
        Assert.Equal(bytes.Length > XmlLimits.Default.MaxBytes ? streamed.Code : attack.Code, streamed.Code);
    }

    [Fact]
    public void There_are_attacks_of_every_code_that_xml_can_cause()
    {
        string[] other = [SignatureCodes.Valid, SignatureCodes.Mime, SignatureCodes.Cms, SignatureCodes.Signers];
        var all = typeof(SignatureCodes).GetFields().Where(field => field.Name != nameof(SignatureCodes.Fault)).Select(field => (string)field.GetValue(null)!);
        Assert.Equal(all.Except(other).Order(), Attacks.Values.Select(attack => attack.Code).Distinct().Order());
        Assert.True(Attacks.Count >= 1_500, $"{Attacks.Count} attacks");
    }

    // What is refused has to be refused for its fault: the coin of the mint that strikes the attacks is good.
    [Fact]
    public void What_is_attacked_is_accepted_untouched()
    {
        foreach (var ground in Ground.All)
        {
            Assert.Equal((ground.Name, SignatureCodes.Valid), (ground.Name, Code(ground.Mint, ground)));
            Assert.Equal((ground.Name, SignatureCodes.Valid), (ground.Name, XmlSignatures.Verify(Papers.Bytes("\uFEFF" + ground.Signed), ground.Profile, Trust, Signers.At).Code));
        }

        var modern = Ground.Enveloped.Mint;
        Assert.Equal(SignatureCodes.Valid, Code(modern with { Method = Mint.More + "ecdsa-sha256", Key = Curves.Good }, Ground.Enveloped));
        Assert.Equal(SignatureCodes.Valid, Code(modern with { Method = Mint.More + "ecdsa-sha384", Key = Curves.Large }, Ground.Enveloped));
        Assert.Equal(SignatureCodes.Valid, Code(modern with { Method = Pss, Value = bytes => Salted.Sign(Signers.Bank.GetRSAPrivateKey()!, bytes, 32) }, Ground.Enveloped));
    }

    [Fact]
    public void What_is_too_deep_costs_no_more_than_the_limit()
    {
        var verdict = XmlSignatures.Verify(Attacks["200,000 deep"].Make(), Papers.Enveloped, Trust, Signers.At);
        Assert.InRange(verdict.NodesVisited, 1, 2 * XmlLimits.Default.MaxDepth);
    }

    [Fact]
    public void What_has_too_many_nodes_is_left_at_the_limit()
    {
        var verdict = XmlSignatures.Verify(Attacks["node flood"].Make(), Papers.Enveloped, Trust, Signers.At);
        Assert.InRange(verdict.NodesVisited, 1, XmlLimits.Default.MaxNodes + 1);
    }

    [Fact]
    public void A_channel_may_have_smaller_limits()
    {
        var small = new XmlLimits(MaxBytes: 100);
        Assert.Equal(SignatureCodes.Size, XmlSignatures.Verify(Papers.Bytes(Papers.Signed(Papers.Enveloped)), Papers.Enveloped, Trust, Signers.At, small).Code);
    }

    // The planted violation: were the rules in front not there, wrapping would go through, so the battery is able to fail.
    [Fact]
    public void The_library_alone_accepts_wrapped_documents()
    {
        var accepted = Wrappings.All.Concat(Arrangements.All).Count(attack => LibraryAccepts(attack.Make()));
        Assert.True(accepted >= 20, $"only {accepted} wrapped documents get past the library");
    }

    [Fact]
    public void The_library_accepts_what_we_sign()
    {
        foreach (var profile in new[] { Papers.Enveloped, Papers.ById, Papers.Exclusive })
        {
            Assert.True(LibraryAccepts(Papers.Bytes(Papers.Signed(profile))), profile.Id);
        }
    }

    private const string Pss = "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1";

    private static string Code(Mint mint, Ground ground) => XmlSignatures.Verify(Papers.Bytes(mint.Sign()), ground.Profile, Trust, Signers.At).Code;

    private static bool LibraryAccepts(byte[] xml)
    {
        try
        {
            var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
            document.LoadXml(Papers.Text(xml));
            if (document.GetElementsByTagName("Signature", SignedXml.XmlDsigNamespaceUrl)[0] is not XmlElement signature)
            {
                return false;
            }

            var engine = new SignedXml(signature);
            engine.LoadXml(signature);
            return engine.CheckSignature(Signers.Bank.GetRSAPublicKey()!);
        }
        catch (Exception refused) when (refused is System.Security.Cryptography.CryptographicException or XmlException or System.Xml.XPath.XPathException or FormatException)
        {
            return false;
        }
    }
}
