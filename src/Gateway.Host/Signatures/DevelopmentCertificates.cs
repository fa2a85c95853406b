using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Host.Signatures;

/// <summary>
/// Makes a development authority and one certificate for each part on first use. Nothing of it is ever committed, every subject
/// says DEV ONLY, every certificate carries <see cref="DevelopmentPolicy"/>, and production refuses to start with them.
/// </summary>
public static class DevelopmentCertificates
{
    /// <summary>The parts that get a certificate.</summary>
    public static IReadOnlyList<string> Names { get; } = ["gateway", "bank", "customs", "member", "enterprise"];

    private const string Authority = "ca";
    private const int KeyBits = 2048;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// Makes what a directory lacks. A whole set that is still valid is left as it is (<c>false</c>); otherwise a new whole set
    /// is made, since leaves of a lost authority are worth nothing (<c>true</c>).
    /// </summary>
    public static bool Ensure(string directory, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentNullException.ThrowIfNull(time);
        Directory.CreateDirectory(directory);
        using var turn = TakeTurn(directory);
        if (IsWhole(directory, time.GetUtcNow()))
        {
            return false;
        }

        Make(directory, time.GetUtcNow());
        return true;
    }

    // Two processes may start at once; the second fails plainly instead of mixing two authorities.
    private static FileStream TakeTurn(string directory)
    {
        try
        {
            return new FileStream(Path.Combine(directory, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException busy) when (busy is not DirectoryNotFoundException)
        {
            throw new IOException($"another process is making certificates in {directory}; try again when it is done", busy);
        }
    }

    private static bool IsWhole(string directory, DateTimeOffset now)
    {
        var files = Names.SelectMany(name => new[] { $"{name}.crt.pem", $"{name}.key.pem", $"{name}.pfx" }).Append($"{Authority}.crt.pem");
        return files.All(file => File.Exists(Path.Combine(directory, file)))
            && Names.Append(Authority).All(name => IsCurrent(Path.Combine(directory, $"{name}.crt.pem"), now));
    }

    private static bool IsCurrent(string file, DateTimeOffset now)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificateFromFile(file);
            return now >= certificate.NotBefore.ToUniversalTime() && now < certificate.NotAfter.ToUniversalTime();
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    // The authority's certificate is written last: without it the set is not whole, and a set cut off half-way is made anew.
    // Its key is never written: nobody can add to the set.
    private static void Make(string directory, DateTimeOffset now)
    {
        File.Delete(Path.Combine(directory, $"{Authority}.crt.pem"));
        using var key = RSA.Create(KeyBits);
        using var authority = MakeAuthority(key, now);
        foreach (var name in Names)
        {
            WriteLeaf(directory, name, authority, now);
        }

        Write(Path.Combine(directory, $"{Authority}.crt.pem"), authority.ExportCertificatePem() + "\n");
    }

    private static X509Certificate2 MakeAuthority(RSA key, DateTimeOffset now)
    {
        var request = Request("ca", key, X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, authority: true);
        return request.CreateSelfSigned(now.AddDays(-1), now.AddYears(1).AddDays(1));
    }

    private static void WriteLeaf(string directory, string name, X509Certificate2 authority, DateTimeOffset now)
    {
        using var key = RSA.Create(KeyBits);
        var request = Request(name, key, X509KeyUsageFlags.DigitalSignature, authority: false);
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        using var certificate = request.Create(authority, now.AddHours(-1), now.AddYears(1), serial);
        using var whole = certificate.CopyWithPrivateKey(key);
        Write(Path.Combine(directory, $"{name}.crt.pem"), certificate.ExportCertificatePem() + "\n");
        Write(Path.Combine(directory, $"{name}.key.pem"), key.ExportPkcs8PrivateKeyPem() + "\n", OwnerOnly);
        Write(Path.Combine(directory, $"{name}.pfx"), whole.Export(X509ContentType.Pfx), OwnerOnly);
    }

    private static CertificateRequest Request(string name, RSA key, X509KeyUsageFlags usage, bool authority)
    {
        var request = new CertificateRequest($"CN={name} DEV ONLY", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(authority, hasPathLengthConstraint: authority, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(DevelopmentPolicy.Extension());
        return request;
    }

    private static void Write(string path, string text, UnixFileMode? mode = null) => Write(path, System.Text.Encoding.ASCII.GetBytes(text), mode);

    // Made under another name with its mode already set: a key is never readable by others, not even for a moment.
    private static void Write(string path, byte[] bytes, UnixFileMode? mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (mode is not null && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        var fresh = path + ".new";
        File.Delete(fresh);
        using (var stream = new FileStream(fresh, options))
        {
            stream.Write(bytes);
        }

        File.Move(fresh, path, overwrite: true);
    }
}
