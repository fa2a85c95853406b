using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Host.Tests.Serving;
using Gateway.Signatures;

namespace Gateway.Host.Tests.Signatures;

/// <summary>XAdES B-LT from the command line: time-stamp, revocation list and OCSP response all by openssl.</summary>
public sealed class When_a_signature_is_made_to_last : IAsyncLifetime
{
    private readonly OpensslAuthority _authority = new();
    private readonly TestFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _authority.Server.Open();
        var now = TimeProvider.System.GetUtcNow();
        using var issuing = RSA.Create(2048);
        using var signing = RSA.Create(2048);
        var root = new CertificateRequest("CN=Lasting root", issuing, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        root.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        root.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(root.PublicKey, false));
        using var authority = root.CreateSelfSigned(now.AddDays(-2), now.AddDays(300));
        var leaf = new CertificateRequest("CN=Lasting", signing, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        leaf.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        using var certificate = leaf.Create(authority, now.AddDays(-1), now.AddDays(200), [0x2A]);
        Directory.CreateDirectory(_folder.In("trust"));
        await WriteAsync("root.crt.pem", authority.ExportCertificatePem());
        await WriteAsync("root.key.pem", issuing.ExportPkcs8PrivateKeyPem());
        await WriteAsync("lasting.crt.pem", certificate.ExportCertificatePem());
        await WriteAsync("lasting.key.pem", signing.ExportPkcs8PrivateKeyPem());
        await WriteAsync("trust/root.pem", authority.ExportCertificatePem());
        await WriteAsync("trust/time.pem", await File.ReadAllTextAsync(_authority.Root, Ct));
        await WriteAsync("document.xml", "<Declaration><Amount>1000</Amount></Declaration>");
        await AnswersAsync(certificate.NotAfter.ToUniversalTime());
    }

    public async ValueTask DisposeAsync()
    {
        await _authority.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task It_carries_the_chain_the_list_and_the_response_and_others_still_verify_it()
    {
        var (exit, output) = await SignAsync("--crl", _folder.In("list.pem"), "--ocsp", _folder.In("response.der"));
        Assert.True(exit == 0, output);

        var signed = await File.ReadAllBytesAsync(_folder.In("document.signed.xml"), Ct);
        var verdict = XmlSignatures.Verify(signed, Profiles.Of("generic/xades-lt"), Host.Signatures.TrustFolder.Load(_folder.In("trust")).Signers, TimeProvider.System.GetUtcNow());
        Assert.Equal(SignatureCodes.Valid, verdict.Code);
        Assert.Equal((2, 1, 1), (verdict.Embedded!.Certificates.Count, verdict.Embedded.RevocationLists.Count, verdict.Embedded.OcspResponses.Count));
        Assert.Equal(await File.ReadAllBytesAsync(_folder.In("response.der"), Ct), verdict.Embedded.OcspResponses[0].ToArray());
        await File.WriteAllBytesAsync(_folder.In("embedded.crl"), verdict.Embedded.RevocationLists[0].ToArray(), Ct);
        Assert.Contains("verify OK", (await Tool.RunAsync("openssl", "crl", "-inform", "DER", "-in", _folder.In("embedded.crl"), "-noout", "-CAfile", _folder.In("root.crt.pem"))).Output, StringComparison.Ordinal);

        var verified = await CommandLine.RunAsync(["verify", "--profile", "generic/xades-lt", "--trust", _folder.In("trust"), _folder.In("document.signed.xml")]);
        Assert.True(verified.Exit == 0, verified.Output);
        await WriteAsync("signers.pem", await File.ReadAllTextAsync(_folder.In("root.crt.pem"), Ct));
        string[] apart = ["verify", "--profile", "generic/xades-lt", "--trust", _folder.In("signers.pem"), _folder.In("document.signed.xml")];
        Assert.Contains("SIG-TIME-AUTHORITY", (await CommandLine.RunAsync(apart)).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await CommandLine.RunAsync([.. apart, "--time-trust", _folder.In("trust/time.pem")])).Exit);
        var (foreign, said) = await Tool.RunAsync(
            "xmlsec1", "--verify", "--id-attr:Id", "http://uri.etsi.org/01903/v1.3.2#:SignedProperties", "--enabled-key-data", "x509", "--trusted-pem", _folder.In("root.crt.pem"), _folder.In("document.signed.xml"));
        Assert.True(foreign == 0, said);
    }

