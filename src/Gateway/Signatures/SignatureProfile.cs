using System.Security.Cryptography;

namespace Gateway.Signatures;

/// <summary>Where a profile puts the signature and what it covers.</summary>
public enum SignaturePlacement
{
    /// <summary>Last child of the root; covers the whole document (<c>URI=""</c>).</summary>
    Enveloped,

    /// <summary>In a container beside the signed element; covers that element by its <c>Id</c>.</summary>
    ById,

    /// <summary>Not XML: detached PKCS#7 in the second part of a <c>multipart/signed</c> message.</summary>
    DetachedCms,
}

/// <summary>
/// One agreed way to sign. It is chosen by the partner's adapter, never by the message: a message that says anything else
/// than its profile is refused, however sound its cryptography.
/// </summary>
/// <param name="Id">The name used in <c>adapter.json</c>.</param>
/// <param name="Placement">Where the signature stands.</param>
/// <param name="Canonicalization">Canonicalisation of SignedInfo, an algorithm URI; empty for CMS.</param>
/// <param name="SignatureMethod">Signature algorithm, a URI; for CMS the object identifier.</param>
/// <param name="DigestMethod">Digest algorithm, a URI; for CMS the object identifier.</param>
/// <param name="Transforms">Transform lists accepted on read, literally; the first one is written.</param>
public sealed record SignatureProfile(
    string Id,
    SignaturePlacement Placement,
    string Canonicalization,
    string SignatureMethod,
    string DigestMethod,
    IReadOnlyList<IReadOnlyList<string>> Transforms)
{
    /// <summary>Name of the root element (in no namespace), or <c>null</c> where any root may be signed.</summary>
    public string? Root { get; init; }

    /// <summary>Name of the signed child of the root, where the placement is by id.</summary>
    public string? SignedElement { get; init; }

    /// <summary>Name of the root's child that holds the signature, where the placement is by id.</summary>
    public string? Container { get; init; }

    /// <summary>The one id that may be referenced; <c>null</c> takes the id the signed element carries.</summary>
    public string? ReferenceId { get; init; }

    /// <summary>Whether issuer and serial number are written beside the certificate.</summary>
    public bool WritesIssuerSerial { get; init; }

    /// <summary>Length of the digest in bytes.</summary>
    public int DigestBytes { get; init; } = SHA256.HashSizeInBytes;

    /// <summary>Smallest RSA key, in bits.</summary>
    public int MinimumKeyBits { get; init; } = 2048;

    /// <summary>False where the public record is not enough to be sure of the shape.</summary>
    public bool Confirmed { get; init; } = true;

    // No profile mixes its digests: the reference and the signature value are of one algorithm.
    internal HashAlgorithmName Hash => DigestBytes == SHA1.HashSizeInBytes ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256;

    internal byte[] Digest(ReadOnlySpan<byte> bytes) => CryptographicOperations.HashData(Hash, bytes);
}
