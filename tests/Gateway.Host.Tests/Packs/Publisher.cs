using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Adapters;
using Gateway.Host.Packs;
using Gateway.Host.Tests.Exchange;
using Gateway.Signatures;

namespace Gateway.Host.Tests.Packs;

/// <summary>A publisher of packs with a key of its own, and a root to install them in.</summary>
public sealed class Publisher : IDisposable
{
    private static readonly RSA Key = RSA.Create(2048);
    private readonly TestFolder _folder = new();

    public Publisher()
    {
        Directory.CreateDirectory(Root);
        Directory.CreateDirectory(Trust);
        Directory.CreateDirectory(Keys);
        var request = new CertificateRequest("CN=publisher", Key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        Certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        File.WriteAllText(Path.Combine(Trust, "publisher.crt.pem"), Certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(Keys, "publisher.crt.pem"), Certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(Keys, "publisher.key.pem"), Key.ExportPkcs8PrivateKeyPem());
    }

    public X509Certificate2 Certificate { get; }

    public string Root => _folder.In("root");

    public string Trust => _folder.In("trust");

    public string Keys => _folder.In("keys");

    public string In(string name) => _folder.In(name);

    public PackInstaller Installer(string? trust = null) => new(Root, trust ?? Trust, "Development", TimeProvider.System);

    /// <summary>Files of a slip's family and a schema of its own.</summary>
    public static Dictionary<string, ReadOnlyMemory<byte>> Files(string name) => new Slip(name).Files()
        .ToDictionary(file => $"{new Slip(name).Folder}/{file.Key}", file => (ReadOnlyMemory<byte>)System.Text.Encoding.UTF8.GetBytes(file.Value));

    /// <summary>A pack signed by this publisher, or with other things in it.</summary>
    public PackFile Pack(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files, string version = "1", byte[]? manifest = null, X509Certificate2? key = null)
    {
        manifest ??= PackManifest.Of("acme", version, files).ToJson();
        return new PackFile(manifest, DetachedSignatures.Sign(manifest, SigningKey.Of(key ?? Certificate)), files);
    }

    public string Write(PackFile pack, string name = "acme.zip")
    {
        var file = _folder.In(name);
        pack.Write(file);
        return file;
    }

    /// <summary>Changes a written pack's zip by hand.</summary>
    public static string Tamper(string file, Action<ZipArchive> change)
    {
        using var zip = ZipFile.Open(file, ZipArchiveMode.Update);
        change(zip);
        return file;
    }

    public static void Put(ZipArchive zip, string name, byte[] bytes, int attributes = 0)
    {
        var entry = zip.CreateEntry(name);
        entry.ExternalAttributes = attributes;
        using var stream = entry.Open();
        stream.Write(bytes);
    }

    public void Dispose()
    {
        Certificate.Dispose();
        _folder.Dispose();
    }
}