    [Fact]
    public async Task It_is_not_made_without_answers_nor_with_what_is_none()
    {
        var (exit, output) = await SignAsync();
        Assert.Equal(2, exit);
        Assert.Contains("--crl FILE and --ocsp FILE", output, StringComparison.Ordinal);
        (exit, output) = await SignAsync("--crl", _folder.In("response.der"));
        Assert.Equal(2, exit);
        Assert.Contains("response.der is no list of revoked certificates", output, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.In("document.signed.xml")));
    }

    [Fact]
    public async Task It_is_not_made_with_answers_that_say_nothing_of_the_signer_or_that_it_was_revoked()
    {
        await DoAsync("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=Somebody else", "-keyout", _folder.In("strange.key.pem"), "-out", _folder.In("strange.crt.pem"), "-days", "9");
        await DoAsync("ca", "-config", _folder.In("ca.conf"), "-gencrl", "-keyfile", _folder.In("strange.key.pem"), "-cert", _folder.In("strange.crt.pem"), "-out", _folder.In("strange.pem"));
        var (exit, output) = await SignAsync("--crl", _folder.In("strange.pem"));
        Assert.Equal(2, exit);
        Assert.Contains("the answers given say nothing of CN=Lasting: the list is of another issuer", output, StringComparison.Ordinal);

        var index = await File.ReadAllTextAsync(_folder.In("index.txt"), Ct);
        await WriteAsync("index.txt", "R" + index[1..].Replace("\t\t", $"\t{TimeProvider.System.GetUtcNow().AddHours(-1):yyMMddHHmmss'Z'}\t", StringComparison.Ordinal));
        await DoAsync("ca", "-config", _folder.In("ca.conf"), "-gencrl", "-keyfile", _folder.In("root.key.pem"), "-cert", _folder.In("root.crt.pem"), "-out", _folder.In("revoking.pem"));
        (exit, output) = await SignAsync("--crl", _folder.In("revoking.pem"));
        Assert.Equal(1, exit);
        Assert.Contains("document.xml: SIG-REVOKED", output, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.In("document.signed.xml")));
    }

    private Task<(int Exit, string Output)> SignAsync(params string[] answers) => CommandLine.RunAsync(
        ["sign", "--profile", "generic/xades-lt", "--key", _folder.In("lasting"), "--time-stamp", _authority.Server.Address, "--chain", _folder.In("root.crt.pem"), "--out", _folder.Path, .. answers, _folder.In("document.xml")]);

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(_folder.In(name), text, Ct);

    // openssl's own little authority: an index of one certificate, a list without entries, an answer about that certificate.
    private async Task AnswersAsync(DateTime until)
    {
        await WriteAsync("index.txt", $"V\t{until.ToString("yyMMddHHmmss'Z'", CultureInfo.InvariantCulture)}\t\t2A\tunknown\t/CN=Lasting\n");
        await WriteAsync("crlnumber", "01\n");
        await WriteAsync("ca.conf", $"[ca]\ndefault_ca=d\n[d]\ndatabase={_folder.In("index.txt")}\ncrlnumber={_folder.In("crlnumber")}\ndefault_md=sha256\ndefault_crl_days=7\n");
        await DoAsync("ca", "-config", _folder.In("ca.conf"), "-gencrl", "-keyfile", _folder.In("root.key.pem"), "-cert", _folder.In("root.crt.pem"), "-out", _folder.In("list.pem"));
        await DoAsync("ocsp", "-issuer", _folder.In("root.crt.pem"), "-cert", _folder.In("lasting.crt.pem"), "-reqout", _folder.In("request.der"), "-no_nonce");
        await DoAsync(
            "ocsp", "-index", _folder.In("index.txt"), "-CA", _folder.In("root.crt.pem"), "-rsigner", _folder.In("root.crt.pem"), "-rkey", _folder.In("root.key.pem"), "-reqin", _folder.In("request.der"),
            "-respout", _folder.In("response.der"), "-ndays", "7");
    }

    private static async Task DoAsync(params string[] arguments)
    {
        var (exit, output) = await Tool.RunAsync("openssl", arguments);
        Assert.True(exit == 0, output);
    }
}
