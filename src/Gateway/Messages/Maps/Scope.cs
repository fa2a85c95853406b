namespace Gateway.Messages.Maps;

/// <summary>Where in the canonical document the map stands: the node, and how a finding names it.</summary>
/// <param name="Root">The document.</param>
/// <param name="Node">The node nouns are relative to; <c>null</c> where the document has none.</param>
/// <param name="Pointer">Noun path of the node with occurrences, empty at the root.</param>
internal sealed record Scope(Tree Root, Tree? Node, string Pointer)
{
    /// <summary>The noun path with occurrences of a noun seen from here.</summary>
    public string PointerTo(string noun) =>
        noun == "." ? Pointer : noun[0] == '/' ? noun[1..] : Pointer.Length == 0 ? noun : $"{Pointer}/{noun}";

    /// <summary>The node a noun path starts at.</summary>
    public Tree? Start(string noun) => noun[0] == '/' ? Root : Node;

    public static string Relative(string noun) => noun[0] == '/' ? noun[1..] : noun;

    public string? Value(string noun) =>
        noun == "." ? Node?.Text : Start(noun)?.Value(Relative(noun));

    /// <summary>All occurrences of a noun: the last step repeats, the steps before it do not.</summary>
    public IEnumerable<Tree> All(string noun)
    {
        var path = Relative(noun);
        var cut = path.LastIndexOf('/');
        var parent = cut < 0 ? Start(noun) : Start(noun)?.At(path[..cut]);
        return parent?.All(path[(cut + 1)..]) ?? [];
    }

    /// <summary>Noun path in the element table, without occurrences.</summary>
    public static string TablePath(string scope, string noun) =>
        noun == "." ? scope : noun[0] == '/' ? noun[1..] : scope.Length == 0 ? noun : $"{scope}/{noun}";

    /// <summary><c>BL{n}</c> and <c>D{nn}</c> for one occurrence.</summary>
    public static string Numbered(string item, int n) => n == 0 ? item : item
        .Replace("{nn}", n.ToString("00", System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{n}", n.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
