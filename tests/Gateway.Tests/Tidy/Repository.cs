using System.Diagnostics;

namespace Gateway.Tests.Tidy;

/// <summary>The files of this repository: what git tracks and what it would track, so that a violation bites before it is committed.</summary>
public static class Repository
{
    private const int LargestText = 2 * 1024 * 1024;
    private static readonly string[] Ignored = ["bin", "obj", ".git", ".data", ".packs", ".vs", ".idea", ".config", "TestResults", "BenchmarkDotNet.Artifacts"];
    private static readonly Lazy<string> Found = new(FindRoot);
    private static readonly Lazy<IReadOnlyList<string>> Listed = new(List);
    private static readonly Lazy<IReadOnlyList<SourceFile>> Loaded = new(Load);

    public static string Root => Found.Value;

    /// <summary>Paths from the root, with '/'.</summary>
    public static IReadOnlyList<string> Paths => Listed.Value;

    /// <summary>Every text file.</summary>
    public static IReadOnlyList<SourceFile> Files => Loaded.Value;

    /// <summary>The C# files of the six projects, without generated ones.</summary>
    public static IReadOnlyList<SourceFile> CSharp => [.. Files.Where(file => file.IsCSharp && !file.Path.EndsWith(".g.cs", StringComparison.Ordinal))];

    public static SourceFile File(string path) =>
        Files.FirstOrDefault(file => file.Path == path) ?? new SourceFile(path, string.Empty);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "Gateway.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("Gateway.sln stands in no folder above " + AppContext.BaseDirectory);
    }

    private static IReadOnlyList<string> List()
    {
        var paths = Git() ?? Walk(Root);
        return [.. paths.Where(path => System.IO.File.Exists(Path.Combine(Root, path))).Order(StringComparer.Ordinal)];
    }

    // A copy without .git (a source archive) is walked instead.
    private static IEnumerable<string>? Git()
    {
        if (!Path.Exists(Path.Combine(Root, ".git")))
        {
            return null;
        }

        string[] arguments = ["-c", "safe.directory=*", "-C", Root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"];
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true })!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return git.ExitCode == 0 ? output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Distinct() : null;
    }

    private static IEnumerable<string> Walk(string folder)
    {
        var here = Directory.EnumerateFiles(folder).Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'));
        var below = Directory.EnumerateDirectories(folder).Where(child => !Ignored.Contains(Path.GetFileName(child)));
        return here.Concat(below.SelectMany(Walk));
    }

    private static IReadOnlyList<SourceFile> Load()
    {
        var files = new List<SourceFile>();
        foreach (var path in Paths)
        {
            var full = Path.Combine(Root, path);
            if (new FileInfo(full).Length <= LargestText && System.IO.File.ReadAllBytes(full) is var bytes && Array.IndexOf(bytes, (byte)0) < 0)
            {
                files.Add(new SourceFile(path, System.Text.Encoding.UTF8.GetString(bytes)));
            }
        }

        return files;
    }
}
