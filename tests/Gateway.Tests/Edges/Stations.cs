namespace Gateway.Tests.Edges;

/// <summary>Which station of the core may use which. Everything else in the core is a wall.</summary>
public static class Stations
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Declarations"] = [],
        ["Messages"] = [],
        ["Signatures"] = [],
        ["Adapters"] = ["Messages", "Signatures"],
        ["Exchange"] = [],
        ["Clearance"] = ["Declarations"],
        ["Taxes"] = ["Declarations"],
        ["Payments"] = [],
        ["Reconciliation"] = ["Taxes", "Payments"],
        ["Evidence"] = ["Signatures"],
    };

    // The root nouns, which every station uses and which use none.
    private const string Root = "";

    public static IEnumerable<string> Names => Allowed.Keys;

    public static IEnumerable<string> ForbiddenEdges(IEnumerable<Use> uses)
    {
        var edges = uses.Where(use => use.Assembly.Length == 0)
            .Select(use => (use.From, use.Type, Here: Station(use.From), There: Station(use.Type)))
            .Where(edge => edge.Here is not null && edge.There is not null && edge.Here != edge.There);
        return edges.Where(edge => !MayUse(edge.Here!, edge.There!)).Select(edge => $"{edge.From} uses {edge.Type}").Distinct();
    }

    /// <summary>A namespace of the core that is no station is a new drawer: it needs a decision first.</summary>
    public static IEnumerable<string> UnknownStations(IEnumerable<Use> uses) =>
        uses.Select(use => use.From).Distinct().Where(type => Station(type) is { Length: > 0 } station && !Allowed.ContainsKey(station))
            .Select(type => $"{type} stands in no known station");

    /// <summary>Constants and <c>nameof</c> leave no trace in compiled code: the directives of the source do.</summary>
    public static IEnumerable<string> ForbiddenUsings(IEnumerable<Tidy.SourceFile> files) =>
        from file in files
        where file.IsCSharp && file.In("src/Gateway")
        let here = file.Folders.Length > 2 ? file.Folders[2] : Root
        from directive in file.Root.Usings
        where directive.NamespaceOrType.ToString() is var name && name.StartsWith("Gateway.", StringComparison.Ordinal)
        let there = directive.NamespaceOrType.ToString().Split('.')[1]
        where here != there && !MayUse(here, there)
        select file.At(directive, $"using {directive.NamespaceOrType}");

    private static bool MayUse(string here, string there) =>
        there == Root || (Allowed.TryGetValue(here, out var edges) && edges.Contains(there));

    // What the compiler makes for itself stands outside the namespace and belongs to nobody.
    private static string? Station(string type)
    {
        var parts = type.Split('.');
        return parts[0] != "Gateway" || parts.Length < 2 ? null : parts.Length == 2 ? Root : parts[1];
    }
}
