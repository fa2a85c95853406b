using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Host.Database;
using Gateway.Host.Exchange;
using Gateway.Host.Partners;
using Gateway.Host.Serving;
using Gateway.Host.Signatures;
using Gateway.Signatures;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Polly;

namespace Gateway.Host.Tests.Signatures;

public sealed class When_an_anchor_belongs_to_an_environment : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly Issuer _test = new("Test authority");
    private readonly Issuer _real = new("Real authority");

    public When_an_anchor_belongs_to_an_environment()
    {
        Write("test", _test);
        Write("real", _real);
    }

    public void Dispose()
    {
        _test.Dispose();
        _real.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("Production", SignatureCodes.Untrusted)]
    [InlineData("production", SignatureCodes.Untrusted)]
    [InlineData("Test", SignatureCodes.Valid)]
    [InlineData("test", SignatureCodes.Valid)]
    public void Production_accepts_no_test_authority(string environment, string code)
    {
        using var leaf = _test.Leaf("Leaf");
        Assert.Equal(code, Verify(environment, leaf, Partner("""{"anchors": [{"certificate": "test", "environments": ["Test"]}]}""")));
        File.WriteAllText(_folder.In("leaf.crt.pem"), leaf.ExportCertificatePem() + "\n");
        Assert.Equal(code, Verify(environment, leaf, Partner("""{"certificates": [{"certificate": "leaf", "environments": ["Test"]}]}""")));
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Test")]
    public void An_anchor_without_one_holds_everywhere(string environment)
    {
        using var leaf = _real.Leaf("Leaf");
        Assert.Equal(SignatureCodes.Valid, Verify(environment, leaf, Partner("""{"anchors": [{"certificate": "test", "environments": ["Test"]}, {"certificate": "real"}]}""")));
        Assert.Equal(SignatureCodes.Untrusted, Verify(environment, leaf, Partner("""{"anchors": [{"certificate": "real", "subjects": ["CN=Somebody else"]}]}""")));
        Assert.Equal(SignatureCodes.Revocation, Verify(environment, leaf, Partner("""{"anchors": [{"certificate": "real", "revocation": {"ask": "ocsp"}}]}""")));
        Assert.Equal(SignatureCodes.Valid, Verify(environment, leaf, Partner("""{"anchors": [{"certificate": "real", "revocation": {"ask": "ocsp", "acceptUnaddressed": true}}]}""")));
    }

    [Theory]
    [InlineData("""{"anchors": [{"certificate": "real", "revocation": {"ask": "sometimes"}}]}""", "$.partners[0].anchors[0].revocation.ask")]
    [InlineData("""{"anchors": [{"certificate": "real", "revocation": {"ask": "crl", "crl": ["ldap://here"]}}]}""", "no address of http")]
    [InlineData("""{"anchors": [{"certificate": "real", "revocation": {"ask": "crl", "toleranceMinutes": -1}}]}""", "toleranceMinutes")]
    [InlineData("""{"anchors": [{"certificate": "real", "policy": "crl"}]}""", "$.partners[0].anchors[0].policy")]
    [InlineData("""{"certificates": [{"certificate": "real", "revocation": {"ask": "crl"}}]}""", "without its issuer")]
    public void Terms_that_mean_nothing_stop_the_start(string partner, string place) =>
        Assert.Contains(place, Assert.Throws<InvalidDataException>(() => Partner(partner)).Message, StringComparison.Ordinal);

    private string Verify(string environment, X509Certificate2 key, Partner partner)
    {
        using var certificates = CertificateFolder.Load(_folder.Path);
        using var source = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1");
        using var desk = new RevocationDesk(
            new RevocationBook(), new RevocationClient(ResiliencePipeline.Empty),
            new RevocationStore(new DurableCommit(source, TimeProvider.System, NullLogger.Instance), new Queries(source), TimeProvider.System), NullLogger<RevocationDesk>.Instance);
        var trust = new PartnerTrust(new TrustSources(certificates, TimeAuthority.None), desk, new GatewayOptions { Root = "", Data = "", Environment = environment }, TimeProvider.System);
        var signed = XmlSignatures.Sign("<a><b>1</b></a>"u8.ToArray(), Profiles.Of("generic/enveloped"), SigningKey.Of(key));
        return XmlSignatures.Verify(signed, Profiles.Of("generic/enveloped"), trust.Of(partner, Issuer.Now), Issuer.Now).Code;
    }

    private Partner Partner(string json)
    {
        var file = _folder.In("partners.json");
        File.WriteAllText(file, $$"""{"partners": [{"id": "one", {{json[1..]}}]}""", Encoding.UTF8);
        return PartnerBook.Read(file).Find("one")!;
    }

    private void Write(string name, Issuer issuer) => File.WriteAllText(_folder.In($"{name}.crt.pem"), issuer.Certificate.ExportCertificatePem() + "\n");
}
