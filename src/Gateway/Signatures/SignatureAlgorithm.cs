using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Signatures;

/// <summary>How a key signs.</summary>
internal enum SignatureKind
{
    /// <summary>RSA, PKCS#1 v1.5.</summary>
    Rsa,

    /// <summary>RSA-PSS, MGF1 with the same hash, salt as long as the hash.</summary>
    RsaPss,

    /// <summary>ECDSA; the value is r and s, each as long as the curve's order.</summary>
    Ecdsa,
}

/// <summary>A signature algorithm by its name in XML (RFC 9231). A profile says which are accepted; here stands only what they are.</summary>
internal sealed record SignatureAlgorithm(string Uri, SignatureKind Kind, HashAlgorithmName Hash)
{
    private const string More = "http://www.w3.org/2001/04/xmldsig-more#";
    private const string Newer = "http://www.w3.org/2007/05/xmldsig-more#";

    private static readonly SignatureAlgorithm[] All =
    [
        new("http://www.w3.org/2000/09/xmldsig#rsa-sha1", SignatureKind.Rsa, HashAlgorithmName.SHA1),
        new(More + "rsa-sha256", SignatureKind.Rsa, HashAlgorithmName.SHA256),
        new(More + "rsa-sha384", SignatureKind.Rsa, HashAlgorithmName.SHA384),
        new(More + "rsa-sha512", SignatureKind.Rsa, HashAlgorithmName.SHA512),
        new(Newer + "sha256-rsa-MGF1", SignatureKind.RsaPss, HashAlgorithmName.SHA256),
        new(Newer + "sha384-rsa-MGF1", SignatureKind.RsaPss, HashAlgorithmName.SHA384),
        new(Newer + "sha512-rsa-MGF1", SignatureKind.RsaPss, HashAlgorithmName.SHA512),
        new(More + "ecdsa-sha256", SignatureKind.Ecdsa, HashAlgorithmName.SHA256),
        new(More + "ecdsa-sha384", SignatureKind.Ecdsa, HashAlgorithmName.SHA384),
        new(More + "ecdsa-sha512", SignatureKind.Ecdsa, HashAlgorithmName.SHA512),
    ];

    private static readonly Dictionary<string, HashAlgorithmName> Digests = new()
    {
        ["http://www.w3.org/2000/09/xmldsig#sha1"] = HashAlgorithmName.SHA1,
        ["http://www.w3.org/2001/04/xmlenc#sha256"] = HashAlgorithmName.SHA256,
        [More + "sha384"] = HashAlgorithmName.SHA384,
        ["http://www.w3.org/2001/04/xmlenc#sha512"] = HashAlgorithmName.SHA512,
    };

    /// <summary>The algorithm of this name, or <c>null</c>.</summary>
    public static SignatureAlgorithm? Find(string uri) => Array.Find(All, algorithm => algorithm.Uri == uri);

    /// <summary>The hash of this name, or <c>null</c>.</summary>
    public static HashAlgorithmName? Digest(string uri) => Digests.TryGetValue(uri, out var hash) ? hash : null;

    /// <summary>Length of a digest in bytes.</summary>
    public static int Size(HashAlgorithmName hash) =>
        hash == HashAlgorithmName.SHA1 ? SHA1.HashSizeInBytes : hash == HashAlgorithmName.SHA256 ? SHA256.HashSizeInBytes
        : hash == HashAlgorithmName.SHA384 ? SHA384.HashSizeInBytes : SHA512.HashSizeInBytes;

    /// <summary>The first of these algorithms that a key can sign with, or <c>null</c>. A curve takes the hash of its own strength, where it is among them.</summary>
    public static SignatureAlgorithm? For(AsymmetricAlgorithm key, IReadOnlyList<string> methods)
    {
        var fitting = methods.Select(Find).OfType<SignatureAlgorithm>().Where(algorithm => algorithm.Fits(key)).ToList();
        return key is ECDsa { KeySize: > 256 }
            ? fitting.Find(algorithm => algorithm.Hash == HashAlgorithmName.SHA384) ?? fitting.FirstOrDefault()
            : fitting.FirstOrDefault();
    }

    /// <summary>Signs.</summary>
    public byte[] Sign(byte[] bytes, AsymmetricAlgorithm key) => key switch
    {
        RSA rsa when Kind != SignatureKind.Ecdsa => rsa.SignData(bytes, Hash, Padding),
        ECDsa curve when Kind == SignatureKind.Ecdsa => curve.SignData(bytes, Hash),
        _ => throw new SigningException(SignatureCodes.Algorithm),
    };

    /// <summary>Whether the certificate's key is of this kind at all.</summary>
    public bool Fits(X509Certificate2 certificate) => Kind == SignatureKind.Ecdsa == (certificate.GetKeyAlgorithm() == "1.2.840.10045.2.1");

    /// <summary>Whether the value was made over these bytes with the certificate's key.</summary>
    public bool Verify(byte[] bytes, byte[] value, X509Certificate2 certificate) => PublicKeys.Use(certificate, key => key switch
    {
        RSA rsa when Kind != SignatureKind.Ecdsa => rsa.VerifyData(bytes, value, Hash, Padding),
        ECDsa curve when Kind == SignatureKind.Ecdsa => curve.VerifyData(bytes, value, Hash),
        _ => false,
    });

    private RSASignaturePadding Padding => Kind == SignatureKind.RsaPss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;

    private bool Fits(AsymmetricAlgorithm key) => Kind == SignatureKind.Ecdsa ? key is ECDsa : key is RSA;
}
