using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Host.Signatures;
using Gateway.Host.Verbs;
using Gateway.Signatures;

namespace Gateway.Host.Evidence;

/// <summary>Whose anchors count: certificates named one by one, and leaves of authorities among them.</summary>
public static class AnchorTrust
{
    private const int LargestFile = 65_536;

    /// <summary>Reads the certificates, and those of the time-stamp authority where they are named (a file or a folder); throws with the file's name where one cannot be read.</summary>
    public static TrustedSigners Of(IEnumerable<string> files, string? time = null)
    {
        var all = files.Select(Read).ToLookup(IsAuthority);
        return new TrustedSigners(all[false], all[true]) { TimeAuthorities = string.IsNullOrEmpty(time) ? null : TrustFolder.Load(time).Signers };
    }

    /// <summary>A certificate of our own, and those named beside it.</summary>
    public static TrustedSigners Of(X509Certificate2 own, IEnumerable<string> files)
    {
        var all = files.Select(Read).ToLookup(IsAuthority);
        return new TrustedSigners(all[false].Append(own), all[true]);
    }

    private static X509Certificate2 Read(string file)
    {
        if (!File.Exists(file))
        {
            throw new SetupException($"there is no certificate {file}: name the one the gateway signs with, --anchor FILE");
        }

        var bytes = new FileInfo(file).Length <= LargestFile ? File.ReadAllBytes(file) : throw new SetupException($"{file} is larger than {LargestFile} bytes");
        try
        {
            return X509CertificateLoader.LoadCertificate(bytes);
        }
        catch (CryptographicException broken)
        {
            throw new SetupException($"{file} is not a certificate", broken);
        }
    }

    private static bool IsAuthority(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority);
}
