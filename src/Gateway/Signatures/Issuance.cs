using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Signatures.Revocations;

namespace Gateway.Signatures;

/// <summary>Who issued a certificate: by name and by key. A name alone says nothing, for an authority that changes its key keeps its name.</summary>
public static class Issuance
{
    /// <summary>Whether a certificate bears this issuer's name and a signature of its key, by an algorithm that may still be believed.</summary>
    public static bool IsBy(X509Certificate2 certificate, X509Certificate2 issuer)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(issuer);
        try
        {
            return issuer.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData) && SignedAsn.Read(certificate.RawDataMemory).IsBy(issuer);
        }
        catch (Exception broken) when (broken is AsnContentException or CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Whether nobody but itself issued it.</summary>
    public static bool IsOwn(X509Certificate2 certificate) => IsBy(certificate, certificate);
}
