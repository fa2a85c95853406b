using Gateway.Adapters;
using Gateway.Host.Verbs;

namespace Gateway.Host.Packs;

/// <summary>What a pack would change in a root: folders and files that are not there yet. What is there is never touched.</summary>
/// <param name="Units">Version folders and single files to put in place, in an order in which nothing refers to what comes later.</param>
/// <param name="Findings">Why it may not be done.</param>
public sealed record PackPlan(IReadOnlyList<string> Units, IReadOnlyList<Finding> Findings)
{
    /// <summary>Compares a pack with what a root holds.</summary>
    public static PackPlan Make(PackFile pack, string root)
    {
        ArgumentNullException.ThrowIfNull(pack);
        var manifests = pack.Files.Keys.Where(path => path.EndsWith("/adapter.json", StringComparison.Ordinal)).ToHashSet();
        var (units, findings) = (new SortedSet<string>(Comparer<string>.Create(InOrder)), new List<Finding>());
        foreach (var (path, bytes) in pack.Files)
        {
            var unit = PackPath.Unit(path, Released(path, root) ?? manifests);
            var place = Path.Combine(root, unit);
            if (LeavesTheRoot(path, root))
            {
                findings.Add(Finding.Error("PACK-PATH", "", path, "a folder above it is a link"));
            }
            else if (!Path.Exists(place))
            {
                units.Add(unit);
            }
            else if (!IsSame(Path.Combine(root, path), bytes))
            {
                findings.Add(Finding.Error("PACK-RELEASED", "", path, $"{unit} is there with other content; a change is a new version folder"));
            }
        }

        return new PackPlan([.. units], findings);
    }

    /// <summary>What the root would speak with the pack in it; errors it does not have now.</summary>
    public static IReadOnlyList<Finding> Check(PackFile pack, string root)
    {
        ArgumentNullException.ThrowIfNull(pack);
        var files = new Dictionary<string, ReadOnlyMemory<byte>>(CatalogueFolder.Files(root));
        var before = Catalogue.Load(files).Findings.ToHashSet();
        foreach (var (path, bytes) in pack.Files.Where(file => CatalogueFolder.IsWanted(file.Key)))
        {
            files[path] = bytes;
        }

        return [.. Catalogue.Load(files).Findings.Where(finding => finding.Severity == Severity.Error && !before.Contains(finding))];
    }

    // Schemas before what shares them, shared files before families, procedures last: a crash leaves what nobody refers to.
    private static int InOrder(string left, string right) => (Rank(left), left).CompareTo((Rank(right), right)) switch
    {
        0 => string.CompareOrdinal(left, right),
        var order => order,
    };

    private static int Rank(string unit) => unit.StartsWith("schemas/", StringComparison.Ordinal) ? 0
        : unit.StartsWith("adapters/procedures/", StringComparison.Ordinal) ? 3
        : PackPath.Refuse(unit) is null ? 1
        : 2;

    // A family that is there is whole, whatever the pack thinks of it.
    private static HashSet<string>? Released(string path, string root)
    {
        for (var folder = Path.GetDirectoryName(path); folder is { Length: > 0 }; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(root, folder, "adapter.json")))
            {
                return [$"{folder.Replace(Path.DirectorySeparatorChar, '/')}/adapter.json"];
            }
        }

        return null;
    }

    private static bool LeavesTheRoot(string path, string root)
    {
        for (var folder = Path.GetDirectoryName(path); folder is { Length: > 0 }; folder = Path.GetDirectoryName(folder))
        {
            if (new DirectoryInfo(Path.Combine(root, folder)) is { Exists: true } there && there.Attributes.HasFlag(FileAttributes.ReparsePoint))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSame(string file, ReadOnlyMemory<byte> bytes) =>
        File.Exists(file) && InputFiles.ReadUpTo(file, bytes.Length + 1).AsSpan().SequenceEqual(bytes.Span);
}
