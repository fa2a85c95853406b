using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Adapters;
using Gateway.Host.Partners;
using Gateway.Host.Signatures;
using Gateway.Host.Verbs;
using Gateway.Signatures;

namespace Gateway.Host.Tests.Signatures;

/// <summary><c>sign</c> and <c>verify</c> with <c>--engine</c>, and a partner's record with <c>engine</c>.</summary>
public sealed class When_an_engine_is_named : IDisposable
{
    private const string Document = "<d:Declaration xmlns:d=\"urn:d\"><d:Amount>1000</d:Amount></d:Declaration>";
    private readonly TestFolder _folder = new();
    private readonly X509Certificate2 _key;

    public When_an_engine_is_named()
    {
        using var keys = new KeyFolder().With("signer", TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(9));
        Directory.CreateDirectory(_folder.In("trust"));
        foreach (var name in new[] { "signer.crt.pem", "signer.key.pem" })
        {
            File.Copy(keys.In(name), _folder.In(name));
        }

        File.Copy(keys.In("signer.crt.pem"), _folder.In("trust/signer.crt.pem"));
        _key = X509Certificate2.CreateFromPemFile(_folder.In("signer.crt.pem"), _folder.In("signer.key.pem"));
        File.WriteAllText(_folder.In("plain.xml"), Document);
        File.WriteAllBytes(_folder.In("good.xml"), Sign(Document));

        // SignedXml hands xml:lang down to SignedInfo in exclusive form too: only our own engine reads it rightly.
        File.WriteAllBytes(_folder.In("lang.xml"), Sign(Document.Replace(" xmlns:d", " xml:lang=\"vi\" xmlns:d", StringComparison.Ordinal)));
        File.WriteAllText(_folder.In("bad.xml"), File.ReadAllText(_folder.In("good.xml")).Replace("1000", "9000", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _key.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("own", "valid good.xml|refused bad.xml: SIG-DIGEST|valid lang.xml|2 valid, 1 refused")]
    [InlineData("platform", "valid good.xml|refused bad.xml: SIG-DIGEST|refused lang.xml: SIG-VALUE|1 valid, 2 refused")]
    [InlineData("both", "valid good.xml|refused bad.xml: SIG-DIGEST|refused lang.xml: SIG-ENGINES|1 valid, 2 refused")]
    public async Task It_does_the_arithmetic_of_what_is_verified(string engine, string expected)
    {
        var (exit, output, _) = await RunAsync((output, error) => VerifyVerb.Build(output, error), ["verify", "--profile", "generic/enveloped", "--trust", _folder.In("trust"), "--engine", engine, .. Files("good", "bad", "lang")]);
        Assert.Equal((1, expected), (exit, output));
    }

    [Theory]
    [InlineData("own")]
    [InlineData("platform")]
    public async Task What_it_signs_is_the_same_by_either(string engine)
    {
        var now = TimeProvider.System.GetUtcNow();
        var (exit, output, error) = await RunAsync((output, error) => SignVerb.Build(output, error), ["sign", "--profile", "generic/enveloped", "--key", _folder.In("signer"), "--out", _folder.In("out"), "--engine", engine, _folder.In("plain.xml")]);
        Assert.True(exit == 0, output + error);
        Assert.Equal(XmlSignatures.Sign(Encoding.UTF8.GetBytes(Document), Profiles.Of("generic/enveloped"), SigningKey.Of(_key), now), await File.ReadAllBytesAsync(_folder.In("out/plain.signed.xml"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_it_cannot_do_is_said_before_anything_is_read()
    {
        var (exit, _, error) = await RunAsync((output, error) => VerifyVerb.Build(output, error), ["verify", "--profile", "filtered-c14n-comments-sha1", "--trust", _folder.In("trust"), "--engine", "platform", .. Files("good")]);
        Assert.Equal(2, exit);
        Assert.Contains("filters by an XPath", error, StringComparison.Ordinal);
        var (unknown, _, _) = await RunAsync((output, error) => VerifyVerb.Build(output, error), ["verify", "--profile", "generic/enveloped", "--trust", _folder.In("trust"), "--engine", "another", .. Files("good")]);
        Assert.NotEqual(0, unknown);
    }

    // What is agreed with a partner is looked at as a whole, when the gateway starts.
    [Fact]
    public void A_partner_whose_messages_it_cannot_do_stops_the_start()
    {
        var catalogue = CatalogueFolder.Read(GatewayRig.Root).Catalogue;
        void Require(string family, SignatureEngine engine, string soap = "") =>
            EngineTerms.Require(catalogue, new PartnerBook(new PartnerFile { Partners = [new Partner { Id = "one", Families = [family], Engine = engine, SoapSecurity = soap }] }));
        var mail = catalogue.Messages.First(message => message.Signature is { Placement: SignaturePlacement.DetachedCms }).Manifest.Id;
        var xml = catalogue.Messages.First(message => message.Signature is { Placement: SignaturePlacement.Enveloped } && catalogue.Messages.All(other => other.Manifest.Id != message.Manifest.Id || other.Signature is not { Placement: SignaturePlacement.DetachedCms })).Manifest.Id;
        Require(mail, SignatureEngine.Own);
        Require(xml, SignatureEngine.Both, "generic/soap-body");
        Assert.Contains("PARTNER-ENGINE partner one: ", Assert.Throws<InvalidDataException>(() => Require(mail, SignatureEngine.Both)).Message, StringComparison.Ordinal);
        Assert.Contains("only the own engine", Assert.Throws<InvalidDataException>(() => Require(xml, SignatureEngine.Platform, "filtered-c14n-comments-sha1")).Message, StringComparison.Ordinal);
    }

    private byte[] Sign(string xml) => XmlSignatures.Sign(Encoding.UTF8.GetBytes(xml), Profiles.Of("generic/enveloped"), SigningKey.Of(_key), TimeProvider.System.GetUtcNow());

    private string[] Files(params string[] names) => [.. names.Select(name => _folder.In(name + ".xml"))];

    private async Task<(int Exit, string Output, string Error)> RunAsync(Func<TextWriter, TextWriter, Command> verb, string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await new RootCommand { verb(output, error) }.Parse([.. arguments, "--root", GatewayRig.Root]).InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, TestContext.Current.CancellationToken);
        return (exit, output.ToString().Trim().Replace(_folder.Path + "/", "", StringComparison.Ordinal).Replace('\n', '|'), error.ToString());
    }
}
