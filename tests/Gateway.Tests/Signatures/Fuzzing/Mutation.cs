using System.Text;

namespace Gateway.Tests.Signatures.Fuzzing;

/// <summary>One way to change a text (a byte a letter); <c>Other</c> is a document to take things from.</summary>
internal sealed record Mutation(string Name, Func<string, string, Random, string> Apply)
{
    private const int Longest = 60_000;
    private const int MostTries = 10;

    public static IReadOnlyList<Mutation> All { get; } = [.. Noise.All, .. Surgery.All, .. Naming.All, .. Insertion.All, .. Grammar.All, .. Splicing.All, .. Spelling.All];

    /// <summary>
    /// Changes a document: a quarter of the cases is only spelled in another way, so that there is something to accept; an eighth is damaged after that; the others suffer up to three changes of any kind.
    /// </summary>
    public static (byte[] Bytes, string Story) Of(Specimen specimen, Random random)
    {
        var pool = specimen.Profile.Id;
        var others = Specimen.Honest.Where(other => other.Profile.Id == pool).ToList();
        var mode = random.Next(8);
        var before = Encoding.Latin1.GetString(specimen.Bytes);
        var (text, story) = (before, new List<string>());
        for (var (times, tries) = (random.Next(1, 4), 0); times > 0 || (text == before && tries < MostTries); times--, tries++)
        {
            var source = random.Next(4) == 0 || others.Count == 0 ? Specimen.Honest : others;
            var from = mode < 2 || (mode == 2 && times > 1) ? Spelling.All : mode == 3 ? Grammar.All : All;
            var mutation = from[random.Next(from.Count)];
            var changed = mutation.Apply(text, Encoding.Latin1.GetString(source[random.Next(source.Count)].Bytes), random);
            (text, story) = changed.Length > Longest ? (text, story) : (changed, [.. story, mutation.Name]);
        }

        return (Encoding.Latin1.GetBytes(text), string.Join(", ", story));
    }

    public static T Any<T>(Random random, IReadOnlyList<T> list) => list[random.Next(list.Count)];
}

/// <summary>Bytes that change, go, come and change places, with no idea of what they mean.</summary>
internal static class Noise
{
    private const string Marks = " \n\t\r<>&\"'/=x0;#[]!-";

    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("bit turned", (text, _, random) => At(text, random, (at, letter) => text[..at] + (char)(letter ^ (1 << random.Next(8))) + text[(at + 1)..])),
        new("byte replaced", (text, _, random) => At(text, random, (at, _) => text[..at] + (char)random.Next(256) + text[(at + 1)..])),
        new("byte dropped", (text, _, random) => At(text, random, (at, _) => text.Remove(at, 1))),
        new("mark inserted", (text, _, random) => At(text, random, (at, _) => text.Insert(at, Marks[random.Next(Marks.Length)].ToString()))),
        new("stretch doubled", (text, _, random) => At(text, random, (at, _) => text.Insert(random.Next(text.Length), text.Substring(at, Math.Min(random.Next(1, 60), text.Length - at))))),
        new("stretch dropped", (text, _, random) => At(text, random, (at, _) => text.Remove(at, Math.Min(random.Next(1, 60), text.Length - at)))),
        new("wrong UTF-8", (text, _, random) => At(text, random, (at, _) => text.Insert(at, Mutation.Any(random, (string[])["\xC0\xBC", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE2\x82", "\xFF", "\0", "\xEF\xBF\xBE"])))),
        new("truncated", (text, _, random) => At(text, random, (at, _) => text[..at])),
    ];

    private static string At(string text, Random random, Func<int, char, string> change)
    {
        var at = random.Next(Math.Max(1, text.Length));
        return text.Length == 0 ? text : change(at, text[at]);
    }
}

/// <summary>Two documents made into one.</summary>
internal static class Splicing
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("head and tail", (text, other, random) => text[..random.Next(text.Length + 1)] + other[random.Next(other.Length + 1)..]),
        new("head and tail at one place", (text, other, random) => random.Next(Math.Min(text.Length, other.Length) + 1) is var at ? text[..at] + other[at..] : text),
        new("cut at elements", (text, other, random) => (Pieces.Elements(text), Pieces.Elements(other)) is ({ Count: > 0 } mine, { Count: > 0 } theirs)
            ? text[..Mutation.Any(random, mine).Start] + other[Mutation.Any(random, theirs).Start..] : text),
        new("one behind the other", (text, other, _) => text + other),
        new("one inside the other", (text, other, random) => Pieces.Elements(text) is { Count: > 0 } mine ? text.Insert(Mutation.Any(random, mine).Start, other) : text),
    ];
}
