namespace Gateway.Adapters.Rules;

/// <summary>One part of a rule's condition: <c>NOUN present</c>, <c>NOUN absent</c>, <c>NOUN is A|B</c> or <c>NOUN is not A|B</c>.</summary>
/// <param name="Noun">The noun it asks.</param>
/// <param name="Word">present, absent, is, is not.</param>
/// <param name="Values">The values of <c>is</c> and <c>is not</c>.</param>
internal sealed record RuleCondition(NounPath Noun, string Word, IReadOnlyList<string> Values)
{
    /// <summary>Something must stand there for it to hold.</summary>
    public bool AsksPresence => Word != "absent";

    /// <summary>Whether it holds. An absent noun <c>is</c> nothing and <c>is not</c> nothing.</summary>
    public bool HoldsAt(RulePlace place)
    {
        var node = Noun.First(place);
        return Word switch
        {
            "present" => node is not null,
            "absent" => node is null,
            "is" => node?.Text is { } text && Values.Contains(text),
            _ => node?.Text is { } text && !Values.Contains(text),
        };
    }

    /// <summary>The condition, or why it is none.</summary>
    public static (RuleCondition? Condition, string Wrong) Parse(string text, ElementTable table)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (word, at) = words switch
        {
            [_, "present" or "absent"] => (words[1], 2),
            [_, "is", "not", _, ..] => ("is not", 3),
            [_, "is", not "not", ..] => ("is", 2),
            _ => ("", 0),
        };
        if (word.Length == 0)
        {
            return (null, $"'{text}' is not 'NOUN present', 'NOUN absent', 'NOUN is VALUE|VALUE' or 'NOUN is not VALUE|VALUE'");
        }

        string[] values = at == words.Length ? [] : string.Join(' ', words[at..]).Split('|', StringSplitOptions.TrimEntries);
        return NounPath.Of(table, words[0]) is not { } noun ? (null, $"'{words[0]}' is not a noun of {table.Kind}")
            : values.Length > 0 && noun.Element.Type == "group" ? (null, $"'{words[0]}' holds nouns and has no value")
            : values.Contains("") ? (null, $"'{text}' names an empty value")
            : (new RuleCondition(noun, word, values), "");
    }
}
