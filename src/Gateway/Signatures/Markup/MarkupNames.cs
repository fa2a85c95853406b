using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Gateway.Signatures.Markup;

/// <summary>
/// The names of one document: each is taken apart and looked at once, and found by its bytes afterwards. It holds a fixed number of them;
/// a document with more, or one made to collide, only costs the taking apart again.
/// </summary>
internal sealed class MarkupNames
{
    private const int Slots = 256;
    private const int Probes = 4;

    // Unknown outside, so that nobody can choose names that meet.
    private static readonly ulong Odd = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8)) | 1;
    private readonly MarkupName?[] _known = new MarkupName?[Slots];

    /// <summary>The name of these bytes, or <c>null</c> where they are none.</summary>
    public MarkupName? Find(ReadOnlySpan<byte> written)
    {
        var first = Slot(written);
        for (var probe = 0; probe < Probes; probe++)
        {
            ref var known = ref _known[(first + probe) % Slots];
            if (known is null)
            {
                return known = MarkupName.Read(written);
            }

            if (written.SequenceEqual(known.Written))
            {
                return known;
            }
        }

        return MarkupName.Read(written) is { } read ? _known[first] = read : null;
    }

    // Names of a few letters are the most: their ends, which overlap, hold all of them.
    private static int Slot(ReadOnlySpan<byte> written)
    {
        unchecked
        {
            ulong mixed = written.Length switch
            {
                0 => 0UL,
                < 4 => written[0] | ((uint)written[written.Length / 2] << 8) | ((uint)written[^1] << 16),
                < 8 => BinaryPrimitives.ReadUInt32LittleEndian(written) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(written[^4..]) << 32),
                _ => Mix(written),
            };
            return (int)(((mixed ^ (uint)written.Length) * Odd) >> 56);
        }
    }

    private static ulong Mix(ReadOnlySpan<byte> written)
    {
        unchecked
        {
            var last = BinaryPrimitives.ReadUInt64LittleEndian(written[^8..]);
            ulong mixed = 0;
            for (; written.Length > sizeof(ulong); written = written[sizeof(ulong)..])
            {
                mixed = (mixed ^ BinaryPrimitives.ReadUInt64LittleEndian(written)) * Odd;
                mixed ^= mixed >> 29;
            }

            return mixed ^ last;
        }
    }
}
