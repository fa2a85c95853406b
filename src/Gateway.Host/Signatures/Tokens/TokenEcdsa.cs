using System.Security.Cryptography;
using Net.Pkcs11Interop.Common;

namespace Gateway.Host.Signatures.Tokens;

/// <summary>An ECDSA key whose private half stays in its token.</summary>
internal sealed class TokenEcdsa : ECDsa
{
    private readonly TokenSessions _sessions;
    private readonly ECParameters _public;

    public TokenEcdsa(TokenSessions sessions, ECParameters known, int size)
    {
        _sessions = sessions;
        _public = known;
        KeySizeValue = size;
        LegalKeySizesValue = [new KeySizes(size, size, 0)];
    }

    // r and s, each as long as the curve: what both sides call a signature here. A hash longer than the curve counts with its beginning.
    public override byte[] SignHash(byte[] hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        var most = (KeySizeValue + 7) / 8;
        var signed = hash.Length > most ? hash[..most] : hash;
        return _sessions.Use(session => session.Sign(CKM.CKM_ECDSA, signed));
    }

    public override bool VerifyHash(byte[] hash, byte[] signature)
    {
        using var ecdsa = Create(_public);
        return ecdsa.VerifyHash(hash, signature);
    }

    public override ECParameters ExportParameters(bool includePrivateParameters) =>
        includePrivateParameters ? throw new CryptographicException("the private key stays in its token") : _public;

    public override ECParameters ExportExplicitParameters(bool includePrivateParameters) => ExportParameters(includePrivateParameters);

    public override void ImportParameters(ECParameters parameters) => throw new NotSupportedException("a token's key is made by its token");

    public override void GenerateKey(ECCurve curve) => throw new NotSupportedException("a token's key is made by its token");
}
