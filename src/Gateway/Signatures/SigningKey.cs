using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Signatures;

/// <summary>
/// A certificate and what signs for it. The key itself may lie in a file or stay inside a token: all that is known of it here is that it
/// signs. Both belong to the caller.
/// </summary>
/// <param name="certificate">The signer's certificate.</param>
/// <param name="open">
/// Gives RSA or ECDSA for one signature, which is disposed after it; it may be called by several threads at once. Its failures
/// (<see cref="CryptographicException"/>) come through to whoever signs.
/// </param>
public sealed class SigningKey(X509Certificate2 certificate, Func<AsymmetricAlgorithm> open)
{
    /// <summary>The signer's certificate.</summary>
    public X509Certificate2 Certificate { get; } = certificate ?? throw new ArgumentNullException(nameof(certificate));

    /// <summary>The private key a certificate carries with it.</summary>
    public static SigningKey Of(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return new SigningKey(certificate, () =>
            (AsymmetricAlgorithm?)certificate.GetRSAPrivateKey() ?? certificate.GetECDsaPrivateKey() ?? throw new SigningException(SignatureCodes.WeakKey));
    }

    /// <summary>RSA or ECDSA for one signature.</summary>
    internal AsymmetricAlgorithm Open() => open();
}
