using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace Gateway.Host.Evidence;

/// <summary>
/// The one form of zip a bundle has: its files one behind the other from the first byte on, the directory behind them, the end of the directory, and
/// nothing else - no file the directory leaves out, no other name in front of a file than in the directory, no comment, no field of somebody's own,
/// nothing behind. Programs that unpack zips overlook all that, each something else.
/// </summary>
internal sealed class BundleZip(Stream file)
{
    private const uint LocalMark = 0x04034B50;
    private const uint DirectoryMark = 0x02014B50;
    private const uint LargeEndMark = 0x06064B50;
    private const uint LocatorMark = 0x07064B50;
    private const uint EndMark = 0x06054B50;
    private const uint Stamp = 0x0021_0000; // 1 January 1980, midnight
    private const int Utf8 = 0x0800;
    private const int MostName = 300;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private readonly List<Record> _records = [];

    /// <summary>The files, each read as it is asked for, within these bounds; throws <see cref="InvalidDataException"/> with the place of what does not belong there.</summary>
    public IEnumerable<(string Name, byte[] Bytes)> Read(int mostFiles, long mostBytes)
    {
        var mark = Mark();
        for (; mark == LocalMark; mark = Mark())
        {
            Require(_records.Count < mostFiles, $"there are more than {mostFiles} files");
            var record = Local();
            Require(_records.Count == 0 || string.CompareOrdinal(_records[^1].Name, record.Name) < 0, $"{record.Name} is there twice, or out of order");
            _records.Add(record);
            Require(record.Size <= mostBytes, "the files are longer than the limit");
            mostBytes -= record.Size;
            yield return (record.Name, Content(record));
        }

        var at = file.Position - 4;
        foreach (var record in _records)
        {
            Require(mark == DirectoryMark && IsOf(record), $"the directory says something else of {record.Name}");
            mark = Mark();
        }

        End(mark, at);
        Require(file.Position == file.Length, "something follows the end");
    }

    private Record Local()
    {
        var at = file.Position - 4;
        var head = Bytes(26);
        var record = new Record("", at, Short(head, 2), Short(head, 4), Long(head, 10), Long(head, 14), Long(head, 18));
        Require(Short(head, 22) is > 0 and <= MostName && (record.Flags & ~Utf8) == 0 && record.Method is 0 or 8 && Long(head, 6) == Stamp && Short(head, 24) == 0, "a file has another form");
        return record with { Name = Name(Short(head, 22)) };
    }

    private bool IsOf(Record record)
    {
        var head = Bytes(42);
        var (name, position) = (Short(head, 24), Long(head, 38));
        var same = new Record("", position, Short(head, 4), Short(head, 6), Long(head, 12), Long(head, 16), Long(head, 20)) == record with { Name = "" };
        // No field of somebody's own, no comment, one disk, no kind of file.
        return same && Long(head, 8) == Stamp && !head.AsSpan(26, 8).ContainsAnyExcept((byte)0) && name is > 0 and <= MostName && Name(name) == record.Name;
    }

    private byte[] Content(Record record)
    {
        var packed = Bytes(record.Packed);
        var content = record.Method == 0 ? packed : Inflate(packed, record);
        Require(content.Length == record.Size && Crc32.HashToUInt32(content) == record.Check, $"{record.Name} is not what it says of itself");
        return content;
    }

    private byte[] Inflate(byte[] packed, Record record)
    {
        using var source = new HeldBack(packed);
        using var inflating = new DeflateStream(source, CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        var buffer = new byte[81_920];
        // What it says of its length is not believed before it is there.
        for (var read = Inflate(inflating, buffer, record); read > 0 && bytes.Length <= record.Size; read = Inflate(inflating, buffer, record))
        {
            bytes.Write(buffer, 0, read);
        }

        Require(source.IsUsedUp, $"{record.Name} has more behind it");
        return bytes.ToArray();
    }

    private int Inflate(DeflateStream inflating, byte[] buffer, Record record)
    {
        try
        {
            return inflating.Read(buffer);
        }
        catch (InvalidDataException)
        {
            throw Refused($"{record.Name} cannot be unpacked");
        }
    }

    // A directory of more files than two bytes count has its numbers in a longer end in front of the usual one.
    private void End(uint mark, long at)
    {
        var (count, length) = (_records.Count, file.Position - 4 - at);
        if (mark == LargeEndMark)
        {
            var large = Bytes(52);
            var longer = Wide(large, 0) == 44 && !large.AsSpan(12, 8).ContainsAnyExcept((byte)0)
                && Wide(large, 20) == (ulong)count && Wide(large, 28) == (ulong)count && Wide(large, 36) == (ulong)length && Wide(large, 44) == (ulong)at;
            var locator = Mark() == LocatorMark ? Bytes(16) : [];
            Require(count >= ushort.MaxValue && longer && locator.Length > 0 && Long(locator, 0) == 0 && Wide(locator, 4) == (ulong)(at + length) && Long(locator, 12) == 1, "the end of the directory has another form");
            mark = Mark();
        }

        var end = mark == EndMark ? Bytes(18) : [];
        var counted = (uint)Math.Min(count, ushort.MaxValue);
        Require(end.Length > 0 && Long(end, 0) == 0 && Short(end, 4) == counted && Short(end, 6) == counted && IsEither(Long(end, 8), length, count) && IsEither(Long(end, 12), at, count) && Short(end, 16) == 0, "the directory does not end as it should");
    }

    private static bool IsEither(uint said, long number, int count) => said == number || (count >= ushort.MaxValue && said == uint.MaxValue);

    private uint Mark() => Long(Bytes(4), 0);

    private string Name(int length)
    {
        try
        {
            return Strict.GetString(Bytes(length));
        }
        catch (DecoderFallbackException)
        {
            throw Refused("a file has a name that cannot be read");
        }
    }

    private byte[] Bytes(long length)
    {
        Require(length <= file.Length - file.Position, "it ends too early");
        var bytes = new byte[length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw Refused(otherwise);
        }
    }

    private InvalidDataException Refused(string why) => new($"it is not as it was written: {why} (before byte {file.Position})");

    private static ushort Short(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static uint Long(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private static ulong Wide(byte[] bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));

    private sealed record Record(string Name, long At, int Flags, int Method, uint Check, uint Packed, uint Size);

    // The last byte is handed out alone and last: whoever is done before it was asked for has left something over.
    private sealed class HeldBack(byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        public bool IsUsedUp => Position == Length;

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, (int)Math.Min(count, Math.Max(Length - Position - 1, 1)));

        // Of a stream of another type the platform asks the other way anyhow; said here, so that it cannot go around.
        public override int Read(Span<byte> buffer)
        {
            var bytes = new byte[buffer.Length];
            var read = Read(bytes, 0, bytes.Length);
            bytes.AsSpan(0, read).CopyTo(buffer);
            return read;
        }
    }
}
