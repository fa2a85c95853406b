using System.Security.Cryptography;
using Gateway.Host.Database;

namespace Gateway.Host.Exchange;

/// <summary>Encrypts kept bytes that hold a credential or personal number (AES-256-GCM; nonce, tag and text in one column).</summary>
public sealed class Seal
{
    /// <summary>How much longer encrypted bytes are.</summary>
    public const int Overhead = NonceLength + TagLength;

    private const int NonceLength = 12;
    private const int TagLength = 16;
    private readonly byte[] _key;

    private Seal(byte[] key) => _key = key;

    /// <summary>Tells this key from others and nothing about it.</summary>
    public string Fingerprint => Convert.ToHexStringLower(HMACSHA256.HashData(_key, "gateway seal key"u8)[..8]);

    /// <summary>Opens the key file, making it (owner only) on first use.</summary>
    public static Seal Open(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        if (!File.Exists(path))
        {
            PrivateFile.Write(path, Make().Text);
        }

        var key = Convert.FromHexString(PrivateFile.Read(path) ?? "");
        return key.Length == 32 ? new Seal(key) : throw new InvalidDataException($"{path} does not hold a 32-byte key in hexadecimal");
    }

    /// <summary>A new key, and the text its file holds.</summary>
    internal static (string Text, Seal Key) Make()
    {
        var key = RandomNumberGenerator.GetBytes(32);
        return (Convert.ToHexString(key), new Seal(key));
    }

    /// <summary>Encrypts; <paramref name="bound"/> (the envelope's id) must be given again to open.</summary>
    public byte[] Close(byte[] bytes, Guid bound)
    {
        var sealedBytes = new byte[NonceLength + TagLength + bytes.Length];
        RandomNumberGenerator.Fill(sealedBytes.AsSpan(0, NonceLength));
        using var aes = new AesGcm(_key, TagLength);
        aes.Encrypt(sealedBytes.AsSpan(0, NonceLength), bytes, sealedBytes.AsSpan(NonceLength + TagLength), sealedBytes.AsSpan(NonceLength, TagLength), bound.ToByteArray());
        return sealedBytes;
    }

    /// <summary>Decrypts; throws <see cref="CryptographicException"/> when the bytes or the id were changed.</summary>
    public byte[] Reopen(byte[] sealedBytes, Guid bound)
    {
        var bytes = new byte[sealedBytes.Length - NonceLength - TagLength];
        using var aes = new AesGcm(_key, TagLength);
        aes.Decrypt(sealedBytes.AsSpan(0, NonceLength), sealedBytes.AsSpan(NonceLength + TagLength), sealedBytes.AsSpan(NonceLength, TagLength), bytes, bound.ToByteArray());
        return bytes;
    }
}
