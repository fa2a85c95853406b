using System.IO.Compression;

namespace Gateway.Host.Evidence;

/// <summary>A bundle as a zip, read into memory with bounds; nothing is unpacked to a disk, and nothing of it is trusted here.</summary>
public static class BundleFile
{
    private const long MostZip = 1_073_741_824;
    private const long MostTotal = 1_073_741_824;
    private const int MostFiles = 110_000;
    private static readonly DateTimeOffset Stamp = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes a bundle, whole or not at all; the same files give the same bytes.</summary>
    public static void Write(string path, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var part = path + ".part";
        using (var zip = new ZipArchive(new FileStream(part, FileMode.Create, FileAccess.ReadWrite), ZipArchiveMode.Create))
        {
            foreach (var (name, bytes) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
            {
                var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
                entry.LastWriteTime = Stamp;
                using var stream = entry.Open();
                stream.Write(bytes.Span);
            }
        }

        File.Move(part, path, overwrite: true);
    }

    /// <summary>Reads a bundle; throws <see cref="InvalidDataException"/> with the reason when it is none we take.</summary>
    public static Dictionary<string, ReadOnlyMemory<byte>> Read(string path)
    {
        if (new FileInfo(path).Length > MostZip)
        {
            throw new InvalidDataException($"{path} is larger than {MostZip} bytes");
        }

        using var zip = Open(path);
        if (zip.Entries.Count > MostFiles)
        {
            throw new InvalidDataException($"{path} holds more than {MostFiles} files");
        }

        var files = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        var left = MostTotal;
        foreach (var entry in zip.Entries)
        {
            var bytes = Entry(path, entry, left);
            left -= bytes.Length;
            if (!files.TryAdd(entry.FullName, bytes))
            {
                throw new InvalidDataException($"{path} holds {entry.FullName} twice");
            }
        }

        return files;
    }

    // What the zip says of its sizes is not asked.
    private static byte[] ReadUpTo(ZipArchiveEntry entry, long most)
    {
        using var stream = entry.Open();
        using var bytes = new MemoryStream();
        var buffer = new byte[81_920];
        for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            if (bytes.Length + read > most)
            {
                throw new InvalidDataException($"the bundle holds more than {MostTotal} bytes");
            }

            bytes.Write(buffer, 0, read);
        }

        return bytes.ToArray();
    }

    private static ZipArchive Open(string path)
    {
        try
        {
            return ZipFile.OpenRead(path);
        }
        catch (InvalidDataException broken)
        {
            throw new InvalidDataException($"{path} is no whole zip: {broken.Message}", broken);
        }
    }

    private static byte[] Entry(string path, ZipArchiveEntry entry, long left)
    {
        try
        {
            return ReadUpTo(entry, left);
        }
        catch (InvalidDataException broken)
        {
            throw new InvalidDataException($"{path}: {entry.FullName} cannot be read: {broken.Message}", broken);
        }
    }
}
