using Gateway.Adapters;

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
        foreach (var part in new[] { "adapters", "schemas" })
        {
            var folder = Path.Combine(root, part);
            foreach (var file in (Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", Deep) : []).Order(StringComparer.Ordinal))
            {
                var key = Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/');
                if (!IsWanted(key))
                {
                    continue;
                }

                // One byte too many is enough for the core to refuse the file by name.
                var bytes = InputFiles.ReadUpTo(file, MaxFile + 1);
                total += bytes.Length;
                if (files.Count >= MaxFiles || total > MaxTotal)
                {
                    throw new InvalidDataException($"{root}: more than {MaxFiles} files or {MaxTotal} bytes of adapter data");
                }

                files[key] = bytes;
            }
        }

        return files;
    }

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

    private static bool IsWanted(string key) =>
        Kinds.Contains(Path.GetExtension(key))
        && (!key.Contains("/samples/", StringComparison.Ordinal) || key.EndsWith("/context.json", StringComparison.Ordinal));
}
