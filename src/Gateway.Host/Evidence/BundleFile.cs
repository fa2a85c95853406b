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

        var files = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        using var file = File.OpenRead(path);
        try
        {
            foreach (var (name, bytes) in new BundleZip(file).Read(MostFiles, MostTotal))
            {
                files.Add(name, bytes);
            }
        }
        catch (InvalidDataException broken)
        {
            throw new InvalidDataException($"{path}: {broken.Message}", broken);
        }

        return files;
    }
}
