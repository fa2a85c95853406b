using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Host.Tests.Signatures;

/// <summary>A certificates folder with pairs of chosen days. The keys are made once, since making them is slow.</summary>
internal sealed class KeyFolder : IDisposable
{
    private static readonly RSA[] Made = [RSA.Create(2048), RSA.Create(2048)];
    private readonly TestFolder _folder = new();

    public string Path => _folder.Path;

    public KeyFolder With(string name, DateTimeOffset from, DateTimeOffset until, int key = 0)
    {
        var request = new CertificateRequest($"CN={name}", Made[key], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        using var certificate = request.CreateSelfSigned(from, until);
        File.WriteAllText(_folder.In(name + ".crt.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(_folder.In(name + ".key.pem"), Made[key].ExportPkcs8PrivateKeyPem());
        return this;
    }

    public string In(string name) => _folder.In(name);

    public void Dispose() => _folder.Dispose();
}
