namespace Gateway.Tests.Edges;

/// <summary>The compiled core, read once.</summary>
public static class Core
{
    private static readonly Lazy<(IReadOnlySet<Use> Uses, IReadOnlyList<string> References)> Loaded = new(() =>
    {
        using var compiled = Compiled.Load(typeof(Money).Assembly.Location);
        return (compiled.Uses(), compiled.References());
    });

    public static IReadOnlySet<Use> Uses => Loaded.Value.Uses;

    public static IReadOnlyList<string> References => Loaded.Value.References;
}
