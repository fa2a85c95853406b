using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Host.Tests.Signatures;

/// <summary>A key of each kind with a certificate of its own, as files that every peer reads.</summary>
internal sealed class InteropKeys : IDisposable
{
    private readonly Dictionary<string, X509Certificate2> _certificates = [];

    public InteropKeys(DateTimeOffset now)
    {
        Make("RSA-2048", new CertificateRequest("CN=RSA", RSA.Create(2048), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), now);
        Make("P-256", new CertificateRequest("CN=P-256", ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256), now);
        Make("P-384", new CertificateRequest("CN=P-384", ECDsa.Create(ECCurve.NamedCurves.nistP384), HashAlgorithmName.SHA384), now);
    }

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("gateway-interop-").FullName;

    public X509Certificate2 this[string kind] => _certificates[kind];

    public string KeyFile(string kind) => Path.Combine(Directory, kind + ".key.pem");

    public string CertificateFile(string kind) => Path.Combine(Directory, kind + ".crt.pem");

    public void Dispose()
    {
        foreach (var certificate in _certificates.Values)
        {
            certificate.Dispose();
        }

        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private void Make(string kind, CertificateRequest request, DateTimeOffset now)
    {
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        var certificate = _certificates[kind] = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        AsymmetricAlgorithm key = (AsymmetricAlgorithm?)certificate.GetRSAPrivateKey() ?? certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(KeyFile(kind), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(CertificateFile(kind), certificate.ExportCertificatePem());
    }
}
