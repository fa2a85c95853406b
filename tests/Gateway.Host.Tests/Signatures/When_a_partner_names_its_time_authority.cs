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

/// <summary>Time-stamps of <c>openssl ts</c> count where the partner's record names their authority, else where the gateway's own setting does, else not.</summary>
public sealed class When_a_partner_names_its_time_authority : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly Issuer _issuer = new("Partner authority");

    public void Dispose()
    {
        _issuer.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Its_time_stamps_count_and_those_of_others_do_not()
    {
        await using var openssl = new OpensslAuthority();
        openssl.Server.Open();
        using var own = TimeAuthority.Load(openssl.Server.Address, openssl.Root);
        using var key = _issuer.Leaf("Signer");
        File.WriteAllText(_folder.In("signer.crt.pem"), key.ExportCertificatePem() + "\n");
        File.WriteAllText(_folder.In("other.crt.pem"), _issuer.Certificate.ExportCertificatePem() + "\n");
        File.Copy(openssl.Root, _folder.In("time.crt.pem"));
        var profile = Profiles.Of("generic/xades-t");
        var now = TimeProvider.System.GetUtcNow();
        var (stamped, _) = await own.AddAsync(XmlSignatures.Sign("<a><b>1</b></a>"u8.ToArray(), profile, SigningKey.Of(key), now), profile, TestContext.Current.CancellationToken);

        string Code(TimeAuthority authority, params string[] named) => Verify(stamped, profile, authority, new Partner
        {
            Id = "one",
            Certificates = [new AcceptedCertificate { Certificate = "signer" }],
            TimeAuthorities = named,
        });

        Assert.Equal(SignatureCodes.Valid, Code(TimeAuthority.None, "time"));
        Assert.Equal(SignatureCodes.Valid, Code(own));
        Assert.Equal(SignatureCodes.TimeAuthority, Code(TimeAuthority.None));
        Assert.Equal(SignatureCodes.TimeAuthority, Code(own, "other"));
    }

    private string Verify(byte[] stamped, SignatureProfile profile, TimeAuthority authority, Partner partner)
    {
        using var certificates = CertificateFolder.Load(_folder.Path);
        using var source = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1");
        using var desk = new RevocationDesk(
            new RevocationBook(), new RevocationClient(ResiliencePipeline.Empty),
            new RevocationStore(new DurableCommit(source, TimeProvider.System, NullLogger.Instance), new Queries(source), TimeProvider.System), NullLogger<RevocationDesk>.Instance);
        var trust = new PartnerTrust(new TrustSources(certificates, authority), desk, new GatewayOptions { Root = "", Data = "", Environment = "Test" }, TimeProvider.System);
        var now = TimeProvider.System.GetUtcNow();
        return XmlSignatures.Verify(stamped, profile, trust.Of(partner, now), now).Code;
    }
}
