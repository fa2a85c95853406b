namespace Gateway.Messages.Values;

internal enum RuleKind
{
    Text,
    Code,
    Date,
    Time,
    DateAndTime,
    Number,
    Money,
    Flag,
    Token,
    Count,
    Moment,
    Form,
}

/// <summary>The value rule of one map line. One definition reads and writes, so that the two cannot drift apart.</summary>
/// <param name="Kind">Which rule.</param>
/// <param name="First">Format (several parted by <c>|</c>), list name, currency, word for true, code for a date.</param>
/// <param name="Second">Time format of <c>date+time</c>, word for false, or code for a date with its time.</param>
/// <param name="Zone">Fixed offset; <c>null</c> where the noun is a plain date.</param>
/// <param name="Codes">The code list.</param>
internal sealed record ValueRule(RuleKind Kind, string First = "", string Second = "", TimeSpan? Zone = null, CodeList? Codes = null)
{
    public static ValueRule Plain { get; } = new(RuleKind.Text);

    /// <summary>Money of a currency named in the map itself rather than in the document.</summary>
    public bool HasCurrencyCode => Kind == RuleKind.Money && First.Length == 3 && First.All(char.IsAsciiLetterUpper);

    /// <summary>Their text to ours. Codes and date with time have two sides and are handled where the nouns are.</summary>
    public RuleAnswer Read(string text) => Kind switch
    {
        RuleKind.Date => DateRule.Read(text, First, Zone),
        RuleKind.Time => DateRule.ReadTime(text, First),
        RuleKind.Number or RuleKind.Money => NumberRule.Read(text),
        RuleKind.Flag => FlagRule.Read(text, First, Second),
        RuleKind.Token => RuleAnswer.Of(LexicalTypes.Collapse(text) is { Length: > 0 } token ? token : null),
        RuleKind.Moment => MomentRule.Read(text, First),
        RuleKind.Count => NumberRule.ReadCount(text),
        _ => RuleAnswer.Of(text),
    };

    /// <summary>Our text to theirs.</summary>
    public RuleAnswer Write(string text) => Kind switch
    {
        RuleKind.Date => DateRule.Write(text, First, Zone),
        RuleKind.Time => DateRule.WriteTime(text, First),
        RuleKind.Number or RuleKind.Money or RuleKind.Count => NumberRule.Write(text),
        RuleKind.Flag => FlagRule.Write(text, First, Second),
        RuleKind.Moment => MomentRule.Write(text, First),
        RuleKind.Form => RuleAnswer.Of(text.Contains('T', StringComparison.Ordinal) ? Second : First),
        _ => PlainText.TryCompose(text, out var composed) ? RuleAnswer.Of(composed) : RuleAnswer.Refuse("TXT-ENCODING", "not Unicode text"),
    };

    /// <summary>Whether a text that was read as it stands is written so too; what is not known to be is written and compared.</summary>
    public bool WritesAsRead(string text) => Kind switch
    {
        RuleKind.Number or RuleKind.Money or RuleKind.Count => true,
        RuleKind.Text or RuleKind.Token => System.Text.Ascii.IsValid(text),
        _ => false,
    };

    /// <summary>Types of noun this rule can fill; <c>null</c> when any.</summary>
    public string[]? NounTypes => Kind switch
    {
        RuleKind.Date when Zone is null && !DateRule.HasOffset(First) => ["date", "moment", "text"],
        RuleKind.Date or RuleKind.DateAndTime => ["datetime", "moment", "text"],
        RuleKind.Moment => ["moment"],
        RuleKind.Form => ["date", "datetime", "moment"],
        RuleKind.Time => ["text", "code"],
        RuleKind.Number => ["integer", "decimal", "digits"],
        RuleKind.Money => ["decimal", "integer"],
        RuleKind.Count => ["integer"],
        RuleKind.Flag => ["flag"],
        _ => null,
    };
}
