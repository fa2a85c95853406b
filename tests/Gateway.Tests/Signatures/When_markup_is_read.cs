using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.Xml;
using System.Text;
using System.Text.Unicode;
using System.Xml;
using Gateway.Signatures;
using Xunit;

namespace Gateway.Tests.Signatures;

/// <summary>
/// Our reader of bytes beside the platform's: what one calls well-formed the other does, and both read the same. <c>GATEWAY_MARKUP</c> says
/// how many documents, <c>GATEWAY_MARKUP_SEED</c> from which seed.
/// </summary>
public sealed class When_markup_is_read
{
    private const int MostParts = 12;
    private static readonly int Times = Number("GATEWAY_MARKUP", 20_000);
    private static readonly int Seed = Number("GATEWAY_MARKUP_SEED", 20261127);

    private static readonly string[] Honest =
    [
        "<a/>",
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<a b=\"1\"><c>x &amp; y</c></a>",
        "<?xml version='1.0' standalone='no'?><!-- c --><a xmlns='urn:a' xmlns:p='urn:p' p:b='1' b='2'><p:c xml:lang='vi'>Cà phê</p:c></a><?after it?>",
        "<a>\r\n<b x='1\r\n2\t3'/>\r<![CDATA[<&>\r\n]]></a>\n",
        "<a:a xmlns:a='urn:1'><a:a xmlns:a='urn:2' a:b=\"&quot;&#9;&#xD;\"/><b xmlns=''>&#x1F600;&lt;&gt;]]</b></a:a>",
    ];

    // Not among them: the xml prefix declared as what it is, which the framework writes and C14N 1.0 says not to.
    private static readonly string[] Parts =
    [
        "<b>", "</b>", "<b/>", "<b ", " b='1'", " b=\"1\"", " xmlns='urn:b'", " xmlns=''", " xmlns:p='urn:p'", " xmlns:q='urn:p'", " xmlns:p=''", " p:b='1'", " q:b='2'", "p:", ":",
        " xmlns:x='http://www.w3.org/XML/1998/namespace'", " xmlns:xmlns='urn:x'", " xmlns:x='http://www.w3.org/2000/xmlns/'", " xml:space='preserve'", " xml:id='i'", "&amp;", "&lt;", "&apos;", "&#65;", "&#x41;", "&#0;", "&#xD;", "&#xA;", "&#9;",
        "&#xFFFE;", "&#x1F600;", "&#xD800;", "&#x110000;", "&b;", "&", ";", "]]>", "]]", "]", ">", "<", "'", "\"", "=", "/", "<![CDATA[", "<![CDATA[x]]>", "<!--", "-->", "<!-- x -->", "--", "<?p?>", "<?p d ?>", "<?xml d?>", "<?p:q d?>", "?>",
        "<?", "<!", "<!DOCTYPE a>", "\r\n", "\r", "\n", "\t", " ", "\u0085", "\u00A0", "\u2028", "\uFFFD", "\u0001", "é", "漢", "😀", "\uFEFF", "<é/>", "<é/><漢 é='1'/>", "<1/>", "<-/>", "<_:b/>", "<b.c-d/>", "text",
    ];

