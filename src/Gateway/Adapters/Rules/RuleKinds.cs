using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.Messages.Values;

namespace Gateway.Adapters.Rules;

/// <summary>The closed list of kinds: each makes, from the nouns and the argument of a row, what is put to the test.</summary>
/// <param name="Table">The elements of the document's kind.</param>
/// <param name="Lists">A code list beside the rules by its name, <c>null</c> when there is none.</param>
internal sealed partial record RuleKinds(ElementTable Table, Func<string, CodeList?> Lists)
{
    public const string OneOf = "one-of";
    private const int LongestPattern = 200;
    private const int MostRepeats = 10_000;

    /// <summary>Check digits by their standard.</summary>
    private static readonly Dictionary<string, Func<string, bool>> CheckDigits = new()
    {
        ["iso6346"] = ContainerNumber.IsValid, ["iso11649"] = CreditorReference.IsValid,
    };

    // A row may name several nouns: its expression is compiled once.
    private readonly Dictionary<string, Regex> _patterns = [];

    public static IReadOnlyList<string> Names { get; } = ["required", "forbidden", OneOf, "pattern", "length", "values", "sum", "check-digit", "hs", "code"];

    /// <summary>The test of a noun, or what is wrong with the argument.</summary>
    public (RuleTest? Test, string Wrong) Make(string kind, NounPath noun, string argument) => kind switch
    {
        "required" => argument.Length > 0 ? (null, "it takes no argument") : (RuleTests.Required(noun), ""),
        "forbidden" => argument.Length > 0 ? (null, "it takes no argument") : (RuleTests.Forbidden(noun), ""),
        _ when kind != "sum" && noun.Element.Type == "group" => (null, $"{noun.Element.Path} holds nouns and has no value"),
        "pattern" => Pattern(noun, argument),
        "length" => Length(noun, argument),
        "values" => Values(noun, argument),
        "sum" => Sum(noun, argument),
        "check-digit" => CheckDigits.TryGetValue(argument, out var right)
            ? (RuleTests.Text(noun, (text, _) => right(text) ? null : $"'{text}'"), "")
            : (null, $"the argument is one of {string.Join(", ", CheckDigits.Keys)}"),
        "hs" => Hs(noun, argument),
        _ => Code(noun, argument),
    };

    /// <summary>The test of several nouns together.</summary>
    public static (RuleTest? Test, string Wrong) Together(IReadOnlyList<NounPath> nouns, string argument) =>
        nouns.Count < 2 || nouns.Any(noun => noun.Scope != nouns[0].Scope) ? (null, "it takes several nouns of the same group")
        : argument is not ("exactly one" or "at least one" or "at most one") ? (null, "the argument is 'exactly one', 'at least one' or 'at most one'")
        : (RuleTests.OneOf(nouns, least: argument == "at most one" ? 0 : 1, most: argument == "at least one" ? nouns.Count : 1), "");

