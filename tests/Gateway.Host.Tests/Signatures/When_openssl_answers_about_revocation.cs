using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Gateway.Host.Database;
using Gateway.Host.Journeys;
using Gateway.Host.Signatures;
using Gateway.Signatures.Revocations;
using Polly;

namespace Gateway.Host.Tests.Signatures;

/// <summary>An independent responder, an independent maker of lists, and an independent reader of ours.</summary>
public sealed class When_openssl_answers_about_revocation : IDisposable
{
    private const string ForResponders = "1.3.6.1.5.5.7.3.9";
    private readonly TestFolder _folder = new();
    private readonly Issuer _issuer = new("Issuer");
    private readonly Issuer _stranger = new("Stranger");
    private readonly RevocationClient _client = new(new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(10)).Build());

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _client.Dispose();
        _issuer.Dispose();
        _stranger.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Its_responder_understands_our_question_and_we_its_answer()
    {
        Tool.Require("openssl");
        using var good = _issuer.Leaf("Good");
        using var revoked = _issuer.Leaf("Revoked");
        using var unknown = _issuer.Leaf("Unknown");
        using var responder = await ResponderAsync(_issuer.Leaf("Responder", purpose: ForResponders), (good, null), (revoked, "keyCompromise"));

        var fact = (await AskAsync(responder, good)).Fact!;
        Assert.Null(fact.Revoked);
        Assert.NotNull(fact.NextUpdate);
        Assert.Equal((RevocationReason.KeyCompromise, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)), (await AskAsync(responder, revoked)).Fact!.Revoked is { } said ? (said.Reason, said.Since) : default);
        Assert.Equal("the responder does not know the certificate", (await AskAsync(responder, unknown)).Trouble);
    }

    [Fact]
    public async Task Its_responder_is_believed_only_with_a_certificate_for_it()
    {
        Tool.Require("openssl");
        using var good = _issuer.Leaf("Good");
        using var itself = await ResponderAsync(_issuer.Certificate, (good, null));
        Assert.Equal("", (await AskAsync(itself, good)).Trouble);
        using var other = await ResponderAsync(_issuer.Leaf("No responder"), (good, null));
        Assert.Equal("the response is signed by nobody who may", (await AskAsync(other, good)).Trouble);
        using var stranger = await ResponderAsync(_stranger.Leaf("Strange responder", purpose: ForResponders), (good, null));
        Assert.Equal("the response is signed by nobody who may", (await AskAsync(stranger, good)).Trouble);
    }

    [Fact]
    public async Task It_reads_our_question_as_it_is_meant()
    {
        using var leaf = _issuer.Leaf("Leaf");
        var (exit, text) = await Tool.RunAsync("openssl", "ocsp", "-reqin", Write("question.der", OcspIdentity.Request(leaf, _issuer.Certificate)), "-req_text", "-noverify");
        Assert.True(exit == 0, text);
        Assert.Contains("Serial Number: " + leaf.SerialNumber, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task We_read_the_lists_it_makes()
    {
        using var good = _issuer.Leaf("Good");
        using var revoked = _issuer.Leaf("Revoked");
        Index((good, null), (revoked, "superseded"));
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "number"), "01\n", Ct);
        var configuration = Write("ca.cnf", System.Text.Encoding.ASCII.GetBytes(
            $"[ca]\ndefault_ca=one\n[one]\ndatabase={_folder.Path}/index.txt\ncrlnumber={_folder.Path}/number\ndefault_md=sha384\ncrl_extensions=extensions\n[extensions]\nauthorityKeyIdentifier=keyid:always\n"));
        var list = Path.Combine(_folder.Path, "list.pem");
        var (exit, text) = await Tool.RunAsync(
            "openssl", "ca", "-gencrl", "-config", configuration, "-cert", Write("ca.pem", _issuer.Certificate.ExportCertificatePem()), "-keyfile", KeyFile("ca.key", _issuer.Certificate), "-crlhours", "1", "-out", list);
        Assert.True(exit == 0, text);
        var der = PemEncodingOf(await File.ReadAllTextAsync(list, Ct));

        Assert.Null(CrlReading.Read(der, good, _issuer.Certificate).Fact!.Revoked);
        Assert.Equal(RevocationReason.Superseded, CrlReading.Read(der, revoked, _issuer.Certificate).Fact!.Revoked!.Reason);
        Assert.Equal("the list is of another issuer", CrlReading.Read(der, _stranger.Certificate, _stranger.Certificate).Trouble);
    }

    [Fact]
    public async Task It_takes_the_lists_of_our_tests_for_what_we_do()
    {
        using var revoked = _issuer.Leaf("Revoked");
        var list = Write("ours.der", _issuer.List((revoked, Issuer.Now.AddHours(-1))));
        var (exit, text) = await Tool.RunAsync("openssl", "crl", "-inform", "DER", "-in", list, "-CAfile", Write("ca.pem", _issuer.Certificate.ExportCertificatePem()), "-text", "-noout");
        Assert.True(exit == 0 && text.Contains("verify OK", StringComparison.Ordinal), text);
        Assert.Contains("Serial Number: " + revoked.SerialNumber, text, StringComparison.Ordinal);
    }

    private static byte[] PemEncodingOf(string pem) => Convert.FromBase64String(string.Concat(pem.Split('\n').Where(line => !line.StartsWith('-'))));

    private async Task<RevocationReading> AskAsync(Responder responder, X509Certificate2 certificate) => OcspReading.Read(
        await AnswerAsync(responder, OcspIdentity.Request(certificate, _issuer.Certificate)), certificate, _issuer.Certificate);

    // openssl's responder closes at once what it has answered, and the system then takes back what was not read yet. The gateway asks again too, later.
    private async Task<byte[]> AnswerAsync(Responder responder, byte[] request)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await _client.GetAsync(new RevocationPlace(RevocationForm.Ocsp, responder.Address), request, Ct);
            }
            catch (HttpRequestException broken) when (broken.InnerException is IOException && tries < 5)
            {
                await Task.Delay(200, Ct);
            }
        }
    }

    private void Index(params (X509Certificate2 Certificate, string? Reason)[] known) => Write("index.txt", string.Concat(known.Select(one =>
        $"{(one.Reason is null ? "V" : "R")}\t301231235959Z\t{(one.Reason is null ? "" : "260102030405Z," + one.Reason)}\t{one.Certificate.SerialNumber}\tunknown\t/CN={one.Certificate.Subject[3..]}\n")));

    private async Task<Responder> ResponderAsync(X509Certificate2 signer, params (X509Certificate2 Certificate, string? Reason)[] known)
    {
        Index(known);
        var port = Stage.FreePort();
        var start = new ProcessStartInfo("openssl",
        [
            "ocsp", "-index", Path.Combine(_folder.Path, "index.txt"), "-port", port.ToString(CultureInfo.InvariantCulture), "-nmin", "5",
            "-CA", Write("ca.pem", _issuer.Certificate.ExportCertificatePem()), "-rsigner", Write($"{port}.pem", signer.ExportCertificatePem()), "-rkey", KeyFile($"{port}.key", signer),
        ]) { RedirectStandardError = true, RedirectStandardOutput = true };
        var responder = new Responder(Process.Start(start)!, $"http://127.0.0.1:{port}/");
        // A mere connection would keep it busy for ever: it says itself when it is ready.
        while (await responder.Process.StandardError.ReadLineAsync(Ct) is { } line)
        {
            if (line.Contains("waiting for OCSP client connections", StringComparison.Ordinal))
            {
                return responder;
            }
        }

        responder.Dispose();
        throw new InvalidOperationException("the responder did not start");
    }

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private string Write(string name, string text) => Write(name, System.Text.Encoding.ASCII.GetBytes(text + (text.EndsWith('\n') ? "" : "\n")));

    private string KeyFile(string name, X509Certificate2 certificate)
    {
        var path = Path.Combine(_folder.Path, name);
        PrivateFile.Write(path, certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem() + "\n");
        return path;
    }

    private sealed record Responder(Process Process, string Address) : IDisposable
    {
        public void Dispose()
        {
            Process.Kill();
            Process.WaitForExit();
            Process.Dispose();
        }
    }
}
