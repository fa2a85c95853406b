using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Evidence;

/// <summary>
/// What is hashed, put together so that no two different contents give the same bytes: a tag first, numbers in eight bytes (big-endian), texts in
/// UTF-8 and bytes behind their length in four, and a text that is absent told apart from an empty one.
/// </summary>
internal sealed class FramedBytes
{
    private const byte Absent = 0;
    private const byte Present = 1;
    private readonly ArrayBufferWriter<byte> _bytes = new(256);

    public FramedBytes(string tag) => Text(tag);

    public FramedBytes Number(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(_bytes.GetSpan(sizeof(long)), value);
        _bytes.Advance(sizeof(long));
        return this;
    }

    public FramedBytes Text(string? value)
    {
        _bytes.Write([value is null ? Absent : Present]);
        return value is null ? this : Bytes(Encoding.UTF8.GetBytes(value));
    }

    public FramedBytes Bytes(ReadOnlySpan<byte> value)
    {
        BinaryPrimitives.WriteInt32BigEndian(_bytes.GetSpan(sizeof(int)), value.Length);
        _bytes.Advance(sizeof(int));
        _bytes.Write(value);
        return this;
    }

    public Digest Digest() => new(SHA256.HashData(_bytes.WrittenSpan));
}
