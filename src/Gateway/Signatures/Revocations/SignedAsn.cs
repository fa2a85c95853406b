using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Signatures.Revocations;

/// <summary>The form that certificates, lists and responses share: what is signed, the algorithm, the value. Bytes are those given, nothing is copied.</summary>
internal sealed record SignedAsn(ReadOnlyMemory<byte> Signed, ReadOnlyMemory<byte> Algorithm, byte[] Value)
{
    private const string Pss = "1.2.840.113549.1.1.10";

    /// <summary>Reads it from where a reader stands inside the outer sequence.</summary>
    public static SignedAsn Read(AsnReader reader)
    {
        var (signed, algorithm) = (reader.ReadEncodedValue(), reader.ReadEncodedValue());
        var value = reader.ReadBitString(out var unused);
        return unused == 0 ? new SignedAsn(signed, algorithm, value) : throw new AsnContentException();
    }

    /// <summary>The signed structure that is all of these bytes.</summary>
    public static SignedAsn Read(ReadOnlyMemory<byte> der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var inside = outer.ReadSequence();
        var read = Read(inside);
        inside.ThrowIfNotEmpty();
        outer.ThrowIfNotEmpty();
        return read;
    }

    /// <summary>
    /// Whether the key of this certificate made the signature, by an algorithm that may still be believed: SHA-1 is not one of them, for
    /// whoever can make two answers of one hash has one of them signed.
    /// </summary>
    public bool IsBy(X509Certificate2 certificate)
    {
        var reader = new AsnReader(Algorithm, AsnEncodingRules.DER).ReadSequence();
        var name = reader.ReadObjectIdentifier();
        var (hash, padding) = name == Pss ? (PssHash(reader), RSASignaturePadding.Pss) : (Hash(name), RSASignaturePadding.Pkcs1);
        return hash is { } known && PublicKeys.Use(certificate, key => key switch
        {
            RSA rsa => name.StartsWith("1.2.840.113549.", StringComparison.Ordinal) && rsa.KeySize >= 2048 && rsa.VerifyData(Signed.Span, Value, known, padding),
            ECDsa curve => name.StartsWith("1.2.840.10045.", StringComparison.Ordinal) && curve.VerifyData(Signed.Span, Value, known, DSASignatureFormat.Rfc3279DerSequence),
            _ => false,
        });
    }

    private static HashAlgorithmName? Hash(string algorithm) => algorithm switch
    {
        "1.2.840.113549.1.1.11" or "1.2.840.10045.4.3.2" or "2.16.840.1.101.3.4.2.1" => HashAlgorithmName.SHA256,
        "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" or "2.16.840.1.101.3.4.2.2" => HashAlgorithmName.SHA384,
        "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" or "2.16.840.1.101.3.4.2.3" => HashAlgorithmName.SHA512,
        _ => null,
    };

    // The parameters say the hash and a salt of its length, as everybody writes them; another salt fails at the value.
    private static HashAlgorithmName? PssHash(AsnReader algorithm)
    {
        var parameters = algorithm.ReadSequence();
        var first = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
        return parameters.HasData && parameters.PeekTag() == first ? Hash(parameters.ReadSequence(first).ReadSequence().ReadObjectIdentifier()) : null;
    }
}
