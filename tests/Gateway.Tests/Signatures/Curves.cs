using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Tests.Signatures;

/// <summary>Keys on curves, made for one run: two that partners have, and others that must be refused.</summary>
internal static class Curves
{
    private static readonly Lazy<X509Certificate2> LazyGood = new(() => Make("CN=P-256", ECCurve.NamedCurves.nistP256));
    private static readonly Lazy<X509Certificate2> LazyLarge = new(() => Make("CN=P-384", ECCurve.NamedCurves.nistP384));
    private static readonly Lazy<X509Certificate2> LazyHuge = new(() => Make("CN=P-521", ECCurve.NamedCurves.nistP521));
    private static readonly Lazy<X509Certificate2> LazyKoblitz = new(() => Make("CN=Koblitz", ECCurve.CreateFromValue("1.3.132.0.10")));
    private static readonly Lazy<X509Certificate2> LazyBrainpool = new(() => Make("CN=Brainpool", ECCurve.NamedCurves.brainpoolP256r1));
    private static readonly Lazy<X509Certificate2> LazyExplicit = new(Spelled);

    public static X509Certificate2 Good => LazyGood.Value;

    public static X509Certificate2 Large => LazyLarge.Value;

    public static X509Certificate2 Huge => LazyHuge.Value;

    public static X509Certificate2 Koblitz => LazyKoblitz.Value;

    public static X509Certificate2 Brainpool => LazyBrainpool.Value;

    /// <summary>P-256 by its numbers instead of its name.</summary>
    public static X509Certificate2 Explicit => LazyExplicit.Value;

    public static X509Certificate2[] All => [Good, Large, Huge, Koblitz, Brainpool, Explicit];

    private static X509Certificate2 Make(string subject, ECCurve curve)
    {
        var request = new CertificateRequest(subject, ECDsa.Create(curve), HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        return request.CreateSelfSigned(Signers.At.AddMonths(-6), Signers.At.AddMonths(6));
    }

    // The key of the good certificate under the same curve, which is written out: the platform reads such a key and has no name for it.
    private static X509Certificate2 Spelled()
    {
        using var key = Good.GetECDsaPrivateKey()!;
        var point = new PublicKey(new Oid("1.2.840.10045.2.1"), new AsnEncodedData(Numbers(key.ExportExplicitParameters(false).Curve)), Good.PublicKey.EncodedKeyValue);
        var request = new CertificateRequest(new X500DistinguishedName("CN=Explicit"), point, HashAlgorithmName.SHA256);
        return request.Create(request.SubjectName, X509SignatureGenerator.CreateForECDsa(key), Signers.At.AddMonths(-6), Signers.At.AddMonths(6), [0x7F, 2]);
    }

    private static byte[] Numbers(ECCurve curve)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.2.840.10045.1.1");
                writer.WriteInteger(new BigInteger(curve.Prime!, isUnsigned: true, isBigEndian: true));
            }

            using (writer.PushSequence())
            {
                writer.WriteOctetString(curve.A!);
                writer.WriteOctetString(curve.B!);
            }

            writer.WriteOctetString([4, .. curve.G.X!, .. curve.G.Y!]);
            writer.WriteInteger(new BigInteger(curve.Order!, isUnsigned: true, isBigEndian: true));
            writer.WriteInteger(1);
        }

        return writer.Encode();
    }
}
