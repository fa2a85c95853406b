using System.Security.Cryptography.X509Certificates;

namespace Gateway.Simulator.Proofs;

/// <summary>The directory of certificates: NAME.crt.pem and NAME.key.pem of our three partners, the gateway's certificate, the authority's.</summary>
internal sealed class KeyRing(string directory)
{
    public const string Gateway = "gateway";

    public string Authority => Path.Combine(directory, "ca.crt.pem");

    public string CertificateOf(string name) => Path.Combine(directory, name + ".crt.pem");

    public string KeyOf(string name) => Path.Combine(directory, name + ".key.pem");

    /// <summary>The certificate as bytes, the form in which it stands in a message.</summary>
    public byte[] BytesOf(string name)
    {
        using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(CertificateOf(name)));
        return certificate.RawData;
    }

    public IReadOnlyList<string> Missing() =>
        [.. new[] { Authority, CertificateOf(Gateway) }
            .Concat(new[] { "bank", "customs", "member" }.SelectMany(n => new[] { CertificateOf(n), KeyOf(n) }))
            .Where(f => !File.Exists(f))];
}
