using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Tests.Signatures.Fuzzing;

/// <summary>Keys and certificates that are the same in every run, so that a case is the same again: only the value of an ECDSA signature is new each time.</summary>
internal static class SeededKeys
{
    private const int PrimeBytes = 128;
    private static readonly BigInteger Exponent = 65537;
    private static readonly int[] SmallPrimes = [.. Enumerable.Range(3, 2_000).Where(number => Enumerable.Range(2, 45).All(divisor => number == divisor || number % divisor != 0))];
    private static readonly Lazy<RSA> Issuer = new(() => MakeRsa(1));
    private static readonly Lazy<X509Certificate2> LazyRsa = new(MakeSigner);
    private static readonly Lazy<X509Certificate2> LazySmallCurve = new(() => OnCurve("CN=Seeded P-256", ECCurve.NamedCurves.nistP256, 32));
    private static readonly Lazy<X509Certificate2> LazyLargeCurve = new(() => OnCurve("CN=Seeded P-384", ECCurve.NamedCurves.nistP384, 48));
    private static readonly Lazy<X509Certificate2> LazyAuthority = new(MakeAuthority);
    private static readonly Lazy<X509Certificate2> LazyTime = new(MakeTimeAuthority);

    public static X509Certificate2 Rsa => LazyRsa.Value;

    public static X509Certificate2 P256 => LazySmallCurve.Value;

    public static X509Certificate2 P384 => LazyLargeCurve.Value;

    /// <summary>Whose time-stamps are believed.</summary>
    public static X509Certificate2 Time => LazyTime.Value;

    /// <summary>Who issued the others.</summary>
    public static X509Certificate2 Authority => LazyAuthority.Value;

    /// <summary>A revocation list of the issuer, without an entry.</summary>
    public static byte[] List() => new CertificateRevocationListBuilder().Build(
        Name, X509SignatureGenerator.CreateForRSA(Issuer.Value, RSASignaturePadding.Pkcs1), 1, Signers.At.AddDays(7), HashAlgorithmName.SHA256,
        X509AuthorityKeyIdentifierExtension.CreateFromIssuerNameAndSerialNumber(Name, [9]), Signers.At.AddDays(-1));

    private static X500DistinguishedName Name { get; } = new("CN=Seeded issuer");

    private static X509Certificate2 MakeSigner()
    {
        var key = MakeRsa(2);
        using var bare = Certify(new CertificateRequest("CN=Seeded RSA", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), 2);
        return bare.CopyWithPrivateKey(key);
    }

    private static X509Certificate2 OnCurve(string subject, ECCurve curve, int bytes)
    {
        var number = new byte[bytes];
        new Random(bytes).NextBytes(number.AsSpan(1));
        var key = ECDsa.Create(new ECParameters { Curve = curve, D = number });
        using var bare = Certify(new CertificateRequest(subject, key, HashAlgorithmName.SHA256), (byte)bytes);
        return bare.CopyWithPrivateKey(key);
    }

    private static X509Certificate2 Certify(CertificateRequest request, byte serial, X509KeyUsageFlags usage = X509KeyUsageFlags.DigitalSignature)
    {
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        return request.Create(Name, X509SignatureGenerator.CreateForRSA(Issuer.Value, RSASignaturePadding.Pkcs1), Signers.At.AddMonths(-6), Signers.At.AddMonths(6), [serial]);
    }

    private static X509Certificate2 MakeAuthority()
    {
        var request = new CertificateRequest(Name, Issuer.Value, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        return Certify(request, 10, X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign);
    }

    private static X509Certificate2 MakeTimeAuthority()
    {
        var request = new CertificateRequest(Name, Issuer.Value, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.8")], critical: true));
        using var bare = Certify(request, 9);
        return bare.CopyWithPrivateKey(Issuer.Value);
    }

    private static RSA MakeRsa(int seed)
    {
        var random = new Random(seed);
        var (p, q) = (Prime(random), Prime(random));
        (p, q) = p > q ? (p, q) : (q, p);
        var order = (p - 1) * (q - 1);
        var factor = Exponent - BigInteger.ModPow(order % Exponent, Exponent - 2, Exponent);
        var secret = ((factor * order) + 1) / Exponent;
        return RSA.Create(new RSAParameters
        {
            Modulus = Bytes(p * q, 2 * PrimeBytes),
            Exponent = Bytes(Exponent, 3),
            D = Bytes(secret, 2 * PrimeBytes),
            P = Bytes(p, PrimeBytes),
            Q = Bytes(q, PrimeBytes),
            DP = Bytes(secret % (p - 1), PrimeBytes),
            DQ = Bytes(secret % (q - 1), PrimeBytes),
            InverseQ = Bytes(BigInteger.ModPow(q, p - 2, p), PrimeBytes),
        });
    }

    private static BigInteger Prime(Random random)
    {
        var bytes = new byte[PrimeBytes];
        while (true)
        {
            random.NextBytes(bytes);
            bytes[0] |= 0xC0;
            bytes[^1] |= 1;
            var number = new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
            if (Array.TrueForAll(SmallPrimes, prime => number % prime != 0) && BigInteger.ModPow(2, number - 1, number).IsOne && (number - 1) % Exponent != 0)
            {
                return number;
            }
        }
    }

    private static byte[] Bytes(BigInteger number, int length)
    {
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[length - bytes.Length], .. bytes];
    }
}
