using System.Globalization;

namespace Gateway.Tests.Signatures.Fuzzing;

/// <summary>Other bytes that mean the same, or nearly: what has to be accepted where it does, and handed on in one form.</summary>
internal static class Spelling
{
    private static readonly string[] Coded = ["SignatureValue", "DigestValue", "X509Certificate", "EncapsulatedTimeStamp", "EncapsulatedCRLValue", "BinarySecurityToken"];

    public static IReadOnlyList<Mutation> All { get; } =
    [
        Naming.OnAttribute("other quotes", (text, at, _, _) => Quoted(text, at)),
        Surgery.On("other order of attributes", (text, piece, _, _) => Reordered(text, piece)),
        Naming.OnAttribute("white space before an attribute", (text, at, _, random) => text.Insert(at.Start, Mutation.Any(random, (string[])[" ", "\n  ", "\t", "\r\n"]))),
        Naming.OnAttribute("white space at the equals sign", (text, at, _, _) => text.IndexOf('=', at.Start) is var equals ? text[..equals] + " = " + text[(equals + 1)..] : text),
        Surgery.On("white space in an end tag", (text, piece, _, _) => piece.IsEmpty ? text : text.Insert(piece.End - 1, " \n")),
        Surgery.On("two tags for one", (text, piece, _, _) => piece.IsEmpty ? text[..(piece.End - 2)] + $"></{piece.Name}>" + text[piece.End..] : text),
        Surgery.On("one tag for two", (text, piece, _, _) => !piece.IsEmpty && piece.Inner == piece.Close ? text[..(piece.Inner - 1)] + "/>" + text[piece.End..] : text),
        Surgery.On("letter by its number", (text, piece, _, random) => Numbered(text, piece.Inner, piece.Close, random)),
        Naming.OnAttribute("letter of a value by its number", (text, at, _, random) => text.IndexOf('=', at.Start) is var equals ? Numbered(text, equals + 2, at.End - 1, random) : text),
        new("lines as elsewhere", (text, _, _) => text.Replace("\n", "\r\n", StringComparison.Ordinal)),
        new("byte order mark", (text, _, _) => Pieces.Encoded("\uFEFF") + text),
        new("declaration", (text, _, random) => Mutation.Any(random, (string[])["<?xml version=\"1.0\" encoding=\"utf-8\"?>\n", "<?xml version='1.0'?>", "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\" ?>"]) + text),
        new("blanks behind", (text, _, _) => text + "\n \n"),
        new("namespace nobody uses", (text, _, random) => Pieces.Elements(text) is { Count: > 0 } pieces ? Naming.Adorn(text, random.Next(2) == 0 ? pieces[^1] : Mutation.Any(random, pieces), "xmlns:nobody=\"urn:nobody\"") : text),
        Surgery.On("base64 in lines", (text, piece, _, random) => Coded.Contains(Pieces.Local(piece.Name)) && !piece.IsEmpty ? Lined(text, piece, random) : text),
        new("signature values in lines", (text, _, random) => Pieces.Elements(text).Find(piece => Pieces.Local(piece.Name) == "SignatureValue") is { IsEmpty: false, Name: not null } piece ? Lined(text, piece, random) : text),
        Surgery.On("blanks between the parts of a signature", (text, piece, _, random) => Pieces.Local(piece.Name) is "SignatureValue" or "KeyInfo" or "X509Data" or "X509Certificate" or "Signature" ? text.Insert(random.Next(2) == 0 ? piece.Start : piece.End, "\n  ") : text),
    ];

    private static string Quoted(string text, (int Start, int End) at)
    {
        var equals = text.IndexOf('=', at.Start);
        var start = text.IndexOfAny(['"', '\''], equals);
        var (quote, inside) = (text[start], text[(start + 1)..(at.End - 1)]);
        var other = quote == '"' ? '\'' : '"';
        return text[..start] + other + inside.Replace(other.ToString(), other == '"' ? "&quot;" : "&apos;", StringComparison.Ordinal) + other + text[at.End..];
    }

    private static string Reordered(string text, Piece piece)
    {
        var attributes = Pieces.Attributes(text, piece);
        return attributes.Count < 2
            ? text
            : text[..attributes[0].Start] + string.Concat(Enumerable.Reverse(attributes).Select(at => text[at.Start..at.End])) + text[attributes[^1].End..];
    }

    private static string Numbered(string text, int start, int end, Random random)
    {
        var at = end > start ? random.Next(start, end) : -1;
        return at < 0 || !char.IsAsciiLetterOrDigit(text[at]) || text.LastIndexOf('&', at, at - start) > text.LastIndexOf(';', at, at - start) || text.LastIndexOf('<', at, at - start) > text.LastIndexOf('>', at, at - start)
            ? text
            : text[..at] + (random.Next(2) == 0 ? $"&#{(int)text[at]};" : $"&#x{((int)text[at]).ToString(random.Next(2) == 0 ? "x" : "X4", CultureInfo.InvariantCulture)};") + text[(at + 1)..];
    }

    private static string Lined(string text, Piece piece, Random random)
    {
        var every = random.Next(4, 77);
        var value = text[piece.Inner..piece.Close];
        var blank = Mutation.Any(random, (string[])["\n", " ", "\t", "\r\n"]);
        return text[..piece.Inner] + string.Join(blank, value.Chunk(every).Select(chunk => new string(chunk))) + text[piece.Close..];
    }
}
