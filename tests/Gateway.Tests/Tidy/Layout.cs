using System.Text.RegularExpressions;

namespace Gateway.Tests.Tidy;

/// <summary>What lies where.</summary>
public static partial class Layout
{
    private static readonly string[] TopLevel =
    [
        "src", "schemas", "adapters", "tests", "certs-dev", ".ci", "Gateway.sln", "README.md", "CHANGELOG.md", "gateway", "global.json",
        "Directory.Build.props", "Directory.Packages.props", "BannedSymbols.txt", ".editorconfig", ".gitignore", ".gitattributes",
    ];

    private static readonly string[] Projects =
    [
        "src/Gateway/Gateway.csproj", "src/Gateway.Host/Gateway.Host.csproj", "src/Gateway.Simulator/Gateway.Simulator.csproj",
        "tests/Gateway.Tests/Gateway.Tests.csproj", "tests/Gateway.Host.Tests/Gateway.Host.Tests.csproj", "tests/Gateway.Benchmarks/Gateway.Benchmarks.csproj",
    ];

    private static readonly string[] Data = [".json", ".map", ".csv", ".tsv", ".md", ".xml", ".txt", ".edi"];

    public static IEnumerable<string> StrayEntries(IEnumerable<string> paths) =>
        from entry in paths.Select(path => path.Split('/')[0]).Distinct()
        where !TopLevel.Contains(entry)
        select $"{entry}: not a top-level entry of this repository";

    public static IEnumerable<string> StrayProjects(IEnumerable<string> paths) =>
        from path in paths
        where path.EndsWith("proj", StringComparison.Ordinal) && !Projects.Contains(path)
        select $"{path}: a seventh project";

    /// <summary>The solution is the six projects, no fewer, no more.</summary>
    public static IEnumerable<string> SolutionProjects(string solution)
    {
        var held = ProjectPath().Matches(solution).Select(match => match.Groups[1].Value.Replace('\\', '/')).ToList();
        return held.Except(Projects).Select(path => $"Gateway.sln: {path} does not belong")
            .Concat(Projects.Except(held).Select(path => $"Gateway.sln: {path} is missing"));
    }

    /// <summary>Adapters are data: nothing in them is compiled, interpreted or run.</summary>
    public static IEnumerable<string> CodeAmongAdapters(IEnumerable<SourceFile> files) =>
        from file in files
        where file.In("adapters")
        where !Data.Contains(file.Extension) || file.Text.StartsWith("#!", StringComparison.Ordinal) || file.Text.Contains("<script", StringComparison.OrdinalIgnoreCase)
            || file.Text.Contains("xsl:", StringComparison.Ordinal)
        select $"{file.Path}: adapters hold data only";

    [GeneratedRegex("\"([^\"]+\\.csproj)\"")]
    private static partial Regex ProjectPath();
}
