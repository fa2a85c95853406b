using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gateway.Adapters;
using Gateway.Host.Packs;

namespace Gateway.Host.Verbs;

/// <summary>The adapters and schemas of a folder on disk, read with bounded sizes; deciding what they mean is the core's.</summary>
public static class CatalogueFolder
{
    private const int MaxFiles = 10_000;
    private const int MaxFile = 1_048_576;
    private const long MaxTotal = 134_217_728;
    private static readonly string[] Kinds = [".json", ".map", ".csv", ".tsv"];

    private static readonly EnumerationOptions Deep = new()
    {
        RecurseSubdirectories = true, MaxRecursionDepth = 12, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false,
    };

    /// <summary>The files of <c>adapters/</c> and <c>schemas/</c> below a root, by path with <c>/</c>.</summary>
    public static IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files(string root)
    {
        var files = new SortedDictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        long total = 0;
        foreach (var (key, info) in Wanted(root))
        {
            // One byte too many is enough for the core to refuse the file by name.
            var bytes = InputFiles.ReadUpTo(info.FullName, MaxFile + 1);
            total += bytes.Length;
            if (files.Count >= MaxFiles || total > MaxTotal)
            {
                throw new InvalidDataException($"{root}: more than {MaxFiles} files or {MaxTotal} bytes of adapter data");
            }

            files[key] = bytes;
        }

        return files;
    }

    /// <summary>Names, lengths and times of the files that <see cref="Files"/> would read, as one text: another one means that something changed.</summary>
    public static string Stamp(string root)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var count = 0;
        foreach (var file in Wanted(root))
        {
            if (++count > MaxFiles)
            {
                throw new InvalidDataException($"{root}: more than {MaxFiles} files of adapter data");
            }

            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{file.Key}\0{file.Info.Length}\0{file.Info.LastWriteTimeUtc.Ticks}\n")));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>Whether a pack is being installed at this moment: what lies there is not whole yet.</summary>
    public static bool IsBeingChanged(string root) => PackShelf.IsLocked(root);

    /// <summary>Loads the catalogue of a root.</summary>
    public static CatalogueLoad Read(string root) => Catalogue.Load(Files(root));

    /// <summary>The nearest folder at or above a place that has <c>adapters/</c>; <c>null</c> when there is none.</summary>
    public static string? Above(string place)
    {
        for (var folder = new DirectoryInfo(Path.GetFullPath(place)); folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, "adapters")))
            {
                return folder.FullName;
            }
        }

        return null;
    }

    /// <summary>The root to use when none is named: above the working folder, else above the program.</summary>
    public static string Default() =>
        Above(Directory.GetCurrentDirectory()) ?? Above(AppContext.BaseDirectory) ?? Directory.GetCurrentDirectory();

    private static IEnumerable<(string Key, FileInfo Info)> Wanted(string root)
    {
        foreach (var part in new[] { "adapters", "schemas" })
        {
            var folder = new DirectoryInfo(Path.Combine(root, part));
            foreach (var file in (folder.Exists ? folder.EnumerateFiles("*", Deep) : []).OrderBy(file => file.FullName, StringComparer.Ordinal))
            {
                var key = Path.GetRelativePath(root, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
                if (IsWanted(key))
                {
                    yield return (key, file);
                }
            }
        }
    }

    internal static bool IsWanted(string key) =>
        Kinds.Contains(Path.GetExtension(key))
        && (!key.Contains("/samples/", StringComparison.Ordinal) || key.EndsWith("/context.json", StringComparison.Ordinal));
}
