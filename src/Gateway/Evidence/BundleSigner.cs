using System.Security.Cryptography;
using Gateway.Signatures;

namespace Gateway.Evidence;

/// <summary>Who signed a part of a bundle, by a certificate that is trusted.</summary>
/// <param name="Subject">Name in the certificate.</param>
/// <param name="Serial">Its serial number, hexadecimal.</param>
/// <param name="Sha256">Hash of the certificate: names and numbers may be those of another authority's.</param>
public sealed record BundleSigner(string Subject, string Serial, string Sha256)
{
    internal static BundleSigner? Of(Verdict verdict) =>
        verdict is { Valid: true, Certificate: { } certificate } ? new BundleSigner(verdict.Subject, verdict.Serial, Convert.ToHexStringLower(SHA256.HashData(certificate))) : null;
}
