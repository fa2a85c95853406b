using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Signatures.Revocations;

/// <summary>How requests and responses name a certificate: by hashes of its issuer's name and key, and its serial number.</summary>
public static class OcspIdentity
{
    private const string Sha1 = "1.3.14.3.2.26";

    /// <summary>
    /// The request (DER) about a certificate, without a nonce, so that responders can answer with what they made before. The hash that names
    /// the issuer is SHA-1, which every responder knows: it is a name here, nothing is proven by it.
    /// </summary>
    public static byte[] Request(X509Certificate2 certificate, X509Certificate2 issuer)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(issuer);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Sha1);
                writer.WriteNull();
            }

            writer.WriteOctetString(Hash(HashAlgorithmName.SHA1, issuer.SubjectName.RawData));
            writer.WriteOctetString(Hash(HashAlgorithmName.SHA1, issuer.PublicKey.EncodedKeyValue.RawData));
            writer.WriteInteger(certificate.SerialNumberBytes.Span);
        }

        return writer.Encode();
    }

    internal static bool Is(AsnReader identity, X509Certificate2 certificate, X509Certificate2 issuer)
    {
        var algorithm = identity.ReadSequence().ReadObjectIdentifier() switch
        {
            Sha1 => HashAlgorithmName.SHA1,
            "2.16.840.1.101.3.4.2.1" => HashAlgorithmName.SHA256,
            "2.16.840.1.101.3.4.2.2" => HashAlgorithmName.SHA384,
            "2.16.840.1.101.3.4.2.3" => HashAlgorithmName.SHA512,
            _ => (HashAlgorithmName?)null,
        };
        return algorithm is { } known
            && identity.ReadOctetString().AsSpan().SequenceEqual(Hash(known, issuer.SubjectName.RawData))
            && identity.ReadOctetString().AsSpan().SequenceEqual(Hash(known, issuer.PublicKey.EncodedKeyValue.RawData))
            && identity.ReadIntegerBytes().Span.TrimStart((byte)0).SequenceEqual(certificate.SerialNumberBytes.Span.TrimStart((byte)0));
    }

    private static byte[] Hash(HashAlgorithmName algorithm, ReadOnlySpan<byte> bytes) => CryptographicOperations.HashData(algorithm, bytes);
}