    // Bytes that are no characters of XML.
    private static readonly byte[][] Broken = [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xEF, 0xBF, 0xBE], [0xEF, 0xBF, 0xBF], [0xE2, 0x82], [0x00], [0x1F], [0x80]];

    [Fact]
    public void Both_readers_accept_the_same_documents_and_read_the_same()
    {
        var random = new Random(Seed);
        var accepted = 0;
        for (var time = 0; time < Times; time++)
        {
            var bytes = Disturbed(random);
            var (ours, theirs) = (Ours(bytes, out var trouble), Platform(bytes));
            accepted += theirs is null ? 0 : 1;

            // The platform lets pass what is cut off within the last character.
            Assert.True(ours == theirs || (ours is null && !Utf8.IsValid(bytes)), $"seed {Seed}, document {time}: {Encoding.UTF8.GetString(bytes)}\nours {ours ?? trouble}\nplatform {theirs ?? "refused"}");
        }

        Assert.InRange(accepted, Times / 20, Times * 19 / 20);
    }

    [Theory]
    [InlineData("<a><b></a></b>")]
    [InlineData("<a b='1' b='2'/>")]
    [InlineData("<p:a/>")]
    [InlineData("<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>")]
    [InlineData("<a b='<'/>")]
    [InlineData("<a>]]></a>")]
    [InlineData("<a/><a/>")]
    [InlineData("<a/>x")]
    [InlineData("x<a/>")]
    [InlineData("<a b=1/>")]
    [InlineData("<a b='1'c='2'/>")]
    [InlineData("<a>&nbsp;</a>")]
    [InlineData("<a><!-- -- --></a>")]
    [InlineData("<a")]
    [InlineData("")]
    public void What_is_not_well_formed_is_refused(string text)
    {
        Assert.Null(Ours(Encoding.UTF8.GetBytes(text), out _));
        Assert.Null(Platform(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void A_long_text_is_the_same_however_it_comes()
    {
        var random = new Random(Seed);
        var text = new StringBuilder("<Doc>");
        while (text.Length < 400_000)
        {
            text.Append(new[] { "]", "]]", "\r\n", "\r", "&amp;", "&#13;", "é", "漢", "😀", "x", "&gt;", "\n" }[random.Next(12)]);
        }

        var signed = XmlSignatures.Sign(Encoding.UTF8.GetBytes(text.Append("</Doc>").ToString()), Ground.Enveloped.Profile, SigningKey.Of(Signers.Bank));
        var whole = XmlSignatures.Verify(signed, Ground.Enveloped.Profile, TrustedSigners.Pin(Signers.Bank), Signers.At);
        using var spool = new MemoryStream();
        using var dripping = new Dripping(signed);
        var dripped = XmlSignatures.Verify(dripping, Ground.Enveloped.Profile, TrustedSigners.Pin(Signers.Bank), Signers.At, XmlLimits.Default, spool);
        Assert.Equal((SignatureCodes.Valid, SignatureCodes.Valid), (whole.Code, dripped.Code));
        Assert.Equal(SHA256.HashData(whole.CanonicalBytes!), SHA256.HashData(spool.ToArray()));
        Assert.Equal(whole.NodesVisited, dripped.NodesVisited);
    }

    private static byte[] Disturbed(Random random)
    {
        var bytes = Encoding.UTF8.GetBytes(Honest[random.Next(Honest.Length)]).ToList();
        for (var times = random.Next(MostParts); times > 0; times--)
        {
            var at = random.Next(bytes.Count + 1);
            switch (random.Next(10))
            {
                case 0 when at < bytes.Count:
                    bytes.RemoveAt(at);
                    break;
                case 1 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << random.Next(7));
                    break;
                case 2 when random.Next(4) == 0:
                    bytes.InsertRange(at, Broken[random.Next(Broken.Length)]);
                    break;
                case 3 or 4 or 5:
                    bytes.InsertRange(Behind(bytes, random), Encoding.UTF8.GetBytes(Parts[random.Next(Parts.Length)]));
                    break;
                case 6:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Parts[random.Next(Parts.Length)]));
                    break;
            }
        }

        return [.. bytes];
    }

    // Where a part has the best chance to stand rightly.
    private static int Behind(List<byte> bytes, Random random)
    {
        var places = Enumerable.Range(0, bytes.Count).Where(at => bytes[at] is (byte)'>' or (byte)'a' or (byte)'\'' or (byte)'x').ToList();
        return places.Count == 0 ? 0 : places[random.Next(places.Count)] + 1;
    }

    private static string? Ours(byte[] bytes, out string trouble)
    {
        trouble = "";
        try
        {
            return Encoding.UTF8.GetString(XmlCanonicalization.Canonicalize(bytes, CanonicalMethod.InclusiveWithComments));
        }
        catch (XmlException error)
        {
            trouble = error.Message;
            return null;
        }
    }

    private static string? Platform(byte[] bytes)
    {
        try
        {
            var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
            using (var reader = XmlReader.Create(new MemoryStream(bytes), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null }))
            {
                document.Load(reader);
            }

            var transform = new XmlDsigC14NWithCommentsTransform();
            transform.LoadInput(document);
            using var output = (MemoryStream)transform.GetOutput(typeof(Stream));
            return Encoding.UTF8.GetString(output.ToArray());
        }
        catch (Exception refused) when (refused is XmlException or ArgumentException)
        {
            return null;
        }
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
