using System.Globalization;

namespace Gateway.Messages.Values;

/// <summary>
/// A day or a moment in one of several formats, each of which says how much is known: the day alone, the time in UTC (a final <c>Z</c>), the
/// time with its offset (<c>zz</c> or <c>zzz</c>). The canonical text keeps that difference, so the same format is written again.
/// </summary>
internal static class MomentRule
{
    // The first format of nearly every date element, told without a parser.
    private const string Day = "yyyyMMdd|";

    public static RuleAnswer Read(string text, string formats)
    {
        var value = text.Trim();
        if (value.Length == 0)
        {
            return RuleAnswer.Of(null);
        }

        if (formats.StartsWith(Day, StringComparison.Ordinal) && PlainDigits.Spread(value) is { } day)
        {
            return RuleAnswer.Of(day);
        }

        foreach (var format in formats.Split('|'))
        {
            if (DateTimeOffset.TryParseExact(value, DateRule.Exact(format), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
            {
                return RuleAnswer.Of(moment.ToString(Canonical(format), CultureInfo.InvariantCulture));
            }
        }

        return RuleAnswer.Refuse("VALUE-DATE", $"'{LexicalTypes.Clip(text)}' is not a date {formats.Replace("|", ", ", StringComparison.Ordinal)}");
    }

    public static RuleAnswer Write(string text, string formats)
    {
        if (formats.StartsWith(Day, StringComparison.Ordinal) && PlainDigits.Close(text) is { } day)
        {
            return RuleAnswer.Of(day);
        }

        var wanted = DateRule.TryDate(text, out _) ? "yyyy-MM-dd" : text.EndsWith('Z') ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:sszzz";
        var format = Array.Find(formats.Split('|'), each => Canonical(each) == wanted);
        return format is not null
            && DateTimeOffset.TryParseExact(text, wanted, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            && (!format.EndsWith("zz", StringComparison.Ordinal) || format.EndsWith("zzz", StringComparison.Ordinal) || moment.Offset.Minutes == 0)
            ? RuleAnswer.Of(moment.ToString(DateRule.Exact(format), CultureInfo.InvariantCulture))
            : RuleAnswer.Refuse("VALUE-DATE", $"'{LexicalTypes.Clip(text)}' cannot be written as {formats.Replace("|", ", ", StringComparison.Ordinal)}");
    }

    private static string Canonical(string format) =>
        !format.Contains("HH", StringComparison.Ordinal) ? "yyyy-MM-dd"
        : format.EndsWith('Z') ? "yyyy-MM-dd'T'HH:mm:ss'Z'"
        : "yyyy-MM-dd'T'HH:mm:sszzz";
}
