namespace Gateway.Tests.Signatures.Fuzzing;

/// <summary>Whole elements that go, come and change places.</summary>
internal static class Surgery
{
    private static readonly string[] Wrappers = ["W", "Document", "Object", "Data xmlns=\"urn:evil\"", "Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"", "Manifest"];

    public static IReadOnlyList<Mutation> All { get; } =
    [
        On("element dropped", (text, piece, _, _) => text.Remove(piece.Start, piece.End - piece.Start)),
        On("element doubled", (text, piece, _, _) => text.Insert(piece.End, piece.Of(text))),
        On("element copied", (text, piece, _, random) => text.Insert(Place(text, random), piece.Of(text))),
        On("element moved", (text, piece, _, random) => text.Remove(piece.Start, piece.End - piece.Start) is var rest ? rest.Insert(Place(rest, random), piece.Of(text)) : text),
        On("elements swapped", Swap),
        On("element wrapped", (text, piece, _, random) => Replace(text, piece, Mutation.Any(random, Wrappers) is var name ? $"<{name}>{piece.Of(text)}</{name.Split(' ')[0]}>" : "")),
        On("element unwrapped", (text, piece, _, _) => Replace(text, piece, text[piece.Inner..Math.Max(piece.Inner, piece.Close)])),
        On("element renamed", (text, piece, _, random) => Replace(text, piece, Renamed(piece, text, Mutation.Any(random, (string[])["X", "Header", "Data", "Document", "Signature", "Body", piece.Name + "s", "x:" + piece.Name])))),
        On("element emptied", (text, piece, _, _) => piece.IsEmpty ? text : text.Remove(piece.Inner, piece.Close - piece.Inner)),
        On("element of the other taken in", (text, piece, other, random) => Pieces.Elements(other) is { Count: > 0 } theirs ? text.Insert(piece.Start, Mutation.Any(random, theirs).Of(other)) : text),
        On("element replaced by its like", (text, piece, other, random) => Like(piece, other) is { Count: > 0 } like ? Replace(text, piece, Mutation.Any(random, like).Of(other)) : text),
        On("element nested in itself", (text, piece, _, _) => text.Insert(piece.Inner, piece.Of(text))),
    ];

    /// <summary>A change of any element.</summary>
    public static Mutation On(string name, Func<string, Piece, string, Random, string> change) =>
        new(name, (text, other, random) => Pieces.Elements(text) is { Count: > 0 } pieces ? change(text, Mutation.Any(random, pieces), other, random) : text);

    public static string Replace(string text, Piece piece, string with) => text[..piece.Start] + with + text[piece.End..];

    private static List<Piece> Like(Piece piece, string other) => Pieces.Elements(other).FindAll(theirs => Pieces.Local(theirs.Name) == Pieces.Local(piece.Name));

    private static string Renamed(Piece piece, string text, string name) =>
        $"<{name}{text[(piece.Start + 1 + piece.Name.Length)..piece.Inner]}{(piece.IsEmpty ? "" : $"{text[piece.Inner..piece.Close]}</{name}>")}";

    private static int Place(string text, Random random) =>
        Pieces.Elements(text) is { Count: > 0 } pieces && Mutation.Any(random, pieces) is var piece ? random.Next(3) switch { 0 => piece.Start, 1 => piece.End, _ => Math.Min(piece.Inner, text.Length) } : random.Next(text.Length + 1);

    private static string Swap(string text, Piece one, string other, Random random)
    {
        var apart = Pieces.Elements(text).FindAll(two => two.Start >= one.End || two.End <= one.Start);
        if (apart.Count == 0)
        {
            return text;
        }

        var two = Mutation.Any(random, apart);
        var (first, second) = one.Start < two.Start ? (one, two) : (two, one);
        return text[..first.Start] + second.Of(text) + text[first.End..second.Start] + first.Of(text) + text[second.End..];
    }
}
