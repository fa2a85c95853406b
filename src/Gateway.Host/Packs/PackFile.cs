using System.IO.Compression;
using Gateway.Adapters;

namespace Gateway.Host.Packs;

/// <summary>What a pack's zip holds, read with bounds; nothing of it is trusted yet.</summary>
/// <param name="Manifest">Bytes of the manifest, as signed.</param>
/// <param name="Signature">Bytes of the signature.</param>
/// <param name="Files">All other files by path.</param>
public sealed record PackFile(byte[] Manifest, byte[] Signature, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files)
{
    private const int MaxPack = 16_777_216;
    private const int MaxFile = 4_194_304;
    private const int MaxTotal = 67_108_864;
    private const int FileKinds = 0xF000;
    private const int Regular = 0x8000;
    private static readonly DateTimeOffset Stamp = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Reads a zip; <c>null</c> with every reason when it is not one we take.</summary>
    public static PackFile? Read(string path, List<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        if (new FileInfo(path).Length > MaxPack)
        {
            findings.Add(Finding.Error("PACK-LIMIT", "", "", $"the pack is larger than {MaxPack} bytes"));
            return null;
        }

        try
        {
            using var stream = File.OpenRead(path);
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read);
            return Names(zip, findings) ? Contents(zip, findings) : null;
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException or NotSupportedException)
        {
            findings.Add(Finding.Error("PACK-ZIP", "", "", "this is not a zip that can be read"));
            return null;
        }
    }

    /// <summary>Writes a pack; the same content gives the same bytes.</summary>
    public void Write(string path)
    {
        using var zip = new ZipArchive(new FileStream(path, FileMode.Create, FileAccess.ReadWrite), ZipArchiveMode.Create);
        Add(zip, PackManifest.FileName, Manifest);
        Add(zip, PackManifest.SignatureName, Signature);
        foreach (var (name, bytes) in Files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            Add(zip, name, bytes.Span);
        }
    }

    private static void Add(ZipArchive zip, string name, ReadOnlySpan<byte> bytes)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = Stamp;
        entry.ExternalAttributes = (Regular | 0x1A4) << 16;
        using var stream = entry.Open();
        stream.Write(bytes);
    }

    // Names and kinds first: nothing is unpacked of a zip that tries anything.
    private static bool Names(ZipArchive zip, List<Finding> findings)
    {
        if (zip.Entries.Count > PackManifest.MaxFiles + 2)
        {
            findings.Add(Finding.Error("PACK-LIMIT", "", "", $"more than {PackManifest.MaxFiles} files"));
            return false;
        }

        var before = findings.Count;
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in zip.Entries)
        {
            var shown = entry.FullName.Length > 100 ? entry.FullName[..100] : entry.FullName;
            var kind = (entry.ExternalAttributes >> 16) & FileKinds;
            if (!seen.Add(entry.FullName))
            {
                findings.Add(Finding.Error("PACK-DUPLICATE", "", shown, "the name stands twice, letter case aside"));
            }
            else if (kind is not (0 or Regular) || entry.IsEncrypted)
            {
                findings.Add(Finding.Error("PACK-ENTRY", "", shown, "it is not a plain file"));
            }
            else if (entry.FullName is not (PackManifest.FileName or PackManifest.SignatureName) && PackPath.Refuse(entry.FullName) is { } reason)
            {
                findings.Add(Finding.Error("PACK-PATH", "", shown, reason));
            }
        }

        return findings.Count == before;
    }

    private static PackFile? Contents(ZipArchive zip, List<Finding> findings)
    {
        var files = new SortedDictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        var left = MaxTotal;
        foreach (var entry in zip.Entries)
        {
            // What the zip says of its sizes is not asked: an entry is read up to the limit and not a byte further.
            var bytes = ReadUpTo(entry, Math.Min(MaxFile, left) + 1);
            left -= bytes.Length;
            if (bytes.Length > MaxFile || left < 0)
            {
                findings.Add(Finding.Error("PACK-LIMIT", "", entry.FullName, $"a file of more than {MaxFile} bytes, or all together more than {MaxTotal}"));
                return null;
            }

            files[entry.FullName] = bytes;
        }

        foreach (var own in new[] { PackManifest.FileName, PackManifest.SignatureName }.Where(own => !files.ContainsKey(own)))
        {
            findings.Add(Finding.Error(own == PackManifest.FileName ? "PACK-MANIFEST" : "PACK-UNSIGNED", "", own, "the pack does not hold it"));
        }

        if (!files.Remove(PackManifest.FileName, out var manifest) || !files.Remove(PackManifest.SignatureName, out var signature))
        {
            return null;
        }

        return new PackFile(manifest.ToArray(), signature.ToArray(), files);
    }

    private static byte[] ReadUpTo(ZipArchiveEntry entry, int limit)
    {
        using var stream = entry.Open();
        using var kept = new MemoryStream();
        var buffer = new byte[16_384];
        int read;
        while (kept.Length < limit && (read = stream.Read(buffer, 0, (int)Math.Min(buffer.Length, limit - kept.Length))) > 0)
        {
            kept.Write(buffer, 0, read);
        }

        return kept.ToArray();
    }
}
