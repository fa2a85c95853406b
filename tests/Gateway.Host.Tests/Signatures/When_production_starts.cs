using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Host.Signatures;
using Xunit;

namespace Gateway.Host.Tests.Signatures;

public sealed class When_production_starts(DevelopmentSet set) : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);
    private readonly string _directory = Directory.CreateTempSubdirectory("gateway-store-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Certificates_of_its_own_are_welcome()
    {
        Plant("gateway");
        using var store = CertificateFolder.Load(_directory);
        store.RefuseDevelopment("Production");
        Assert.True(store.Key("gateway").HasPrivateKey);
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("production")]
    public void One_planted_development_certificate_stops_it(string environment)
    {
        Plant("gateway");
        File.Copy(set.Certificate("bank"), Path.Combine(_directory, "partner.crt.pem"));
        using var store = CertificateFolder.Load(_directory);
        var refused = Assert.Throws<InvalidOperationException>(() => store.RefuseDevelopment(environment));
        Assert.Contains("partner.crt.pem", refused.Message, StringComparison.Ordinal);
        Assert.Contains(DevelopmentPolicy.Oid, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("gateway.crt.pem", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_that_cannot_be_read_counts_as_the_development_policy()
    {
        Plant("gateway", new X509Extension("2.5.29.32", [0x30, 0x7F], critical: false));
        using var store = CertificateFolder.Load(_directory);
        Assert.Throws<InvalidOperationException>(() => store.RefuseDevelopment("Production"));
    }

    [Fact]
    public void Another_policy_is_no_reason_to_refuse()
    {
        Plant("gateway", new X509Extension("2.5.29.32", [0x30, 0x08, 0x30, 0x06, 0x06, 0x04, 0x55, 0x1D, 0x20, 0x00], critical: false));
        using var store = CertificateFolder.Load(_directory);
        store.RefuseDevelopment("Production");
    }

    [Fact]
    public void Elsewhere_development_certificates_are_welcome()
    {
        var store = set.Store;
        store.RefuseDevelopment("Development");
        Assert.Throws<InvalidOperationException>(() => store.RefuseDevelopment("Production"));
    }

    [Fact]
    public void A_file_that_is_no_certificate_is_named_and_not_quoted()
    {
        File.WriteAllText(Path.Combine(_directory, "bad.crt.pem"), "secret");
        var broken = Assert.Throws<InvalidDataException>(() => CertificateFolder.Load(_directory));
        Assert.Contains("bad.crt.pem", broken.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_not_there_says_which_file_is_missing()
    {
        using var store = CertificateFolder.Load(_directory);
        Assert.Contains("bank.crt.pem", Assert.Throws<FileNotFoundException>(() => store.Certificate("bank")).Message, StringComparison.Ordinal);
    }

    private void Plant(string name, X509Extension? extension = null)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Real", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        if (extension is not null)
        {
            request.CertificateExtensions.Add(extension);
        }

        using var certificate = request.CreateSelfSigned(Now, Now.AddYears(1));
        File.WriteAllText(Path.Combine(_directory, $"{name}.crt.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_directory, $"{name}.key.pem"), key.ExportPkcs8PrivateKeyPem());
    }
}
