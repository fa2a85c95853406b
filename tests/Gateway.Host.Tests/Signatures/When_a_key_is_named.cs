using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Host.Signatures;
using Xunit;

namespace Gateway.Host.Tests.Signatures;

public sealed class When_a_key_is_named(DevelopmentSet set) : IDisposable
{
    private static readonly byte[] Hello = [1, 2, 3];
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("gateway")]
    [InlineData("{certs}/gateway")]
    [InlineData("pem:{certs}/gateway.crt.pem")]
    [InlineData("pem:{certs}/gateway.crt.pem?key={certs}/gateway.key.pem")]
    [InlineData("pem:{folder}/both.pem")]
    [InlineData("pem:{folder}/locked.pem?password-source=file:{folder}/password")]
    [InlineData("pkcs12:{certs}/gateway.pfx")]
    [InlineData("pkcs12:{folder}/with%20password.p12?password-source=file:{folder}/password")]
    [InlineData("pkcs12:{folder}/with%20password.p12?password-source={folder}/password")]
    [InlineData("pkcs12:{folder}/with%20password.p12?password-source=file://{folder}/password")]
    public void Every_form_opens_the_same_key(string reference)
    {
        Write();
        using var keys = new KeyReferences(set.Directory);
        var key = keys.Open(In(reference));
        using var opened = (RSA)key.Open();
        using var known = set.Store.Key("gateway").GetRSAPublicKey()!;
        var signature = opened.SignData(Hello, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        Assert.True(known.VerifyData(Hello, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        Assert.Same(key, keys.Open(In(reference)));
    }

    [Fact]
    public void A_password_may_come_from_the_environment()
    {
        Write();
        Environment.SetEnvironmentVariable("GATEWAY_TEST_KEY_PASSWORD", "a secret of this test");
        using var keys = new KeyReferences(set.Directory);
        Assert.Equal("CN=gateway DEV ONLY", keys.Open(In("pkcs12:{folder}/with%20password.p12?password-source=env:GATEWAY_TEST_KEY_PASSWORD")).Certificate.Subject);
    }

    [Theory]
    [InlineData("", "1 to")]
    [InlineData("nobody", "nobody.crt.pem")]
    [InlineData("ca", "ca.key.pem")]
    [InlineData("jks:x", "no kind of key reference")]
    [InlineData("pem:", "names no file")]
    [InlineData("pem:x%4", "two hexadecimal digits")]
    [InlineData("pem:x?colour=red", "key, password-source")]
    [InlineData("pem:x?key=", "empty or stands twice")]
    [InlineData("pkcs12:{certs}/missing.p12", "missing.p12")]
    [InlineData("pkcs12:{folder}/with%20password.p12", "password is wrong")]
    [InlineData("pkcs12:{folder}/two.p12", "2 private keys")]
    [InlineData("pkcs12:{certs}/gateway.pfx?password-source=env:GATEWAY_TEST_NOT_SET", "GATEWAY_TEST_NOT_SET")]
    [InlineData("pkcs12:{certs}/gateway.pfx?password-source=hunter2", "neither env:NAME nor file:PATH")]
    [InlineData("pkcs12:{certs}/gateway.pfx?password=hunter2", "not known")]
    [InlineData("pem:{certs}/gateway.crt.pem?key={certs}/bank.key.pem", "does not belong")]
    [InlineData("pkcs12:{folder}/strange.p12", "does not belong")]
    [InlineData("pkcs11:token=t?module-path=/m", "names no key")]
    [InlineData("pkcs11:object=o?module-path=/m", "names no token")]
    [InlineData("pkcs11:object=o;token=t", "names no module")]
    [InlineData("pkcs11:object=o;token=t;type=public?module-path=/m", "type")]
    [InlineData("pkcs11:object=o;object=p;token=t?module-path=/m", "twice")]
    [InlineData("pkcs11:object=o;token=t?module-path=/m&pin-value=hunter2", "pin-value is refused")]
    [InlineData("pkcs11:object=o;token=t?module-path=/m&pin-source=|hunter2", "neither env:NAME nor file:PATH")]
    [InlineData("pkcs11:object=o;token=t?module-path=/m", "no PKCS#11 module /m")]
    public void What_is_wrong_is_said_without_a_secret(string reference, string said)
    {
        Write();
        using var keys = new KeyReferences(set.Directory);
        var refused = Assert.ThrowsAny<Exception>(() => keys.Open(In(reference)));
        Assert.True(refused is InvalidDataException or IOException or CryptographicException, refused.GetType().Name);
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pkcs11:object=a%3Bb;id=%01%AB;token=t;serial=5?module-path=/m&pin-source=env:P")]
    public void A_token_s_key_is_named_after_RFC_7512(string reference)
    {
        var parsed = KeyReference.Parse(reference);
        Assert.Equal("a;b", parsed.Attribute("object"));
        Assert.Equal("5", parsed.Attribute("serial"));
        Assert.Equal([0x01, 0xAB], parsed.Id());
        Assert.Equal("env:P", parsed.Secret("pin-source")!.ToString());
    }

    private string In(string text) => text.Replace("{certs}", set.Directory, StringComparison.Ordinal).Replace("{folder}", _folder.Path, StringComparison.Ordinal);

    private void Write()
    {
        var gateway = set.Store.Key("gateway");
        using var rsa = gateway.GetRSAPrivateKey()!;
        File.WriteAllText(_folder.In("both.pem"), gateway.ExportCertificatePem() + "\n" + rsa.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(_folder.In("locked.pem"), gateway.ExportCertificatePem() + "\n" + rsa.ExportEncryptedPkcs8PrivateKeyPem(
            "a secret of this test", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1_000)));
        File.WriteAllText(_folder.In("password"), "a secret of this test\n");
        File.WriteAllBytes(_folder.In("with password.p12"), gateway.Export(X509ContentType.Pfx, "a secret of this test"));
        var two = new X509Certificate2Collection { gateway, set.Store.Key("bank") };
        File.WriteAllBytes(_folder.In("two.p12"), two.Export(X509ContentType.Pfx)!);
        File.WriteAllBytes(_folder.In("strange.p12"), Strange(set.Store.Certificate("bank"), rsa));
    }

    // No honest tool puts a certificate and another's key under one key id; this one does.
    private static byte[] Strange(X509Certificate2 certificate, RSA key)
    {
        var id = new Pkcs9LocalKeyIdOf([1]);
        var contents = new System.Security.Cryptography.Pkcs.Pkcs12SafeContents();
        contents.AddCertificate(certificate).Attributes.Add(id.Value);
        contents.AddKeyUnencrypted(key).Attributes.Add(id.Value);
        var builder = new System.Security.Cryptography.Pkcs.Pkcs12Builder();
        builder.AddSafeContentsUnencrypted(contents);
        builder.SealWithMac("", HashAlgorithmName.SHA256, 1_000);
        return builder.Encode();
    }

    private sealed record Pkcs9LocalKeyIdOf(byte[] Id)
    {
        public System.Security.Cryptography.Pkcs.Pkcs9LocalKeyId Value { get; } = new(Id);
    }
}
