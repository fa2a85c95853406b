using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Host.Signatures;
using Gateway.Host.Signatures.Tokens;
using Gateway.Signatures;
using Xunit;

namespace Gateway.Host.Tests.Signatures;

[Collection(SoftTokenUsers.Name)]
public sealed class When_a_key_stays_in_a_token(SoftToken token) : IDisposable
{
    private static readonly TokenLimits Limits = new(4, TimeSpan.FromSeconds(10), TimeSpan.Zero);
    private static readonly byte[] Text = Encoding.UTF8.GetBytes("Tờ khai 10010000001\n");
    private readonly KeyReferences _keys = new("nowhere", Limits);

    public void Dispose() => _keys.Dispose();

    [Theory]
    [InlineData("SHA1")]
    [InlineData("SHA256")]
    [InlineData("SHA384")]
    [InlineData("SHA512")]
    public async Task Openssl_accepts_its_RSA_signatures(string hash)
    {
        using var rsa = (RSA)Open("rsa").Open();
        var name = new HashAlgorithmName(hash);
        await RequireOpensslAsync("rsa", hash, rsa.SignData(Text, name, RSASignaturePadding.Pkcs1));
        if (hash != "SHA1")
        {
            await RequireOpensslAsync(
                "rsa", hash, rsa.SignData(Text, name, RSASignaturePadding.Pss),
                "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest", "-sigopt", $"rsa_mgf1_md:{hash}");
        }
    }

    [Theory]
    [InlineData("SHA256")]
    [InlineData("SHA384")]
    public async Task Openssl_accepts_its_ECDSA_signatures(string hash)
    {
        using var ecdsa = (ECDsa)Open("p256").Open();
        await RequireOpensslAsync("p256", hash, ecdsa.SignData(Text, new HashAlgorithmName(hash), DSASignatureFormat.Rfc3279DerSequence));
    }

    [Fact]
    public async Task Xmlsec1_accepts_a_document_it_signed()
    {
        var xml = XmlSignatures.Sign("<Data>Đồng Nai</Data>"u8.ToArray(), Profiles.Of("enveloped-exclusive-sha256"), Open("rsa"));
        await File.WriteAllBytesAsync(token.In("signed.xml"), xml, TestContext.Current.CancellationToken);
        var (exit, output) = await Tool.RunAsync("xmlsec1", "--verify", "--enabled-key-data", "x509", "--trusted-pem", token.In("rsa.crt.pem"), token.In("signed.xml"));
        Assert.True(exit == 0, output);
    }

