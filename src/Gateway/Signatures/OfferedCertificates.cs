using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Signatures;

/// <summary>
/// The certificates that messages offered lately. A partner sends the same one each time, and reading it costs the platform more than
/// verifying with it. They are shared and never disposed; being known here says nothing of being trusted.
/// </summary>
internal static class OfferedCertificates
{
    private const int Most = 500;
    private static readonly ConcurrentDictionary<(ulong, ulong, ulong, ulong), X509Certificate2> Known = new();

    /// <summary>The certificate of exactly these bytes (DER), or <c>null</c> where they are none.</summary>
    public static X509Certificate2? Find(byte[]? bytes)
    {
        if (bytes is null)
        {
            return null;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        var name = (Word(hash, 0), Word(hash, 1), Word(hash, 2), Word(hash, 3));
        if (Known.TryGetValue(name, out var known))
        {
            return known;
        }

        if (Read(bytes) is not { } read)
        {
            return null;
        }

        if (Known.Count >= Most)
        {
            // Whoever sends certificates without end only has ours read again.
            Known.Clear();
        }

        return Known.GetOrAdd(name, read);
    }

    private static ulong Word(ReadOnlySpan<byte> hash, int at) => BinaryPrimitives.ReadUInt64LittleEndian(hash[(at * sizeof(ulong))..]);

    private static X509Certificate2? Read(byte[] bytes)
    {
        try
        {
            var certificate = X509CertificateLoader.LoadCertificate(bytes);
            if (certificate.RawDataMemory.Span.SequenceEqual(bytes))
            {
                return certificate;
            }

            // The platform also reads PEM, and lets other bytes follow a certificate.
            certificate.Dispose();
            return null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
