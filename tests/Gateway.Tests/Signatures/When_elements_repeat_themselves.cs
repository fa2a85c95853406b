using System.Globalization;
using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;
using Gateway.Signatures;
using Xunit;

namespace Gateway.Tests.Signatures;

/// <summary>
/// Elements of one text that were met before are taken whole: what is written and counted stays what it is when every letter is looked at.
/// The platform says what that is. <c>GATEWAY_MARKUP</c> says how many documents, <c>GATEWAY_MARKUP_SEED</c> from which seed.
/// </summary>
public sealed class When_elements_repeat_themselves
{
    private static readonly int Times = Number("GATEWAY_MARKUP", 20_000) / 10;
    private static readonly int Seed = Number("GATEWAY_MARKUP_SEED", 20261127);
    private static readonly string[] Tags = ["<a>", "<p:a>", "<q:a>", "<a b=\"1\">", "<a b=\"2\">", "<a p:b=\"1\">", "<a  b=\"1\">", "<a b='1'>", "<a b=\">\">", "<a c=\"1\" b=\"2\">", "<é>", "<a xml:lang=\"vi\">", "<a xmlns=\"urn:0\">", "<a b=\"&amp;\">", "<longer.name-of_it attribute=\"value of it\">"];
    private static readonly string[] Texts = ["", "1", "two words", "Đồng Nai", "&amp;", ">", "x\r\ny", " ", "<![CDATA[x]]>", "<b/>", "<b>1</b>"];
    private static readonly string[] Declared = ["", "", "", " xmlns:p=\"urn:1\"", " xmlns:p=\"urn:2\"", " xmlns:q=\"urn:1\"", " xmlns=\"urn:3\"", " xmlns=\"\"", " p:d=\"1\"", " xml:lang=\"en\""];

    [Fact]
    public void They_are_written_as_the_platform_writes_them_and_counted_as_it_reads_them()
    {
        var random = new Random(Seed);
        var counted = 0;
        for (var time = 0; time < Times; time++)
        {
            var text = Document(random);
            var bytes = Encoding.UTF8.GetBytes(text);
            foreach (var (method, transform) in Methods())
            {
                var (ours, theirs) = (Encoding.UTF8.GetString(XmlCanonicalization.Canonicalize(bytes, method)), Platform(text, transform));
                Assert.True(ours == theirs, $"seed {Seed}, document {time}, {method.Uri}: {text}\nours {ours}\nplatform {theirs}");
            }

            var nodes = XmlSignatures.Verify(bytes, Ground.Enveloped.Profile, TrustedSigners.Pin(Signers.Bank), Signers.At).NodesVisited;
            if (!text.Contains("<![CDATA[", StringComparison.Ordinal))
            {
                counted++;
                Assert.True(Nodes(text) == nodes, $"seed {Seed}, document {time}: {nodes} nodes of {Nodes(text)} in {text}");
            }
        }

        Assert.InRange(counted, Times / 10, Times);
    }

    [Theory]
    [InlineData("<r xmlns:p='urn:1'><g><p:x>1</p:x><p:x>2</p:x></g><g xmlns:p='urn:2'><p:x>3</p:x><p:x>4</p:x></g><g><p:x>5</p:x></g></r>")]
    [InlineData("<r xmlns:p='urn:1'><p:g><p:x>1</p:x><p:x>2</p:x></p:g><g><p:x>3</p:x><p:x>4</p:x></g><p:g><p:x>5</p:x></p:g></r>")]
    [InlineData("<r xmlns='urn:1'><g><x>1</x><x>2</x></g><g xmlns=''><x>3</x><x>4</x></g><g><x>5</x></g></r>")]
    [InlineData("<r><g><x>1</x><x>2</x><x>3<y>4</y></x><x>5 &amp; 6</x><x>7</x ><x>8</x></g></r>")]
    [InlineData("<r><x>1</x><x b=\">\">2</x><x b=\">\">3</x><x>4</x></r>")]
    public void What_is_declared_or_stands_otherwise_is_looked_at_again(string text)
    {
        foreach (var (method, transform) in Methods())
        {
            Assert.Equal(Platform(text, transform), Encoding.UTF8.GetString(XmlCanonicalization.Canonicalize(Encoding.UTF8.GetBytes(text), method)));
        }
    }

