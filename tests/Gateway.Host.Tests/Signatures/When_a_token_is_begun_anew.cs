using System.Security.Cryptography;
using Gateway.Host.Signatures;
using Gateway.Host.Signatures.Tokens;
using Gateway.Signatures;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
using Xunit;

namespace Gateway.Host.Tests.Signatures;

[Collection(SoftTokenUsers.Name)]
public sealed class When_a_token_is_begun_anew(SoftToken token) : IDisposable
{
    private static readonly byte[] Hash = SHA256.HashData("x"u8);
    private readonly KeyReferences _keys = new("nowhere", new TokenLimits(4, TimeSpan.FromSeconds(10), TimeSpan.Zero));

    public void Dispose() => _keys.Dispose();

    [Fact]
    public void Sessions_that_were_ended_are_made_anew()
    {
        var key = Open("rsa");
        SoftToken.EndSessions();
        RequireSigning(key);
    }

    [Fact]
    public void A_module_that_another_user_ended_is_begun_anew_for_all_its_keys()
    {
        var (rsa, p256) = (Open("rsa"), Open("p256"));
        SoftToken.EndModule();
        RequireSigning(rsa);
        RequireSigning(p256);
        SoftToken.EndModule();
        RequireSigning(p256);
        RequireSigning(rsa);
    }

    [Fact]
    public void Threads_that_sign_meanwhile_all_get_their_signatures()
    {
        var keys = new[] { Open("rsa"), Open("p256") };
        Parallel.For(0, 60, new ParallelOptions { MaxDegreeOfParallelism = 6 }, at =>
        {
            if (at == 7)
            {
                SoftToken.BeginAnew();
            }

            RequireSigning(keys[at % 2]);
        });
    }

    [Fact]
    public void A_token_that_is_away_is_away_and_comes_back()
    {
        var key = Open("rsa");
        Directory.Move(token.Tokens, token.In("away"));
        Directory.CreateDirectory(token.Tokens);
        try
        {
            SoftToken.EndModule();
            Assert.Throws<TokenAwayException>(() => RequireSigning(key));
            Assert.Throws<TokenAwayException>(() => RequireSigning(key));
        }
        finally
        {
            Directory.Delete(token.Tokens, recursive: true);
            Directory.Move(token.In("away"), token.Tokens);
        }

        RequireSigning(key);
    }

    [Fact]
    public void A_failure_that_is_not_a_loss_is_not_tried_twice()
    {
        _ = Open("rsa");
        var tries = 0;
        var reference = KeyReference.Parse(token.Reference("rsa"));
        using var sessions = new TokenSessions(TokenModule.Of(SoftToken.Module!), new TokenAddress(reference), TokenLimits.Default);
        Assert.Throws<TokenRefusedException>(() => sessions.Use<int>(_ => throw Failed(CKR.CKR_KEY_FUNCTION_NOT_PERMITTED, ref tries)));
        Assert.Equal(1, tries);
        Assert.Throws<TokenAwayException>(() => sessions.Use<int>(_ => throw Failed(CKR.CKR_DEVICE_REMOVED, ref tries)));
        Assert.Equal(3, tries);
    }

    [Fact]
    public void Waiting_for_a_session_has_an_end()
    {
        var reference = KeyReference.Parse(token.Reference("rsa"));
        _ = Open("rsa");
        using var sessions = new TokenSessions(TokenModule.Of(SoftToken.Module!), new TokenAddress(reference), new TokenLimits(1, TimeSpan.FromMilliseconds(20), TimeSpan.Zero));
        var away = sessions.Use(_ => Assert.Throws<TokenAwayException>(() => sessions.Use(_ => 0)));
        Assert.Contains("no session", away.Message, StringComparison.Ordinal);
        Assert.Equal(0, sessions.Use(_ => 0));
    }

    private static Pkcs11Exception Failed(CKR code, ref int tries)
    {
        tries++;
        return new Pkcs11Exception("C_Sign", code);
    }

    private SigningKey Open(string name) => _keys.Open(token.Reference(name));

    private static void RequireSigning(SigningKey key)
    {
        using var opened = key.Open();
        if (opened is RSA rsa)
        {
            Assert.True(rsa.VerifyHash(Hash, rsa.SignHash(Hash, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        }
        else
        {
            var ecdsa = (ECDsa)opened;
            Assert.True(ecdsa.VerifyHash(Hash, ecdsa.SignHash(Hash)));
        }
    }
}
