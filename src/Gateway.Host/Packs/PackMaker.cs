using Gateway.Adapters;
using Gateway.Host.Verbs;
using Gateway.Signatures;

namespace Gateway.Host.Packs;

/// <summary>Makes a signed pack of a folder that has <c>adapters/</c> or <c>schemas/</c> and a <c>pack.json</c> with its name and version.</summary>
public static class PackMaker
{
    private const int MaxFile = 4_194_304;

    /// <summary>The pack, or <c>null</c> with everything that may not be in one.</summary>
    public static PackFile? Make(string folder, SigningKey key, List<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        var named = Path.Combine(folder, PackManifest.FileName);
        if (!File.Exists(named))
        {
            findings.Add(Finding.Error("PACK-MANIFEST", "", named, "it is missing: {\"name\": \"...\", \"version\": \"...\"}"));
            return null;
        }

        var manifest = PackManifest.Parse(InputFiles.ReadUpTo(named, MaxFile), out var wrong);
        findings.AddRange(wrong);
        var files = Files(folder, findings);
        if (manifest is null || findings.Count > 0)
        {
            return null;
        }

        var bytes = PackManifest.Of(manifest.Name, manifest.Version, files).ToJson();
        return new PackFile(bytes, DetachedSignatures.Sign(bytes, key), files);
    }

    private static SortedDictionary<string, ReadOnlyMemory<byte>> Files(string folder, List<Finding> findings)
    {
        var files = new SortedDictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var part in new[] { "adapters", "schemas" }.Select(part => Path.Combine(folder, part)).Where(Directory.Exists))
        {
            foreach (var file in Directory.EnumerateFiles(part, "*", SearchOption.AllDirectories).Take(PackManifest.MaxFiles + 1))
            {
                var path = Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
                if ((File.GetAttributes(file) & FileAttributes.ReparsePoint) != 0 || PackPath.Refuse(path) is not null)
                {
                    findings.Add(Finding.Error("PACK-PATH", "", path, PackPath.Refuse(path) ?? "it is a link"));
                    continue;
                }

                files[path] = InputFiles.ReadUpTo(file, MaxFile + 1);
                if (files[path].Length > MaxFile || files.Count > PackManifest.MaxFiles)
                {
                    findings.Add(Finding.Error("PACK-LIMIT", "", path, $"a file of more than {MaxFile} bytes, or more than {PackManifest.MaxFiles} files"));
                    break;
                }
            }
        }

        return files;
    }
}
