using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Host.Signatures;

/// <summary>Certificates with their private key from files: PEM pairs, PEM in one file, PKCS#12.</summary>
internal static class KeyFiles
{
    private const int LargestFile = 65_536;
    private const string CertificateEnd = ".crt.pem";

    /// <summary>What a reference to files names. The caller disposes it.</summary>
    public static X509Certificate2 Read(KeyReference reference, string folder)
    {
        try
        {
            var certificate = reference.Scheme switch
            {
                "name" => OfName(reference.Place, folder),
                "pem" => OfPem(reference.Place, reference.Query("key") ?? Beside(reference.Place), reference.Secret("password-source")),
                _ => OfPkcs12(reference.Place, reference.Secret("password-source")),
            };
            return certificate.HasPrivateKey ? certificate : throw new InvalidDataException($"{reference.Place} holds no private key");
        }
        catch (CryptographicException broken)
        {
            throw new InvalidDataException($"{reference.Place} cannot be opened: it is not what its reference says, its key does not belong to its certificate, or its password is wrong", broken);
        }
    }

    /// <summary>A certificate alone, in PEM or DER.</summary>
    public static X509Certificate2 Certificate(string file)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(Bytes(file));
        }
        catch (CryptographicException broken)
        {
            throw new InvalidDataException($"{file} is not a certificate", broken);
        }
    }

    private static X509Certificate2 OfName(string name, string folder)
    {
        var place = Path.GetDirectoryName(name) is { Length: > 0 } ? name : Path.Combine(folder, name);
        var certificate = place + CertificateEnd;
        return File.Exists(certificate) ? OfPem(certificate, Beside(certificate), null) : throw new FileNotFoundException($"there is no {certificate}");
    }

    private static string Beside(string file) =>
        file.EndsWith(CertificateEnd, StringComparison.Ordinal) ? file[..^CertificateEnd.Length] + ".key.pem" : file;

    private static X509Certificate2 OfPem(string file, string keyFile, KeySecret? secret)
    {
        var (certificate, key) = (Text(file), file == keyFile ? Text(file) : Text(keyFile));
        if (secret is null)
        {
            return X509Certificate2.CreateFromPem(certificate, key);
        }

        var password = secret.Read();
        try
        {
            return X509Certificate2.CreateFromEncryptedPem(certificate, key, password);
        }
        finally
        {
            Array.Clear(password);
        }
    }

    private static X509Certificate2 OfPkcs12(string file, KeySecret? secret)
    {
        var password = secret?.Read() ?? [];
        // Keys stay in memory; one platform can only keep them in its own store.
        var storage = OperatingSystem.IsMacOS() ? X509KeyStorageFlags.DefaultKeySet : X509KeyStorageFlags.EphemeralKeySet;
        try
        {
            var all = X509CertificateLoader.LoadPkcs12Collection(Bytes(file), password, storage);
            var keys = all.Where(certificate => certificate.HasPrivateKey).ToList();
            foreach (var other in keys.Count == 1 ? all.Except(keys) : all)
            {
                other.Dispose();
            }

            return keys.Count == 1 ? keys[0] : throw new InvalidDataException($"{file} holds {keys.Count} private keys; a key reference needs a file with one");
        }
        finally
        {
            Array.Clear(password);
        }
    }

    private static string Text(string file) => System.Text.Encoding.ASCII.GetString(Bytes(file));

    private static byte[] Bytes(string file)
    {
        var info = new FileInfo(file);
        return !info.Exists ? throw new FileNotFoundException($"there is no {file}")
            : info.Length > LargestFile ? throw new InvalidDataException($"{file} is larger than {LargestFile} bytes")
            : File.ReadAllBytes(file);
    }
}
