using System.Numerics;
using System.Security.Cryptography;

namespace Gateway.Tests.Signatures;

/// <summary>RSA-PSS of SHA-256 with a salt of any length, by RFC 8017: the platform signs with one length only.</summary>
internal static class Salted
{
    public static byte[] Sign(RSA key, byte[] bytes, int salt)
    {
        var length = key.KeySize / 8;
        var hash = SHA256.HashData([.. new byte[8], .. SHA256.HashData(bytes), .. Salt(salt)]);
        byte[] block = [.. new byte[length - salt - hash.Length - 2], 1, .. Salt(salt)];
        var mask = Mask(hash, block.Length);
        for (var i = 0; i < block.Length; i++)
        {
            block[i] ^= mask[i];
        }

        block[0] &= 0x7F;
        var parameters = key.ExportParameters(true);
        var value = BigInteger.ModPow(Number([.. block, .. hash, 0xBC]), Number(parameters.D!), Number(parameters.Modulus!)).ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[length - value.Length], .. value];
    }

    private static byte[] Salt(int length) => [.. Enumerable.Repeat((byte)7, length)];

    private static byte[] Mask(byte[] seed, int length) =>
        [.. Enumerable.Range(0, (length / 32) + 1).SelectMany(counter => SHA256.HashData([.. seed, 0, 0, 0, (byte)counter])).Take(length)];

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
}
