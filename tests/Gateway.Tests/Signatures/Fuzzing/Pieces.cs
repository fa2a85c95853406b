using System.Text;
using System.Text.RegularExpressions;

namespace Gateway.Tests.Signatures.Fuzzing;

/// <summary>An element of a text: where its tag begins and ends, where its end tag begins and ends.</summary>
internal readonly record struct Piece(string Name, int Start, int Inner, int Close, int End)
{
    public bool IsEmpty => Inner == End;

    public string Of(string text) => text[Start..End];
}

/// <summary>Elements and attributes of a text that need not be well-formed: where it is not, there are fewer.</summary>
internal static partial class Pieces
{
    /// <summary>All elements that are closed, inner ones first.</summary>
    public static List<Piece> Elements(string text)
    {
        var (pieces, open) = (new List<Piece>(), new Stack<(string Name, int Start, int Inner)>());
        foreach (Match tag in Tag().Matches(text))
        {
            var (name, end) = (tag.Groups["name"].Value, tag.Index + tag.Length);
            if (tag.Value[1] != '/' && tag.Value[^2] == '/')
            {
                pieces.Add(new Piece(name, tag.Index, end, end, end));
            }
            else if (tag.Value[1] != '/')
            {
                open.Push((name, tag.Index, end));
            }
            else if (open.TryPeek(out var start) && start.Name == name)
            {
                _ = open.Pop();
                pieces.Add(new Piece(name, start.Start, start.Inner, tag.Index, end));
            }
        }

        return pieces;
    }

    /// <summary>Where the attributes of an element stand, with the white space before each.</summary>
    public static List<(int Start, int End)> Attributes(string text, Piece piece) =>
        [.. Attribute().Matches(text[piece.Start..piece.Inner]).Select(found => (piece.Start + found.Index, piece.Start + found.Index + found.Length))];

    /// <summary>The name of an element without its prefix.</summary>
    public static string Local(string name) => name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..];

    /// <summary>Letters as the bytes they are in UTF-8.</summary>
    public static string Encoded(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    [GeneratedRegex("""</?(?<name>[A-Za-z_][\w.:-]*)(?>[^<>"']+|"[^"]*"|'[^']*')*>""", RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex Tag();

    [GeneratedRegex("""\s+[A-Za-z_][\w.:-]*\s*=\s*("[^"]*"|'[^']*')""", RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex Attribute();
}