    // Linear in the text and without backtracking; the pattern is short, its repeats are counted, and a text longer than its element is not looked at.
    private (RuleTest? Test, string Wrong) Pattern(NounPath noun, string argument)
    {
        long repeats = 1;
        foreach (var count in Counts().Matches(argument).Select(match => match.Groups[2].Length > 0 ? match.Groups[2].Value : match.Groups[1].Value))
        {
            repeats = count.Length > 5 ? long.MaxValue : Math.Min(MostRepeats + 1, repeats * Math.Max(1, int.Parse(count, CultureInfo.InvariantCulture)));
            if (repeats > MostRepeats)
            {
                return (null, $"the pattern repeats more than {MostRepeats} times");
            }
        }

        if (argument.Length is 0 or > LongestPattern)
        {
            return (null, $"the argument is a regular expression of at most {LongestPattern} characters");
        }

        try
        {
            if (!_patterns.TryGetValue(argument, out var pattern))
            {
                // By itself first: a bracket that closes ours would be another expression.
                _ = new Regex(argument, RegexOptions.NonBacktracking);
                _patterns[argument] = pattern = new Regex($@"^(?:{argument})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            }

            return (RuleTests.Text(noun, (text, _) => text.Length > 2 * noun.Element.Max || pattern.IsMatch(text) ? null : $"'{text}'"), "");
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            return (null, $"not a regular expression that can be matched without backtracking: {wrong.Message}");
        }
    }

    private static (RuleTest? Test, string Wrong) Length(NounPath noun, string argument)
    {
        var spans = argument.Split('|', StringSplitOptions.TrimEntries).Select(Span).ToList();
        return spans.Exists(span => span is null)
            ? (null, "the argument is a length, LEAST..MOST, or several with '|'")
            : (RuleTests.Text(noun, (text, _) => spans.Exists(span => Characters(text) is var length && length >= span!.Value.Least && length <= span.Value.Most) ? null : $"{Characters(text)} characters"), "");
    }

    private (RuleTest? Test, string Wrong) Values(NounPath noun, string argument)
    {
        var allowed = argument.Split('|', StringSplitOptions.TrimEntries);
        var never = allowed.FirstOrDefault(value => value.Length == 0 || Shape.Check(new Tree(Table.Kind).Set(noun.Element.Path, value), Table, "").Count > 0);
        return never is not null
            ? (null, $"{noun.Element.Path} is never '{never}'")
            : (RuleTests.Text(noun, (text, _) => allowed.Contains(text) ? null : $"'{text}' is none of {string.Join(", ", allowed)}"), "");
    }

    private (RuleTest? Test, string Wrong) Sum(NounPath noun, string argument)
    {
        decimal within = 0;
        var words = argument.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var part = words.Length is 1 or 3 ? NounPath.Of(Table, words[0]) : null;
        return part is null || (words.Length == 3 && (words[1] != "within" || !Lexical.TryDecimal(words[2], out within) || within <= 0)) ? (null, "the argument is NOUN or NOUN within AMOUNT")
            : !noun.IsAround(part) ? (null, $"{part.Element.Path} does not repeat below the group of {noun.Element.Path}")
            : noun.Element.Type is not ("decimal" or "integer") || part.Element.Type is not ("decimal" or "integer") ? (null, "a sum is of numbers")
            : (RuleTests.Sum(noun, part, within), "");
    }

    private (RuleTest? Test, string Wrong) Hs(NounPath noun, string argument)
    {
        var words = argument.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var lengths = words.Length is 1 or 2 ? words[0].Split('|').Select(Span).ToList() : [null];
        var list = words.Length == 2 ? Lists(words[1]) : null;
        return lengths.Exists(length => length is null) ? (null, "the argument is DIGITS or DIGITS LIST, several with '|'")
            : words.Length == 2 && list is null ? (null, $"there is no code list '{words[1]}'")
            : (RuleTests.Text(noun, (text, day) => !Lexical.AllDigits(text) || !lengths.Exists(length => text.Length >= length!.Value.Least && text.Length <= length.Value.Most) ? $"'{text}'"
                : list is not null && !list.On(day).Any(row => row.Theirs == text) ? list.Refuse(text, day).Message
                : null), "");
    }

    private (RuleTest? Test, string Wrong) Code(NounPath noun, string argument) => Lists(argument) is not { } list
        ? (null, $"there is no code list '{argument}'")
        : list.Columns.Length != 1
        ? (null, $"code list {argument} has several columns of ours; a rule looks at one")
        : (RuleTests.Text(noun, (text, day) => list.Write([text], day) is { Refused: true, Code: not "CODE-AMBIGUOUS" } refused ? refused.Message : null), "");

    private static (int Least, int Most)? Span(string text)
    {
        var ends = text.Split("..");
        return ends.Length <= 2 && Array.TrueForAll(ends, end => end.Length <= 5 && Lexical.AllDigits(end)) && int.Parse(ends[0], CultureInfo.InvariantCulture) is var least
            && int.Parse(ends[^1], CultureInfo.InvariantCulture) is var most && least <= most
            ? (least, most)
            : null;
    }

    // As people count them: in code points.
    private static int Characters(string text) => text.EnumerateRunes().Count();

    [GeneratedRegex(@"\{(\d+)(?:,(\d*))?\}")]
    private static partial Regex Counts();
}
