using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;
using Gateway.Signatures;
using Xunit;

namespace Gateway.Tests.Signatures;

/// <summary>
/// Seeded damage to bytes and to structure: never an exception, never accepted unless the canonical bytes are those that were signed, and
/// the platform's own verifier agrees with every verdict of the arithmetic. <c>GATEWAY_MUTATED</c> says how many for each placement.
/// </summary>
public sealed class When_signed_bytes_are_mutated
{
    private const int Seed = 20261127;

    private static readonly int Times =
        int.TryParse(Environment.GetEnvironmentVariable("GATEWAY_MUTATED"), NumberStyles.None, CultureInfo.InvariantCulture, out var times) ? times : 500;

    public static TheoryData<string> Names => [.. Ground.All.Select(ground => ground.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_else_than_what_was_signed_is_accepted(string name)
    {
        var ground = Ground.All.Single(ground => ground.Name == name);
        var honest = Verify(ground, Papers.Bytes(ground.Signed)).CanonicalBytes!;
        var random = new Random(Seed);
        var codes = new Dictionary<string, int>();
        for (var time = 0; time < Times; time++)
        {
            var bytes = Mutate(ground.Signed, random);
            var verdict = Verify(ground, bytes);
            codes[verdict.Code] = codes.GetValueOrDefault(verdict.Code) + 1;
            var where = $"seed {Seed}, mutation {time}, {verdict.Code}: {Encoding.UTF8.GetString(bytes)}";
            Assert.True(!verdict.Valid || verdict.CanonicalBytes.AsSpan().SequenceEqual(honest), where);
            Assert.True(!verdict.Valid || PlatformAccepts(bytes), where);
            Assert.False(IsArithmetic(verdict, bytes) && PlatformAccepts(bytes), where);
        }

        Assert.True(codes.Count >= 6, string.Join(", ", codes));
    }

    private static Verdict Verify(Ground ground, byte[] bytes) => XmlSignatures.Verify(bytes, ground.Profile, TrustedSigners.Pin(Signers.Bank), Signers.At);

    // The same codes are given to a value or digest that is no bare base64, which the platform lets pass.
    private static bool IsArithmetic(Verdict verdict, byte[] bytes) =>
        verdict.Code is SignatureCodes.Digest or SignatureCodes.Value
        && bytes.AsSpan().IndexOf("<SignatureValue>"u8) >= 0 && bytes.AsSpan().IndexOf("<DigestValue>"u8) >= 0;

    private static byte[] Mutate(string signed, Random random)
    {
        var text = signed;
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            text = random.Next(2) == 0 ? Restructure(text, random) : text;
        }

        var bytes = Papers.Bytes(text).ToList();
        for (var times = random.Next(text == signed ? 1 : 0, 3); times > 0 && bytes.Count > 0; times--)
        {
            Damage(bytes, random);
        }

        return [.. bytes];
    }

    private static void Damage(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count);
        switch (random.Next(5))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveAt(at);
                break;
            case 3:
                bytes.Insert(at, (byte)" \n\t<>&\"'/=x0"[random.Next(12)]);
                break;
            default:
                bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)));
                break;
        }
    }

    // A whole element is dropped, doubled, moved, wrapped or adorned.
    private static string Restructure(string text, Random random)
    {
        var starts = Enumerable.Range(0, Math.Max(0, text.Length - 1)).Where(i => text[i] == '<' && char.IsLetter(text[i + 1])).ToList();
        if (starts.Count == 0)
        {
            return text;
        }

        var start = starts[random.Next(starts.Count)];
        var name = new string([.. text[(start + 1)..].TakeWhile(letter => char.IsLetterOrDigit(letter) || letter is ':' or '_')]);
        var close = text.IndexOf('>', start);
        var end = text[Math.Max(0, close - 1)] == '/' ? close + 1 : text.IndexOf($"</{name}>", start, StringComparison.Ordinal) + name.Length + 3;
        var whole = end > start + name.Length + 2 ? text[start..end] : "";
        var other = starts[random.Next(starts.Count)];
        return random.Next(6) switch
        {
            0 => text.Remove(start, whole.Length),
            1 => text.Insert(start, whole),
            2 => text.Insert(other, whole),
            3 => text.Remove(start, whole.Length).Insert(start, $"<W>{whole}</W>"),
            4 => text.Insert(start + 1 + name.Length, new[] { " Id=\"x\"", " xmlns:q=\"urn:q\"", " xmlns=\"\"", " xml:lang=\"vi\"", "  " }[random.Next(5)]),
            _ => text.Insert(start, new[] { " ", "\n", "<!---->", "<?x?>", "<![CDATA[]]>", "&#32;", "x" }[random.Next(7)]),
        };
    }

    private static bool PlatformAccepts(byte[] bytes)
    {
        try
        {
            var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
            using var stream = new MemoryStream(bytes);
            document.Load(stream);
            if (document.GetElementsByTagName("Signature", Mint.Dsig)[0] is not XmlElement signature)
            {
                return false;
            }

            var engine = new SignedXml(signature);
            engine.SafeCanonicalizationMethods.Add("http://www.w3.org/TR/1999/REC-xpath-19991116");
            engine.LoadXml(signature);
            return engine.CheckSignature(Signers.Bank.GetRSAPublicKey()!);
        }
        catch (Exception refused) when (refused is CryptographicException or XmlException or FormatException or ArgumentException)
        {
            return false;
        }
    }
}