    [Fact]
    public async Task Openssl_accepts_a_detached_CMS_signature()
    {
        await File.WriteAllBytesAsync(token.In("text"), Text, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(token.In("text.p7s"), DetachedSignatures.Sign(Text, Open("rsa")), TestContext.Current.CancellationToken);
        var (exit, output) = await Tool.RunAsync(
            "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", token.In("text.p7s"), "-content", token.In("text"), "-CAfile", token.In("rsa.crt.pem"), "-purpose", "any");
        Assert.True(exit == 0, output);
    }

    [Fact]
    public void Its_certificate_may_lie_beside_it()
    {
        var key = _keys.Open(token.Reference("rsa", more: "&certificate=" + token.In("rsa.crt.pem")));
        Assert.Equal("CN=rsa DEV ONLY", key.Certificate.Subject);
    }

    [Theory]
    [InlineData("stranger", "")]
    [InlineData("rsa", "p256")]
    [InlineData("p256", "rsa")]
    public void A_certificate_of_another_key_is_refused(string key, string beside)
    {
        var reference = token.Reference(key, more: beside.Length == 0 ? "" : "&certificate=" + token.In(beside + ".crt.pem"));
        var refused = Assert.ThrowsAny<CryptographicException>(() => _keys.Open(reference));
        Assert.DoesNotContain(SoftToken.Pin, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_private_leaves_it()
    {
        using var rsa = (RSA)Open("rsa").Open();
        using var ecdsa = (ECDsa)Open("p256").Open();
        Assert.Throws<CryptographicException>(() => rsa.ExportParameters(true));
        Assert.Throws<CryptographicException>(() => ecdsa.ExportParameters(true));
        Assert.Throws<CryptographicException>(() => rsa.SignHash(new byte[20], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    [Fact]
    public void A_refused_PIN_is_not_tried_again_and_never_shown()
    {
        File.WriteAllText(token.In("wrong-pin"), "000000\n");
        var reference = token.Reference("rsa", "file:" + token.In("wrong-pin"));
        SoftToken.EndSessions();
        Assert.Contains("CKR_PIN_INCORRECT", Assert.Throws<TokenRefusedException>(() => _keys.Open(reference)).Message, StringComparison.Ordinal);
        var second = Assert.Throws<TokenRefusedException>(() => _keys.Open(reference));
        Assert.Contains("not tried again", second.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("000000", second.ToString(), StringComparison.Ordinal);

        // Another PIN in its place is another matter.
        File.WriteAllText(token.In("wrong-pin"), SoftToken.Pin);
        Assert.Equal("CN=rsa DEV ONLY", _keys.Open(reference).Certificate.Subject);
    }

    [Theory]
    [InlineData("nobody", "object=nobody")]
    public void A_key_that_is_not_there_is_named(string key, string named) =>
        Assert.Contains(named, Assert.ThrowsAny<CryptographicException>(() => Open(key)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_token_that_is_not_there_is_away_and_not_wrong()
    {
        var reference = token.Reference("rsa").Replace("customs%20desk", "elsewhere", StringComparison.Ordinal);
        Assert.Contains("CKR_TOKEN_NOT_PRESENT", Assert.Throws<TokenAwayException>(() => _keys.Open(reference)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_module_that_is_none_is_refused()
    {
        File.WriteAllText(token.In("none.so"), "no library");
        Assert.Throws<InvalidDataException>(() => _keys.Open($"pkcs11:token=x;object=y?module-path={token.In("none.so")}"));
        Assert.Throws<InvalidDataException>(() => _keys.Open($"pkcs11:token=x;object=y?module-path={token.In("missing.so")}"));
    }

    [Fact]
    public void Many_threads_sign_at_once_with_few_sessions()
    {
        var key = Open("p256");
        using var verifier = key.Certificate.GetECDsaPublicKey()!;
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 16 }, at =>
        {
            var hash = SHA256.HashData(BitConverter.GetBytes(at));
            using var ecdsa = (ECDsa)key.Open();
            var signature = ecdsa.SignHash(hash);
            lock (verifier)
            {
                Assert.True(verifier.VerifyHash(hash, signature));
            }
        });
    }

    [Fact]
    public void Never_more_sessions_are_open_than_the_limit()
    {
        var reference = KeyReference.Parse(token.Reference("rsa"));
        _ = Open("rsa");
        using var sessions = new TokenSessions(TokenModule.Of(SoftToken.Module!), new TokenAddress(reference), Limits);
        var (inside, most, seen) = (0, 0, new System.Collections.Concurrent.ConcurrentDictionary<ulong, bool>());
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 16 }, _ => sessions.Use(session =>
        {
            var now = Interlocked.Increment(ref inside);
            InterlockedMax(ref most, now);
            seen[session.Session.SessionId] = true;
            session.Sign(Net.Pkcs11Interop.Common.CKM.CKM_RSA_PKCS, [1, 2, 3]);
            return Interlocked.Decrement(ref inside);
        }));
        Assert.InRange(most, 1, Limits.Sessions);
        Assert.InRange(seen.Count, 1, Limits.Sessions);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        var known = Volatile.Read(ref most);
        while (value > known && Interlocked.CompareExchange(ref most, value, known) is var found && found != known)
        {
            known = found;
        }
    }

    private SigningKey Open(string name) => _keys.Open(token.Reference(name));

    private async Task RequireOpensslAsync(string key, string hash, byte[] signature, params string[] options)
    {
        await File.WriteAllBytesAsync(token.In("data"), Text, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(token.In("data.sig"), signature, TestContext.Current.CancellationToken);
        var (made, pem) = await Tool.RunAsync("openssl", "x509", "-in", token.In(key + ".crt.pem"), "-pubkey", "-noout");
        Assert.Equal(0, made);
        await File.WriteAllTextAsync(token.In("public.pem"), pem, TestContext.Current.CancellationToken);
        var (exit, output) = await Tool.RunAsync("openssl", ["dgst", "-" + hash.ToLowerInvariant(), "-verify", token.In("public.pem"), "-signature", token.In("data.sig"), .. options, token.In("data")]);
        Assert.True(exit == 0, output);
    }
}
