using System.Text.RegularExpressions;

namespace Gateway.Tests.Signatures.Fuzzing;

/// <summary>Ids, other attributes, and namespaces.</summary>
internal static partial class Naming
{
    private static readonly string[] Twins = ["Id", "ID", "id", "iD", "xml:id", "wsu:Id", "u:Id"];

    private static readonly string[] Declarations =
    [
        "xmlns:q=\"urn:q\"", "xmlns=\"\"", "xmlns=\"urn:evil\"", "xmlns:d=\"urn:evil\"", "xmlns:amp=\"urn:a&amp;b\"", "xmlns:b=\"relative\"", "xmlns:q=\"\"",
        "xmlns=\"http://www.w3.org/2000/09/xmldsig#\"", "xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"", "xmlns:xml=\"http://www.w3.org/XML/1998/namespace\"",
        "xmlns:xmlns=\"urn:x\"", "xmlns:wsu=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd\"", "xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"",
    ];

    public static IReadOnlyList<Mutation> All { get; } =
    [
        Surgery.On("id added", (text, piece, _, random) => Adorn(text, piece, $"{Mutation.Any(random, Twins)}=\"{Mutation.Any(random, Ids(text))}\"")),
        new("ids exchanged", (text, _, random) => Ids(text) is var ids ? text.Replace($"\"{Mutation.Any(random, ids)}\"", $"\"{Mutation.Any(random, ids)}\"", StringComparison.Ordinal) : text),
        new("references exchanged", (text, _, random) => Ids(text) is var ids ? text.Replace($"#{Mutation.Any(random, ids)}", $"#{Mutation.Any(random, ids)}", StringComparison.Ordinal) : text),
        OnAttribute("attribute dropped", (text, at, _, _) => text.Remove(at.Start, at.End - at.Start)),
        OnAttribute("attribute doubled", (text, at, _, _) => text.Insert(at.End, text[at.Start..at.End])),
        OnAttribute("attribute elsewhere", (text, at, piece, random) => Mutation.Any(random, Pieces.Elements(text)) is var place ? Adorn(text, place, text[at.Start..at.End].Trim()) : text),
        OnAttribute("value longer", (text, at, _, random) => text.Insert(at.End - 1, Mutation.Any(random, (string[])[" ", "\n", "&#10;", "&#32;", "x", "&amp;", "<", "&lt;", "\t"]))),
        OnAttribute("value emptied", (text, at, _, _) => text.IndexOf('=', at.Start) is var equals ? text[..(equals + 1)] + "\"\"" + text[at.End..] : text),
        Surgery.On("attribute added", (text, piece, _, random) => Adorn(text, piece, Mutation.Any(random, (string[])["x=\"1\"", "xml:space=\"preserve\"", "xml:lang=\"vi\"", "xml:base=\"x\"", "Encoding=\"utf-7\"", "URI=\"\"", "Type=\"x\""]))),
        Surgery.On("namespace added", (text, piece, _, random) => Adorn(text, piece, Mutation.Any(random, Declarations))),
        new("prefix changed", (text, _, random) => Prefix().Matches(text) is { Count: > 0 } found ? text.Replace(Mutation.Any(random, found).Groups["prefix"].Value + ":", "q:", StringComparison.Ordinal) : text),
        new("prefix changed and declared", (text, _, random) => Prefix().Matches(text) is { Count: > 0 } found && Mutation.Any(random, found).Groups["prefix"].Value is var prefix
            ? text.Replace($"{prefix}:", "q:", StringComparison.Ordinal).Replace($"xmlns:{prefix}=", "xmlns:q=", StringComparison.Ordinal) : text),
    ];

    /// <summary>An element with one attribute more.</summary>
    public static string Adorn(string text, Piece piece, string attribute) => text.Insert(piece.Start + 1 + piece.Name.Length, " " + attribute);

    /// <summary>A change of any attribute.</summary>
    public static Mutation OnAttribute(string name, Func<string, (int Start, int End), Piece, Random, string> change) => Surgery.On(name, (text, piece, _, random) =>
        Pieces.Attributes(text, piece) is { Count: > 0 } attributes ? change(text, Mutation.Any(random, attributes), piece, random) : text);

    private static List<string> Ids(string text) => ["x", .. Id().Matches(text).Select(found => found.Groups["id"].Value)];

    [GeneratedRegex("""\bId="(?<id>[^"]*)"|"#(?<id>[^"]*)" """, RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace, 30_000)]
    private static partial Regex Id();

    [GeneratedRegex("""xmlns:(?<prefix>[\w.-]+)=""", RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex Prefix();
}
