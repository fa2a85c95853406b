using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Signatures;

namespace Gateway.Host.Signatures;

/// <summary>
/// Certificates to trust from a folder of files: <c>.pem</c>, <c>.crt</c>, <c>.cer</c>, <c>.der</c>. Each is trusted itself, and
/// authorities vouch for others. No key is ever read.
/// </summary>
public sealed class TrustFolder : IDisposable
{
    private const int MostFiles = 1_000;
    private const int LargestFile = 262_144;
    private static readonly string[] Endings = [".pem", ".crt", ".cer", ".der"];
    private readonly List<X509Certificate2> _certificates = [];

    private TrustFolder(IEnumerable<string> files)
    {
        foreach (var file in files)
        {
            Read(file);
        }
    }

    /// <summary>How many certificates there are.</summary>
    public int Count => _certificates.Count;

    /// <summary>Those signers, and whoever has a certificate of one of the authorities.</summary>
    public TrustedSigners Signers => new(_certificates, _certificates.Where(IsAuthority));

    /// <summary>Reads a folder, or one file; throws <see cref="InvalidDataException"/> with the file's name where one is no certificate.</summary>
    public static TrustFolder Load(string place)
    {
        ArgumentException.ThrowIfNullOrEmpty(place);
        string[] files = File.Exists(place) ? [place] : [.. Directory.GetFiles(place).Where(file => Endings.Contains(Path.GetExtension(file).ToLowerInvariant()) && !file.EndsWith(".key.pem", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        return files.Length <= MostFiles ? new TrustFolder(files) : throw new InvalidDataException($"{place} holds {files.Length} certificates, more than {MostFiles}");
    }

    /// <inheritdoc/>
    public void Dispose() => _certificates.ForEach(certificate => certificate.Dispose());

    private void Read(string file)
    {
        if (new FileInfo(file).Length > LargestFile)
        {
            throw new InvalidDataException($"{file} is larger than {LargestFile} bytes");
        }

        try
        {
            var bytes = File.ReadAllBytes(file);
            if (bytes.AsSpan().IndexOf("-----BEGIN CERTIFICATE-----"u8) < 0)
            {
                _certificates.Add(X509CertificateLoader.LoadCertificate(bytes));
                return;
            }

            var found = new X509Certificate2Collection();
            found.ImportFromPem(System.Text.Encoding.UTF8.GetString(bytes));
            _certificates.AddRange(found);
        }
        catch (CryptographicException broken)
        {
            throw new InvalidDataException($"{file} is no certificate", broken);
        }
    }

    private static bool IsAuthority(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority);
}
