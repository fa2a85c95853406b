using Gateway.Adapters;
using Gateway.Host.Verbs;

namespace Gateway.Host.Packs;

/// <summary>What a root knows of its packs: who installs at this moment, and what was installed, each manifest with its signature.</summary>
public sealed class PackShelf(string root)
{
    private const int LargestManifest = 2_097_152;

    /// <summary>Folder of records and of what is being staged, on the same file system as what it is moved to.</summary>
    public string Folder { get; } = Path.Combine(root, ".packs");

    /// <summary>Whether somebody installs into a root at this moment.</summary>
    public static bool IsLocked(string root)
    {
        var file = Path.Combine(root, ".packs", "lock");
        if (!File.Exists(file))
        {
            return false;
        }

        try
        {
            using var free = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Takes the turn; throws <see cref="IOException"/> when another process has it. It ends with the process at the latest.</summary>
    public IDisposable Lock()
    {
        Directory.CreateDirectory(Folder);
        try
        {
            return new FileStream(Path.Combine(Folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException busy) when (busy is not DirectoryNotFoundException)
        {
            throw new IOException($"another process is installing a pack in {root}; try again when it is done", busy);
        }
    }

    /// <summary>Where the record of a pack stands.</summary>
    public string RecordOf(PackManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return Path.Combine(Folder, "installed", manifest.Name, manifest.Version);
    }

    /// <summary>The manifest a pack of this name and version was installed with, or <c>null</c>.</summary>
    public byte[]? Known(PackManifest manifest)
    {
        var file = Path.Combine(RecordOf(manifest), PackManifest.FileName);
        return File.Exists(file) ? InputFiles.ReadUpTo(file, LargestManifest) : null;
    }

    /// <summary>What was installed, by name and version.</summary>
    public IReadOnlyList<PackManifest> Installed()
    {
        var folder = Path.Combine(Folder, "installed");
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, PackManifest.FileName, new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2 })
                .Order(StringComparer.Ordinal)
                .Select(file => PackManifest.Parse(InputFiles.ReadUpTo(file, LargestManifest), out _))
                .OfType<PackManifest>()]
            : [];
    }
}
