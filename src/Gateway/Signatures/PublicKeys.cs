using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Signatures;

/// <summary>
/// The public keys of certificates that were looked at lately. Taking a key out of its certificate costs the platform many times what verifying
/// with it does. A key serves one caller at a time; those who come meanwhile take another one out.
/// </summary>
internal static class PublicKeys
{
    private const int Most = 1_000;
    private const int MostOfOne = 8;
    private static readonly ConcurrentDictionary<string, ConcurrentBag<AsymmetricAlgorithm>> Idle = new(StringComparer.Ordinal);

    /// <summary>What a use of the certificate's key gives; <c>null</c> stands for a key that is neither RSA nor on a curve.</summary>
    public static T Use<T>(X509Certificate2 certificate, Func<AsymmetricAlgorithm?, T> use)
    {
        if (Idle.Count > Most)
        {
            Idle.Clear();
        }

        var idle = Idle.GetOrAdd(Convert.ToHexString(SHA256.HashData(certificate.RawDataMemory.Span)), _ => []);
        var key = idle.TryTake(out var known) ? known : TakeOut(certificate);
        try
        {
            return use(key);
        }
        finally
        {
            if (key is not null && idle.Count < MostOfOne)
            {
                idle.Add(key);
            }
            else
            {
                key?.Dispose();
            }
        }
    }

    private static AsymmetricAlgorithm? TakeOut(X509Certificate2 certificate) => (AsymmetricAlgorithm?)certificate.GetRSAPublicKey() ?? certificate.GetECDsaPublicKey();
}
