using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using Gateway.Signatures.Revocations;

namespace Gateway.Signatures;

/// <summary>Time-stamps of RFC 3161: the request for one, and whether a token is one of the bytes it is said to be of.</summary>
public static class TimeStamps
{
    private const string Purpose = "1.3.6.1.5.5.7.3.8";
    private const int LargestToken = 262_144;

    /// <summary>The request (DER) for a time-stamp of these bytes: SHA-256, a nonce, the authority's certificate inside the token.</summary>
    public static Rfc3161TimestampRequest Request(ReadOnlySpan<byte> bytes) =>
        Rfc3161TimestampRequest.CreateFromData(bytes, HashAlgorithmName.SHA256, nonce: RandomNumberGenerator.GetBytes(8), requestSignerCertificates: true);

    /// <summary>
    /// When the bytes existed at the latest, by a token of a trusted authority; <c>null</c> with a code where the token is none, is of other
    /// bytes, or its authority was not to be trusted for time-stamps then.
    /// </summary>
    public static DateTimeOffset? Verify(byte[] token, ReadOnlySpan<byte> bytes, TrustedSigners authorities, out string code) => Read(token, bytes, authorities, out code)?.At;

    /// <summary>The same, with the authority by which path it was trusted.</summary>
    internal static (DateTimeOffset At, TrustPath Authority)? Read(byte[] token, ReadOnlySpan<byte> bytes, TrustedSigners authorities, out string code)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(authorities);
        code = SignatureCodes.TimeStamp;
        try
        {
            if (token.Length > LargestToken || !Rfc3161TimestampToken.TryDecode(token, out var stamp, out var read) || read != token.Length
                || !stamp.VerifySignatureForData(bytes, out var signer) || signer is null)
            {
                return null;
            }

            using (signer)
            {
                var at = stamp.TokenInfo.Timestamp;
                var path = IsForTime(signer) && authorities.Vouch(signer, at) ? authorities.PathOf(signer, at) : null;
                code = path is not null ? "" : SignatureCodes.TimeAuthority;
                return path is null ? null : (at, path);
            }
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static bool IsForTime(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Any(usage => usage.EnhancedKeyUsages.Cast<Oid>().Any(each => each.Value == Purpose));
}
