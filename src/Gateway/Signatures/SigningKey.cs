using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Signatures;

/// <summary>
/// What signs: a certificate and a way to its private key, which may lie in memory, in a file or stay in a token. May be used by
/// several threads at once: each signature opens the key for itself.
/// </summary>
public sealed class SigningKey
{
    private readonly Func<AsymmetricAlgorithm> _open;

    /// <summary>A certificate and what opens its key, an <see cref="RSA"/> or <see cref="ECDsa"/> that the caller disposes.</summary>
    public SigningKey(X509Certificate2 certificate, Func<AsymmetricAlgorithm> open)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(open);
        Certificate = certificate;
        _open = open;
    }

    /// <summary>The certificate that goes with every signature.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>A certificate that holds its own private key.</summary>
    public static SigningKey Of(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return new SigningKey(certificate, () => (AsymmetricAlgorithm?)certificate.GetRSAPrivateKey() ?? certificate.GetECDsaPrivateKey()
            ?? throw new CryptographicException("the certificate has no private RSA or ECDSA key"));
    }

    /// <summary>The private key for one signature; the caller disposes it.</summary>
    public AsymmetricAlgorithm Open() => _open();
}
