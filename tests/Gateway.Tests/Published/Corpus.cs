using Gateway.Tests.Samples;

namespace Gateway.Tests.Published;

/// <summary>Schemas and messages as others published them. They lie outside the project; tests that need them are skipped where they are absent.</summary>
internal static class Corpus
{
    public static string Folder { get; } = Environment.GetEnvironmentVariable("GATEWAY_CORPUS") is { Length: > 0 } folder
        ? folder
        : Path.Combine(Repository.Root, "..", "shared", "corpus");

    /// <summary>Names of the messages in a folder; one that says so where there are none, so that a skipped test shows why.</summary>
    public static IReadOnlyList<string> Messages(string folder)
    {
        var path = Path.Combine(Folder, folder);
        return Directory.Exists(path)
            ? [.. Directory.EnumerateFiles(path, "*.xml").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)]
            : [];
    }

    public static byte[] Read(string folder, string name) => File.ReadAllBytes(Path.Combine(Folder, folder, name));

    public static void SkipWhereAbsent(string folder) =>
        Assert.SkipUnless(Directory.Exists(Path.Combine(Folder, folder)), $"the published messages are not at hand ({folder})");
}
