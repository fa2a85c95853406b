using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Host.Tests.Signatures;

/// <summary>An authority of a test: certificates that name a server on loopback, and lists. Times are the real ones, as real programs look at the real clock.</summary>
internal sealed class Issuer : IDisposable
{
    private int _serial = 100;

    public Issuer(string name, Issuer? above = null, string crl = "", string ocsp = "")
    {
        Certificate = Make($"CN={name}", above, authority: true, crl, ocsp);
    }

    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public X509Certificate2 Certificate { get; }

    public void Dispose() => Certificate.Dispose();

    /// <summary>A certificate to sign with; an address that is empty is not named in it.</summary>
    public X509Certificate2 Leaf(string name, string crl = "", string ocsp = "", string purpose = "") => Make($"CN={name}", this, authority: false, crl, ocsp, purpose);

    public byte[] List(params (X509Certificate2 Certificate, DateTimeOffset Since)[] revoked) => List(Now.AddHours(1), revoked);

    public byte[] List(DateTimeOffset nextUpdate, params (X509Certificate2 Certificate, DateTimeOffset Since)[] revoked)
    {
        var builder = new CertificateRevocationListBuilder();
        foreach (var (certificate, since) in revoked)
        {
            builder.AddEntry(certificate, since, X509RevocationReason.Superseded);
        }

        var thisUpdate = nextUpdate.AddHours(-2) < Now ? nextUpdate.AddHours(-2) : Now.AddMinutes(-1);
        return builder.Build(Certificate, new BigInteger(7), nextUpdate, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1, thisUpdate);
    }

    private X509Certificate2 Make(string subject, Issuer? issuer, bool authority, string crl, string ocsp, string purpose = "")
    {
        var key = RSA.Create(2048);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(authority ? X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign : X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(authority, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        if (crl.Length > 0)
        {
            request.CertificateExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([crl]));
        }

        if (ocsp.Length > 0)
        {
            request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension([ocsp], null));
        }

        if (purpose.Length > 0)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        }

        if (issuer is null)
        {
            return request.CreateSelfSigned(Now.AddDays(-30), Now.AddDays(365));
        }

        var number = Interlocked.Increment(ref issuer._serial);
        using var bare = request.Create(issuer.Certificate, Now.AddDays(-20), authority ? issuer.Certificate.NotAfter.ToUniversalTime() : Now.AddDays(250), [0x5A, (byte)(number >> 8), (byte)(number & 0xFF)]);
        return bare.CopyWithPrivateKey(key);
    }
}
