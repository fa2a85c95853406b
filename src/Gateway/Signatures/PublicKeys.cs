using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Signatures;

/// <summary>
/// The public keys of certificates, for as long as those are in use. Taking a key out of its certificate costs the platform many times what
/// verifying with it does. A key serves one caller at a time; those who come meanwhile take another one out.
/// </summary>
internal static class PublicKeys
{
    private const int MostOfOne = 8;
    private static readonly ConditionalWeakTable<X509Certificate2, ConcurrentBag<AsymmetricAlgorithm>> Idle = [];

    /// <summary>What a use of the certificate's key gives; <c>null</c> stands for a key that is neither RSA nor on a curve.</summary>
    public static T Use<T>(X509Certificate2 certificate, Func<AsymmetricAlgorithm?, T> use)
    {
        var idle = Idle.GetOrCreateValue(certificate);
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
