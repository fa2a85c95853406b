using Gateway.Adapters;
using Xunit;

namespace Gateway.Tests.Samples;

/// <summary>The folders of data beside the code, read once, and where to put what a test accepts.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>With <c>ACCEPT=1</c> a golden that differs is rewritten and the test passes.</summary>
    public static bool Accepts { get; } = Environment.GetEnvironmentVariable("ACCEPT") == "1";

    public static IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files { get; } = ReadFiles();

    public static CatalogueLoad Load { get; } = Catalogue.Load(Files);

    public static Catalogue Known => Load.Catalogue;

    /// <summary>Compares with the file, or writes it when accepting.</summary>
    public static void Golden(string path, byte[] actual)
    {
        var file = Path.Combine(Root, path);
        var expected = File.Exists(file) ? File.ReadAllBytes(file) : [];
        if (expected.AsSpan().SequenceEqual(actual))
        {
            return;
        }

        if (Accepts)
        {
            File.WriteAllBytes(file, actual);
            return;
        }

        Assert.Fail($"{path} differs: {FirstDifference(expected, actual)}. ACCEPT=1 takes what was written.");
    }

    private static string FirstDifference(byte[] expected, byte[] actual)
    {
        var at = expected.AsSpan().CommonPrefixLength(actual);
        var line = expected.AsSpan(0, at).Count((byte)'\n') + 1;
        return $"line {line}: expected '{Around(expected, at)}', was '{Around(actual, at)}'";
    }

    private static string Around(byte[] bytes, int at)
    {
        var from = Math.Max(0, at - 20);
        return System.Text.Encoding.UTF8.GetString(bytes, from, Math.Min(60, bytes.Length - from)).ReplaceLineEndings("|");
    }

    private static Dictionary<string, ReadOnlyMemory<byte>> ReadFiles() =>
        new[] { "adapters", "schemas" }
            .Select(folder => Path.Combine(Root, folder))
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .ToDictionary(file => Path.GetRelativePath(Root, file).Replace('\\', '/'), file => (ReadOnlyMemory<byte>)File.ReadAllBytes(file));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Gateway.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("Gateway.sln is nowhere above the tests");
    }
}
