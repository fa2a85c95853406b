using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Signatures;

namespace Gateway.Host.Signatures.Tokens;

/// <summary>A key that stays in its token, with its certificate from the token or from a file beside it.</summary>
internal sealed class TokenKey : IDisposable
{
    private readonly TokenSessions _sessions;

    private TokenKey(TokenSessions sessions, X509Certificate2 certificate)
    {
        _sessions = sessions;
        Key = new SigningKey(certificate, Opener(sessions, certificate));
    }

    /// <summary>The handle; each opening is cheap and borrows sessions of the same pool.</summary>
    public SigningKey Key { get; }

    /// <summary>Finds token, key and certificate; refuses where the certificate does not belong to the key.</summary>
    public static TokenKey Open(KeyReference reference, TokenLimits limits)
    {
        var address = new TokenAddress(reference);
        var sessions = new TokenSessions(TokenModule.Of(reference.Query("module-path")!), address, limits);
        try
        {
            var certificate = reference.Query("certificate") is { } file
                ? KeyFiles.Certificate(file)
                : OfToken(sessions.Use(session => address.Certificate(session.Session, session.Key)), address.Place);
            var key = new TokenKey(sessions, certificate);
            KeyProof.Require(key.Key, address.Place);
            return key;
        }
        catch
        {
            sessions.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sessions.Dispose();
        Key.Certificate.Dispose();
    }

    private static X509Certificate2 OfToken(byte[]? bytes, string place)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(bytes ?? throw new InvalidDataException($"the token has no certificate beside {place}; name one with certificate=FILE"));
        }
        catch (CryptographicException broken)
        {
            throw new InvalidDataException($"the certificate beside {place} cannot be read", broken);
        }
    }

    private static Func<AsymmetricAlgorithm> Opener(TokenSessions sessions, X509Certificate2 certificate)
    {
        using var rsa = certificate.GetRSAPublicKey();
        if (rsa is not null)
        {
            var known = rsa.ExportParameters(includePrivateParameters: false);
            return () => new TokenRsa(sessions, known);
        }

        using var ecdsa = certificate.GetECDsaPublicKey() ?? throw new CryptographicException($"{certificate.Subject} has neither an RSA nor an ECDSA key");
        var (curve, size) = (ecdsa.ExportParameters(includePrivateParameters: false), ecdsa.KeySize);
        return () => new TokenEcdsa(sessions, curve, size);
    }
}
