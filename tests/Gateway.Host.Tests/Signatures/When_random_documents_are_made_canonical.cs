using System.Globalization;
using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;
using Gateway.Signatures;
using Xunit;

namespace Gateway.Host.Tests.Signatures;

/// <summary>
/// Our canonical bytes beside those of .NET and of libxml2. <c>GATEWAY_CANONICAL</c> sets how many documents (default 2,000), the seeds
/// are their numbers from <c>GATEWAY_CANONICAL_FROM</c> on.
/// </summary>
public sealed class When_random_documents_are_made_canonical
{
    private const int Batch = 250;
    private static readonly int Count = Number("GATEWAY_CANONICAL", 2_000);
    private static readonly int From = Number("GATEWAY_CANONICAL_FROM", 0);

    [Theory]
    [InlineData("http://www.w3.org/TR/2001/REC-xml-c14n-20010315")]
    [InlineData("http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments")]
    [InlineData("http://www.w3.org/2001/10/xml-exc-c14n#")]
    [InlineData("http://www.w3.org/2001/10/xml-exc-c14n#WithComments")]
    public void They_are_those_of_the_framework(string uri)
    {
        var method = CanonicalMethod.Find(uri)!;
        for (var seed = From; seed < From + Count; seed++)
        {
            var xml = new RandomDocument(seed).Make();
            var (ours, theirs) = (Ours(xml, method), Framework(xml, method));
            Assert.True(ours == theirs, $"seed {seed}\n{xml}\nours\n{ours}\nframework\n{theirs}");
        }
    }

    [Theory]
    [InlineData("--c14n", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments")]
    [InlineData("--exc-c14n", "http://www.w3.org/2001/10/xml-exc-c14n#WithComments")]
    public async Task They_are_those_of_libxml2(string option, string uri)
    {
        var method = CanonicalMethod.Find(uri)!;
        using var folder = new TestFolder();
        for (var first = From; first < From + Count; first += Batch)
        {
            var seeds = Enumerable.Range(first, Math.Min(Batch, From + Count - first)).ToList();
            var files = new List<string>();
            var ours = new StringBuilder();
            foreach (var seed in seeds)
            {
                var xml = new RandomDocument(seed).Make();
                files.Add(Path.Combine(folder.Path, $"{seed}.xml"));
                await File.WriteAllTextAsync(files[^1], xml, TestContext.Current.CancellationToken);
                ours.Append(Ours(xml, method));
            }

            var (_, theirs, _) = await Tool.RunApartAsync("xmllint", [option, .. files]);
            Assert.True(ours.ToString() == theirs, $"seeds {seeds[0]} to {seeds[^1]}: {Difference(ours.ToString(), theirs)}");
            files.ForEach(File.Delete);
        }
    }

    // The planted violation: were attributes not put in order, both comparisons would see it.
    [Fact]
    public void A_canonical_form_that_forgets_the_order_of_attributes_would_be_seen() =>
        Assert.NotEqual("<a b=\"1\" a=\"2\"></a>", Framework("<a b='1' a='2'/>", CanonicalMethod.Inclusive));

    private static string Ours(string xml, CanonicalMethod method) => Encoding.UTF8.GetString(XmlCanonicalization.Canonicalize(Encoding.UTF8.GetBytes(xml), method));

    private static string Framework(string xml, CanonicalMethod method)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        using (var reader = XmlReader.Create(new StringReader(xml), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit }))
        {
            document.Load(reader);
        }

        Transform transform = method switch
        {
            { Exclusive: true, Comments: true } => new XmlDsigExcC14NWithCommentsTransform(),
            { Exclusive: true } => new XmlDsigExcC14NTransform(),
            { Comments: true } => new XmlDsigC14NWithCommentsTransform(),
            _ => new XmlDsigC14NTransform(),
        };
        transform.LoadInput(document);
        using var output = (MemoryStream)transform.GetOutput(typeof(Stream));
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static string Difference(string ours, string theirs)
    {
        var at = ours.AsSpan().CommonPrefixLength(theirs);
        return $"at {at}: ours ...{Around(ours, at)}... libxml2 ...{Around(theirs, at)}...";
    }

    private static string Around(string text, int at) => text[Math.Max(0, at - 120)..Math.Min(text.Length, at + 60)];

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
