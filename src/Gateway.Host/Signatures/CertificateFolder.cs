using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Signatures;

namespace Gateway.Host.Signatures;

/// <summary>
/// The certificates of a directory by name: <c>NAME.crt.pem</c>, with a private key where <c>NAME.key.pem</c> lies beside it.
/// A certificate authority is an anchor, never a signer.
/// </summary>
public sealed class CertificateFolder : IDisposable
{
    private const int MostCertificates = 1_000;
    private const int LargestFile = 65_536;
    private readonly string _directory;
    private readonly SortedDictionary<string, X509Certificate2> _certificates;

    private CertificateFolder(string directory, SortedDictionary<string, X509Certificate2> certificates)
    {
        _directory = directory;
        _certificates = certificates;
        Anchors = [.. certificates.Values.Where(IsAuthority)];
    }

    /// <summary>Names without endings, in order.</summary>
    public IReadOnlyCollection<string> Names => _certificates.Keys;

    /// <summary>The authorities among them.</summary>
    public IReadOnlyList<X509Certificate2> Anchors { get; }

    /// <summary>Reads a directory; throws with the file's name (never its content) where one cannot be read.</summary>
    public static CertificateFolder Load(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        var files = Directory.GetFiles(directory, "*.crt.pem");
        if (files.Length > MostCertificates)
        {
            throw new InvalidDataException($"{directory} holds {files.Length} certificates, more than {MostCertificates}");
        }

        var certificates = new SortedDictionary<string, X509Certificate2>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            certificates.Add(Path.GetFileName(file)[..^".crt.pem".Length], Read(file));
        }

        return new CertificateFolder(directory, certificates);
    }

    /// <summary>The certificate of this name; it has its private key where the directory holds one. The store keeps owning it.</summary>
    public X509Certificate2 Certificate(string name) =>
        _certificates.GetValueOrDefault(name) ?? throw new FileNotFoundException($"there is no {name}.crt.pem in {_directory}");

    /// <summary>The certificate of this name with its private key, to sign with.</summary>
    public X509Certificate2 Key(string name)
    {
        var certificate = Certificate(name);
        return certificate.HasPrivateKey ? certificate : throw new FileNotFoundException($"there is no {name}.key.pem in {_directory}");
    }

    /// <summary>Signatures of exactly these named certificates.</summary>
    public TrustedSigners Trust(params string[] names) => new(names.Select(Certificate));

    /// <summary>
    /// Throws when this is a production start-up and a certificate carries <see cref="DevelopmentPolicy"/>: anybody could hold
    /// its key.
    /// </summary>
    public void RefuseDevelopment(string environment)
    {
        if (!string.Equals(environment, "Production", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        var names = _certificates.Where(pair => DevelopmentPolicy.IsOn(pair.Value)).Select(pair => $"{pair.Key}.crt.pem").ToList();
        if (names.Count > 0)
        {
            throw new InvalidOperationException(
                $"production does not start with development certificates: {string.Join(", ", names)} in {_directory} "
                + $"carry the policy {DevelopmentPolicy.Oid}; replace them by certificates of a real authority");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var certificate in _certificates.Values)
        {
            certificate.Dispose();
        }
    }

    private static X509Certificate2 Read(string file)
    {
        var key = file[..^".crt.pem".Length] + ".key.pem";
        try
        {
            return File.Exists(key)
                ? X509Certificate2.CreateFromPem(ReadText(file), ReadText(key))
                : X509Certificate2.CreateFromPem(ReadText(file));
        }
        catch (CryptographicException broken)
        {
            throw new InvalidDataException($"{file} is not a certificate in PEM, or its key does not belong to it", broken);
        }
    }

    private static string ReadText(string file) =>
        new FileInfo(file).Length <= LargestFile ? File.ReadAllText(file) : throw new InvalidDataException($"{file} is larger than {LargestFile} bytes");

    private static bool IsAuthority(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority);
}
