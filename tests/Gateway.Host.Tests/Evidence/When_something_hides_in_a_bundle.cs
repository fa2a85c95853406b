using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Gateway.Host.Evidence;
using Gateway.Host.Tests.Serving;

namespace Gateway.Host.Tests.Evidence;

/// <summary>What a zip can hold beside the files that its directory names, and that who unpacks it sees or does not see.</summary>
public sealed class When_something_hides_in_a_bundle : IDisposable
{
    private static readonly SortedDictionary<string, ReadOnlyMemory<byte>> Files = new(StringComparer.Ordinal)
    {
        ["chain.jsonl"] = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":1}\n", 40))),
        ["empty"] = Array.Empty<byte>(),
        ["messages/7.bin"] = Encoding.UTF8.GetBytes("<Declaration><Amount>1000</Amount></Declaration>"),
        ["noise"] = Noise(),
    };

    private readonly TestFolder _folder = new();

    private string Bundle => _folder.In("bundle.zip");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_read_as_it_was_written()
    {
        Assert.Equal(Files.Select(file => (file.Key, Hex(file.Value))), BundleFile.Read(Write()).Select(file => (file.Key, Hex(file.Value))));
        BundleFile.Write(Bundle, new Dictionary<string, ReadOnlyMemory<byte>>());
        Assert.Empty(BundleFile.Read(Bundle));
    }

    [Fact]
    public void More_files_than_two_bytes_count_are_read_too()
    {
        BundleFile.Write(Bundle, Enumerable.Range(0, 70_000).ToDictionary(number => $"messages/{number:D6}.bin", _ => (ReadOnlyMemory<byte>)new byte[] { 1 }));
        Assert.Equal(70_000, BundleFile.Read(Bundle).Count);
    }

    // What system and version a file was written with, and which rights it had there, says nothing of the bundle; it stands at these places. And the
    // same content can be packed in several ways.
    [Fact]
    public void A_change_of_any_byte_is_found_or_leaves_every_file_as_it_was()
    {
        var sound = File.ReadAllBytes(Write());
        var unseen = new HashSet<int>();
        for (var at = 0; at < sound.Length; at++)
        {
            foreach (var bit in (byte[])[1, 0x80])
            {
                var changed = (byte[])sound.Clone();
                changed[at] ^= bit;
                if (!IsRefused(changed))
                {
                    Assert.Equal(Files.Select(file => (file.Key, Hex(file.Value))), BundleFile.Read(Bundle).Select(file => (file.Key, Hex(file.Value))));
                    unseen.Add(at);
                }
            }
        }

        var locals = Places(sound, "PK\x03\x04").SelectMany(at => Enumerable.Range(at + 4, 2));
        var listed = Places(sound, "PK\x01\x02").SelectMany(at => Enumerable.Range(at + 4, 4).Concat(Enumerable.Range(at + 38, 4)));
        var packed = Places(sound, "PK\x03\x04").SelectMany(at => Enumerable.Range(at + 30 + sound[at + 26], BinaryPrimitives.ReadInt32LittleEndian(sound.AsSpan(at + 18))));
        Assert.Equal(locals.Concat(listed).Order(), unseen.Except(packed).Order());
        Assert.InRange(unseen.Intersect(packed).Count(), 0, 2 * Files.Count);
    }

    [Fact]
    public void A_byte_put_in_or_taken_out_anywhere_is_found()
    {
        var sound = File.ReadAllBytes(Write());
        for (var at = 0; at <= sound.Length; at++)
        {
            Assert.True(IsRefused([.. sound[..at], 0, .. sound[at..]]), $"a byte put in at {at}");
            Assert.True(at == sound.Length || IsRefused([.. sound[..at], .. sound[(at + 1)..]]), $"the byte at {at} taken out");
        }
    }

    [Fact]
    public void A_file_that_the_directory_leaves_out_is_found()
    {
        var sound = File.ReadAllBytes(Write());
        var end = sound.Length - 22;
        var directory = (int)BinaryPrimitives.ReadUInt32LittleEndian(sound.AsSpan(end + 16));
        byte[] hidden = [.. Local("hidden.xml"), .. "<Forged/>"u8];
        byte[] Moved(byte[] front, byte[] behind)
        {
            byte[] zip = [.. front, .. sound[..directory], .. behind, .. sound[directory..]];
            BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(zip.Length - 6), (uint)(directory + front.Length + behind.Length));
            foreach (var at in front.Length == 0 ? [] : Places(zip, "PK\x01\x02"))
            {
                BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(at + 42), BinaryPrimitives.ReadUInt32LittleEndian(zip.AsSpan(at + 42)) + (uint)front.Length);
            }

            return zip;
        }

        // The platform, as most programs, unpacks both and sees nothing.
        foreach (var zip in new[] { Moved(hidden, []), Moved([], hidden) })
        {
            using var read = new ZipArchive(new MemoryStream(zip));
            Assert.Equal(Files.Count, read.Entries.Count);
            Assert.All(read.Entries, entry => { using var stream = entry.Open(); Assert.Equal(Files[entry.FullName].Length, stream.ReadAtLeast(new byte[9_000], 9_000, throwOnEndOfStream: false)); });
            Assert.True(IsRefused(zip));
        }
    }

    [Fact]
    public void Bytes_behind_the_end_of_what_was_packed_are_found()
    {
        using var packed = new MemoryStream();
        using (var deflating = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflating.Write(Files["chain.jsonl"].Span);
        }

        foreach (var behind in (byte[][])[[], [0], "<Forged/>"u8.ToArray()])
        {
            File.WriteAllBytes(Bundle, Zip([.. packed.ToArray(), .. behind], Files["chain.jsonl"].Span));
            Assert.Equal(behind.Length > 0, IsRefused(null));
        }
    }

    [Theory]
    [InlineData("", "ends too early")]
    [InlineData("PK", "ends too early")]
    [InlineData("no zip at all, this", "does not end as it should")]
    public void What_is_no_bundle_is_refused_with_the_place(string text, string why)
    {
        File.WriteAllText(Bundle, text);
        var refused = Assert.Throws<InvalidDataException>(() => BundleFile.Read(Bundle));
        Assert.StartsWith(Bundle, refused.Message, StringComparison.Ordinal);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    private string Write()
    {
        BundleFile.Write(Bundle, Files);
        return Bundle;
    }

    private bool IsRefused(byte[]? bytes)
    {
        if (bytes is not null)
        {
            File.WriteAllBytes(Bundle, bytes);
        }

        try
        {
            _ = BundleFile.Read(Bundle);
            return false;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }

    private static byte[] Zip(byte[] packed, ReadOnlySpan<byte> content)
    {
        byte[] Of(Action<BinaryWriter> write)
        {
            using var bytes = new MemoryStream();
            using var writer = new BinaryWriter(bytes);
            write(writer);
            return bytes.ToArray();
        }

        var (check, length) = (System.IO.Hashing.Crc32.HashToUInt32(content), content.Length);
        void Head(BinaryWriter writer)
        {
            writer.Write([20, 0, 0, 0, 8, 0, 0, 0, 0x21, 0]);
            writer.Write(check);
            writer.Write(packed.Length);
            writer.Write(length);
            writer.Write([1, 0, 0, 0]);
        }

        var local = Of(writer => { writer.Write("PK\x03\x04"u8); Head(writer); writer.Write((byte)'a'); writer.Write(packed); });
        var directory = Of(writer => { writer.Write("PK\x01\x02"u8); writer.Write([20, 3]); Head(writer); writer.Write(new byte[14]); writer.Write((byte)'a'); });
        var end = Of(writer => { writer.Write("PK\x05\x06"u8); writer.Write([0, 0, 0, 0, 1, 0, 1, 0]); writer.Write(directory.Length); writer.Write(local.Length); writer.Write((short)0); });
        return [.. local, .. directory, .. end];
    }

    private static byte[] Local(string name)
    {
        var head = new byte[30];
        "PK\x03\x04"u8.CopyTo(head);
        (head[4], head[12]) = (20, 0x21);
        var content = "<Forged/>"u8;
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(14), System.IO.Hashing.Crc32.HashToUInt32(content));
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(18), content.Length);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(22), content.Length);
        head[26] = (byte)name.Length;
        return [.. head, .. Encoding.ASCII.GetBytes(name)];
    }

    private static IEnumerable<int> Places(byte[] bytes, string mark)
    {
        var wanted = Encoding.Latin1.GetBytes(mark);
        for (var at = 0; at < bytes.Length - 4; at++)
        {
            if (bytes.AsSpan(at).StartsWith(wanted))
            {
                yield return at;
            }
        }
    }

    private static byte[] Noise()
    {
        var bytes = new byte[500];
        new Random(20261127).NextBytes(bytes);
        return bytes;
    }

    private static string Hex(ReadOnlyMemory<byte> bytes) => Convert.ToHexString(bytes.Span);
}
