using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Host.Signatures;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Host.Tests.Signatures;

public sealed class When_development_certificates_are_made(DevelopmentSet set) : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("gateway-certs-").FullName;
    private readonly FakeTimeProvider _time = new(set.Now);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Every_part_gets_a_marked_certificate_that_the_authority_vouches_for()
    {
        var store = set.Store;
        Assert.Equal(["bank", "ca", "customs", "enterprise", "gateway", "member"], store.Names);
        Assert.Equal("CN=ca DEV ONLY", Assert.Single(store.Anchors).Subject);
        foreach (var name in DevelopmentCertificates.Names)
        {
            var certificate = store.Key(name);
            Assert.Equal($"CN={name} DEV ONLY", certificate.Subject);
            Assert.True(DevelopmentPolicy.IsOn(certificate));
            Assert.Equal(X509KeyUsageFlags.DigitalSignature, certificate.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages);
            Assert.Equal(2048, certificate.GetRSAPublicKey()!.KeySize);
            Assert.InRange(set.Now.AddYears(1) - certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero, TimeSpan.FromSeconds(1));
            Assert.True(Chains(certificate, store.Anchors[0]));
        }
    }

    [Fact]
    public void Keys_are_for_their_owner_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("no file modes on this system");
            return;
        }

        foreach (var file in Directory.GetFiles(set.Directory).Where(file => file.EndsWith(".key.pem", StringComparison.Ordinal) || file.EndsWith(".pfx", StringComparison.Ordinal)))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public void The_pfx_holds_the_same_certificate_and_its_key_without_a_password()
    {
        using var pfx = X509CertificateLoader.LoadPkcs12FromFile(Path.Combine(set.Directory, "bank.pfx"), null);
        Assert.Equal(set.Store.Certificate("bank").RawData, pfx.RawData);
        Assert.True(pfx.HasPrivateKey);
    }

    [Fact]
    public void A_whole_set_is_left_alone()
    {
        set.CopyTo(_directory);
        var before = Contents();
        _time.Advance(TimeSpan.FromDays(300));
        Assert.False(DevelopmentCertificates.Ensure(_directory, _time));
        Assert.Equal(before, Contents());
    }

    [Theory]
    [InlineData("ca.crt.pem")]
    [InlineData("bank.key.pem")]
    public void A_set_that_lacks_a_file_is_made_anew_as_a_whole(string file)
    {
        set.CopyTo(_directory);
        var before = Contents();
        File.Delete(Path.Combine(_directory, file));
        Assert.True(DevelopmentCertificates.Ensure(_directory, _time));
        Assert.Empty(before.Values.Intersect(Contents().Values));
    }

    [Fact]
    public void A_set_that_has_expired_is_made_anew()
    {
        set.CopyTo(_directory);
        _time.Advance(TimeSpan.FromDays(366));
        Assert.True(DevelopmentCertificates.Ensure(_directory, _time));
    }

    [Fact]
    public void Two_processes_do_not_mix_their_sets()
    {
        using var other = new FileStream(Path.Combine(_directory, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var busy = Assert.Throws<IOException>(() => DevelopmentCertificates.Ensure(_directory, _time));
        Assert.Contains("another process", busy.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_verb_makes_them_once_and_says_so()
    {
        var output = new StringWriter();
        var settings = new System.CommandLine.InvocationConfiguration { Output = output, Error = output };
        var arguments = CertsVerb.Build().Parse(["--out", _directory]);
        Assert.Equal(0, await arguments.InvokeAsync(settings, TestContext.Current.CancellationToken));
        Assert.Equal(0, await arguments.InvokeAsync(settings, TestContext.Current.CancellationToken));
        var lines = output.ToString().Split('\n');
        Assert.StartsWith($"made {_directory}", lines[0], StringComparison.Ordinal);
        Assert.StartsWith($"kept {_directory}", lines[1], StringComparison.Ordinal);
    }

    private SortedDictionary<string, string> Contents() =>
        new(Directory.GetFiles(_directory, "*.p*").ToDictionary(file => file, file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))));

    private bool Chains(X509Certificate2 certificate, X509Certificate2 authority)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = _time.GetUtcNow().UtcDateTime;
        return chain.Build(certificate);
    }
}
