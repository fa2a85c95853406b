using System.Globalization;

namespace Gateway.Messages.Maps;

/// <summary>Where in the canonical document the map stands: the node, and how a finding names it.</summary>
internal sealed class Scope
{
    private readonly Scope? _above;
    private readonly string _noun = "";
    private readonly int _number;
    private string? _pointer;
    private ulong? _marks;

    private Scope(Tree root, Tree node)
    {
        Root = root;
        Node = node;
        _pointer = "";
    }

    private Scope(Scope above, Tree node, string noun, int number)
    {
        Root = above.Root;
        Node = node;
        (_above, _noun, _number) = (above, noun, number);
    }

    /// <summary>The document.</summary>
    public Tree Root { get; }

    /// <summary>The node nouns are relative to.</summary>
    public Tree Node { get; }

    /// <summary>Noun path of the node with occurrences, empty at the root.</summary>
    public string Pointer => _pointer ??= $"{_above!.PointerTo(_noun)}[{_number}]";

    /// <summary>
    /// Whether the node may have a child of one of these names (<see cref="Tree.Mark"/>): while a document is written it stays as it is, and
    /// most lines of a map find nothing in it.
    /// </summary>
    public bool MayHave(ulong names) => ((_marks ??= Node.Marks()) & names) != 0;

    /// <summary>At the document itself.</summary>
    public static Scope Of(Tree document) => new(document, document);

    /// <summary>At one occurrence of a noun seen from here.</summary>
    public Scope At(Tree occurrence, string noun, int number) => new(this, occurrence, noun, number);

    /// <summary>The noun path with occurrences of a noun seen from here.</summary>
    public string PointerTo(string noun) =>
        noun == "." ? Pointer : noun[0] == '/' ? noun[1..] : Pointer.Length == 0 ? noun : $"{Pointer}/{noun}";

    public string? Value(string noun) =>
        noun == "." ? Node.Text : noun[0] == '/' ? Root.Value(noun[1..]) : Node.Value(noun);

    /// <summary>Noun path in the element table, without occurrences.</summary>
    public static string TablePath(string scope, string noun) =>
        noun == "." ? scope : noun[0] == '/' ? noun[1..] : scope.Length == 0 ? noun : $"{scope}/{noun}";

    /// <summary><c>BL{n}</c> and <c>D{nn}</c> for one occurrence.</summary>
    public static string Numbered(string item, int n) => n == 0 ? item : item
        .Replace("{nn}", n.ToString("00", CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{n}", n.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