    [Theory]
    [InlineData("<x Id=\"1\">1</x><x Id=\"1\">1</x>", SignatureCodes.DuplicateId)]
    [InlineData("<x>1</x><x>2</y>", SignatureCodes.Malformed)]
    [InlineData("<x>1</x><x>]]></x>", SignatureCodes.Malformed)]
    [InlineData("<x>1</x><x>2<!-- --></x>", SignatureCodes.Comment)]
    [InlineData("<x>1</x><x><![CDATA[2]]></x>", SignatureCodes.Cdata)]
    [InlineData("<x>1</x><x>2</x", SignatureCodes.Malformed)]
    [InlineData("<d:x xmlns:d=\"http://www.w3.org/2000/09/xmldsig#\">1</d:x>", SignatureCodes.Place)]
    public void What_may_not_stand_there_is_found_among_them(string within, string code)
    {
        var text = $"<r><g><h><x>0</x><x>0</x>{within}</h></g></r>";
        Assert.Equal(code, XmlSignatures.Verify(Encoding.UTF8.GetBytes(text), Ground.Enveloped.Profile, TrustedSigners.Pin(Signers.Bank), Signers.At).Code);
    }

    [Fact]
    public void Limits_hold_for_them()
    {
        var text = $"<r><g><h>{string.Concat(Enumerable.Repeat("<x>0</x>", 1_000))}<i><x>0</x></i></h></g></r>";
        foreach (var (limits, code) in new[]
        {
            (XmlLimits.Default with { MaxNodes = 3_011 }, SignatureCodes.None),
            (XmlLimits.Default with { MaxNodes = 3_010 }, SignatureCodes.Nodes),
            (XmlLimits.Default with { MaxNodes = 2_000 }, SignatureCodes.Nodes),
            (XmlLimits.Default with { MaxDepth = 5 }, SignatureCodes.None),
            (XmlLimits.Default with { MaxDepth = 4 }, SignatureCodes.Depth),
        })
        {
            Assert.Equal(code, XmlSignatures.Verify(Encoding.UTF8.GetBytes(text), Ground.Enveloped.Profile, TrustedSigners.Pin(Signers.Bank), Signers.At, limits).Code);
        }
    }

    private static string Document(Random random)
    {
        var text = new StringBuilder("<r xmlns:p=\"urn:1\" xmlns:q=\"urn:2\">");
        for (var group = random.Next(1, 5); group > 0; group--)
        {
            var name = new[] { "g", "p:g", "q:g" }[random.Next(3)];
            text.Append('<').Append(name).Append(Declared[random.Next(Declared.Length)]).Append("><h>");
            for (var most = random.Next(12); most > 0; most--)
            {
                var tag = Tags[random.Next(Tags.Length)];
                for (var again = random.Next(1, 4); again > 0; again--)
                {
                    text.Append(tag).Append(Texts[random.Next(Texts.Length)]).Append("</").Append(tag[1..].Split(' ', '>')[0]).Append(random.Next(12) == 0 ? " >" : ">");
                }
            }

            text.Append("</h></").Append(name).Append('>');
        }

        return text.Append("</r>").ToString();
    }

    private static IEnumerable<(CanonicalMethod Method, Transform Transform)> Methods() =>
    [
        (CanonicalMethod.ExclusiveOnly, new XmlDsigExcC14NTransform()),
        (CanonicalMethod.Inclusive, new XmlDsigC14NTransform()),
    ];

    private static string Platform(string text, Transform transform)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        using (var whole = XmlReader.Create(new StringReader(text)))
        {
            document.Load(whole);
        }

        transform.LoadInput(document);
        using var reader = new StreamReader((Stream)transform.GetOutput(typeof(Stream)));
        return reader.ReadToEnd();
    }

    private static int Nodes(string text)
    {
        using var reader = XmlReader.Create(new StringReader(text));
        var nodes = 0;
        while (reader.Read())
        {
            nodes += 1 + (reader.NodeType == XmlNodeType.Element ? reader.AttributeCount : 0);
        }

        return nodes;
    }

    private static int Number(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture) : otherwise;
}
