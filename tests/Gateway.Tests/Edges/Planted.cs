using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Gateway.Tests.Edges;

/// <summary>Compiles a few lines as if they were the core, so that a guard can be seen failing.</summary>
public static class Planted
{
    private static readonly Lazy<ImmutableArray<MetadataReference>> Platform = new(() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path))]);

    public static IReadOnlySet<Use> Uses(params string[] sources)
    {
        using var compiled = Compile(sources);
        return compiled.Uses();
    }

    public static Compiled Compile(params string[] sources)
    {
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary);
        var compilation = CSharpCompilation.Create("Gateway", sources.Select(source => CSharpSyntaxTree.ParseText(source)), Platform.Value, options);
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Xunit.Assert.True(result.Success, string.Join(Environment.NewLine, result.Diagnostics));
        return new Compiled([.. image.ToArray()]);
    }
}
