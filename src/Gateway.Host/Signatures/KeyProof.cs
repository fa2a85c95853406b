using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Signatures;

namespace Gateway.Host.Signatures;

/// <summary>Whether a certificate belongs to a key: the key signs something and the certificate must accept it. Nothing else proves it for every kind of key.</summary>
internal static class KeyProof
{
    public static void Require(SigningKey key, string place)
    {
        using var opened = key.Open();
        var hash = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);
        var proved = opened switch
        {
            RSA rsa => Accepts(key.Certificate, hash, rsa.SignHash(hash, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
            ECDsa ecdsa => AcceptsCurve(key.Certificate, hash, ecdsa.SignHash(hash)),
            _ => false,
        };
        if (!proved)
        {
            throw new CryptographicException($"the certificate {key.Certificate.Subject} does not belong to the key of {place}");
        }
    }

    private static bool Accepts(X509Certificate2 certificate, byte[] hash, byte[] signature)
    {
        using var key = certificate.GetRSAPublicKey();
        return key?.VerifyHash(hash, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) == true;
    }

    private static bool AcceptsCurve(X509Certificate2 certificate, byte[] hash, byte[] signature)
    {
        using var key = certificate.GetECDsaPublicKey();
        return key?.VerifyHash(hash, signature) == true;
    }
}
