using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Gateway.Host.Exchange;

/// <summary>Makes UUIDv7 keys that rise strictly within this process, so that order by key is order of making.</summary>
public sealed class Keys(TimeProvider time)
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private readonly Lock _lock = new();
    private long _millisecond;
    private int _counter;

    /// <summary>The clock behind the keys.</summary>
    public TimeProvider Time => time;

    /// <summary>The next key.</summary>
    public Guid Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        lock (_lock)
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            if (now > _millisecond)
            {
                _millisecond = now;
                _counter = 0;
            }
            else if (++_counter > 0xFFF)
            {
                _millisecond++;
                _counter = 0;
            }

            BinaryPrimitives.WriteInt64BigEndian(bytes, _millisecond << 16);
            bytes[6] = (byte)(0x70 | (_counter >> 8));
            bytes[7] = (byte)(_counter & 0xFF);
        }

        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>A ten-character echo key derived from a message key (50 bits of its hash, Crockford base 32).</summary>
    public static string Echo(Guid key)
    {
        var hash = SHA256.HashData(key.ToByteArray());
        return string.Create(10, hash, static (text, hash) =>
        {
            var bits = BinaryPrimitives.ReadUInt64BigEndian(hash);
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = Alphabet[(int)((bits >> (59 - (5 * i))) & 31)];
            }
        });
    }
}
