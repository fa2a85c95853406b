using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Host.Tests.Signatures;

/// <summary>A time-stamp authority that shares nothing with us: openssl, behind HTTP on loopback. It is away until it is opened.</summary>
internal sealed class OpensslAuthority : IAsyncDisposable
{
    private const string Time = "1.3.6.1.5.5.7.3.8";
    private readonly TestFolder _folder = new();
    private int _asked;

    public OpensslAuthority()
    {
        using var root = RSA.Create(2048);
        using var leaf = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow();
        var authority = new CertificateRequest("CN=Time root", root, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        authority.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        authority.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(authority.PublicKey, false));
        using var issuer = authority.CreateSelfSigned(now.AddDays(-2), now.AddDays(400));
        var request = new CertificateRequest("CN=Time", leaf, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(Time)], critical: true));
        using var certificate = request.Create(issuer, now.AddDays(-1), now.AddDays(300), [0x17]);
        File.WriteAllText(Root, issuer.ExportCertificatePem());
        File.WriteAllText(Leaf, certificate.ExportCertificatePem());
        File.WriteAllText(_folder.In("tsa.key.pem"), leaf.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(_folder.In("serial"), "01\n");
        File.WriteAllText(_folder.In("ts.conf"), $"""
            [tsa]
            default_tsa = t
            [t]
            serial = {_folder.In("serial")}
            crypto_device = builtin
            signer_cert = {Leaf}
            signer_key = {_folder.In("tsa.key.pem")}
            signer_digest = sha256
            default_policy = 1.3.6.1.4.1.99999.1
            digests = sha256, sha384, sha512
            accuracy = secs:1
            ess_cert_id_chain = no
            ess_cert_id_alg = sha256

            """);
        Server = new LoopbackServer(AnswerAsync);
    }

    public LoopbackServer Server { get; }

    /// <summary>The authority's own authority.</summary>
    public string Root => _folder.In("root.crt.pem");

    /// <summary>The certificate time-stamps are signed with.</summary>
    public string Leaf => _folder.In("tsa.crt.pem");

    public int Asked => _asked;

    /// <summary>openssl's own word on a token over bytes.</summary>
    public async Task<string> JudgeAsync(byte[] bytes, byte[] token)
    {
        await File.WriteAllBytesAsync(_folder.In("judged.bin"), bytes, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(_folder.In("judged.tok"), token, TestContext.Current.CancellationToken);
        var (_, output) = await Tool.RunAsync("openssl", "ts", "-verify", "-token_in", "-in", _folder.In("judged.tok"), "-data", _folder.In("judged.bin"), "-CAfile", Root, "-untrusted", Leaf);
        return output;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<(int Status, string Type, byte[] Body)> AnswerAsync(byte[] query)
    {
        var name = $"q{Interlocked.Increment(ref _asked)}";
        await File.WriteAllBytesAsync(_folder.In(name + ".tsq"), query);
        var (exit, output) = await Tool.RunAsync("openssl", "ts", "-reply", "-config", _folder.In("ts.conf"), "-section", "t", "-queryfile", _folder.In(name + ".tsq"), "-out", _folder.In(name + ".tsr"));
        return exit == 0
            ? (200, "application/timestamp-reply", await File.ReadAllBytesAsync(_folder.In(name + ".tsr")))
            : (500, "text/plain", System.Text.Encoding.UTF8.GetBytes(output));
    }
}
