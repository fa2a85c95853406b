namespace Gateway.Messages.Values;

/// <summary>true and false in a partner's words; <c>-</c> stands for absent.</summary>
internal static class FlagRule
{
    public static RuleAnswer Read(string text, string yes, string no)
    {
        var word = text.Trim();
        if (word.Length == 0)
        {
            return RuleAnswer.Of(null);
        }

        return word == yes ? RuleAnswer.Of("true")
            : word == no ? RuleAnswer.Of("false")
            : RuleAnswer.Refuse("VALUE-FLAG", $"'{Lexical.Start(word, 40)}' is neither '{yes}' nor '{no}'");
    }

    /// <summary>What an absent value means: the side written as <c>-</c>, if one is.</summary>
    public static string? WhenAbsent(string yes, string no) => yes == "-" ? "true" : no == "-" ? "false" : null;

    public static RuleAnswer Write(string text, string yes, string no) => text switch
    {
        "true" => RuleAnswer.Of(yes == "-" ? null : yes),
        "false" => RuleAnswer.Of(no == "-" ? null : no),
        _ => RuleAnswer.Refuse("VALUE-FLAG", "a flag is true or false"),
    };
}
