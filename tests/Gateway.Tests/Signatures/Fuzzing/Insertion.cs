namespace Gateway.Tests.Signatures.Fuzzing;

/// <summary>Comments, sections, instructions, entities and document types, at any place.</summary>
internal static class Insertion
{
    private static readonly string[] Marks =
    [
        "<!---->", "<!-- x -->", "<?x?>", "<?x y?>", "<![CDATA[]]>", "<![CDATA[x]]>", "<![CDATA[<e/>]]>", "&#32;", "&#x9;", "&#13;", "&#10;", "&e;", "&lt;", "&amp;", "&apos;", "&#0;", "&#xD800;",
        " ", "\n", "\r\n", "\r", "x", Pieces.Encoded("\u200B"), Pieces.Encoded("\uFEFF"), Pieces.Encoded("\u2028"), Pieces.Encoded("\u0085"), Pieces.Encoded("e\u0301"), "<e/>", "<e xmlns=\"urn:e\"/>", "]]>", "<", ">",
    ];

    private static readonly string[] Types =
    [
        "<!DOCTYPE Customs>", "<!DOCTYPE x [<!ENTITY e \"1000\">]>", "<!DOCTYPE x [<!ATTLIST Data Id ID #IMPLIED>]>", "<!DOCTYPE x [<!ATTLIST Document Id ID #IMPLIED c CDATA \"1\">]>",
        "<!DOCTYPE x [<!ENTITY % p \"\">%p;]>", "<!DOCTYPE x SYSTEM \"x.dtd\">",
    ];

    public static IReadOnlyList<Mutation> All { get; } =
    [
        Surgery.On("mark inside", (text, piece, _, random) => text.Insert(piece.Inner, Mutation.Any(random, Marks))),
        Surgery.On("mark before the end", (text, piece, _, random) => text.Insert(piece.Close, Mutation.Any(random, Marks))),
        Surgery.On("mark beside", (text, piece, _, random) => text.Insert(random.Next(2) == 0 ? piece.Start : piece.End, Mutation.Any(random, Marks))),
        Surgery.On("mark in the text", (text, piece, _, random) => text.Insert(random.Next(piece.Inner, Math.Max(piece.Inner, piece.Close) + 1), Mutation.Any(random, Marks))),
        Surgery.On("text in a section", (text, piece, _, _) => piece.IsEmpty || text[piece.Inner..piece.Close].Contains('<', StringComparison.Ordinal) ? text : text.Insert(piece.Close, "]]>").Insert(piece.Inner, "<![CDATA[")),
        Surgery.On("element in a comment", (text, piece, _, _) => Surgery.Replace(text, piece, $"<!--{piece.Of(text)}-->")),
        new("document type", (text, _, random) => Mutation.Any(random, Types) + (random.Next(2) == 0 ? text : text.Replace(">1000<", ">&e;<", StringComparison.Ordinal))),
        new("something before", (text, _, random) => Mutation.Any(random, Marks) + text),
        new("something behind", (text, _, random) => text + Mutation.Any(random, Marks)),
        new("declared otherwise", (text, _, random) => Mutation.Any(random, (string[])["<?xml version=\"1.1\"?>", "<?xml version=\"1.0\" encoding=\"latin1\"?>", "<?xml version=\"1.0\" encoding=\"utf-16\"?>", "<?xml version=\"1.0\" standalone=\"maybe\"?>", "<?xml?>"]) + text),
    ];
}
