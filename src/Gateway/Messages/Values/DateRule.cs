using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Gateway.Messages.Values;

/// <summary>Dates and times by an explicit format and a fixed offset; nothing is guessed from the text.</summary>
internal static class DateRule
{
    private static readonly string[] Tokens = ["yyyy", "yy", "MM", "dd", "HH", "mm", "ss", "fff", "zzz", "zz"];
    private static readonly ConcurrentDictionary<string, string> Compiled = new();

    public static bool HasOffset(string format) => format.Contains("zzz", StringComparison.Ordinal);

    public static RuleAnswer Read(string text, string format, TimeSpan? zone)
    {
        var value = text.Trim();
        if (value.Length == 0)
        {
            return RuleAnswer.Of(null);
        }

        if (HasOffset(format))
        {
            return DateTimeOffset.TryParseExact(value, Exact(format), CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
                ? RuleAnswer.Of(Canonical(moment))
                : Refuse(text, format);
        }

        if (!DateTime.TryParseExact(value, Exact(format), CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return Refuse(text, format);
        }

        return zone is { } offset
            ? At(day, offset, text, format)
            : RuleAnswer.Of(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    public static RuleAnswer Write(string text, string format, TimeSpan? zone)
    {
        if (zone is null && !HasOffset(format))
        {
            return TryDate(text, out var day)
                ? RuleAnswer.Of(day.ToString(Exact(format), CultureInfo.InvariantCulture))
                : RuleAnswer.Refuse("VALUE-DATE", $"'{Clip(text)}' is not a date yyyy-MM-dd");
        }

        return TryMoment(text, out var moment) && TryShift(moment, zone ?? moment.Offset, out var shifted)
            ? RuleAnswer.Of(shifted.ToString(Exact(format), CultureInfo.InvariantCulture))
            : RuleAnswer.Refuse("VALUE-DATE", $"'{Clip(text)}' is not a date and time with offset");
    }

    public static RuleAnswer ReadTime(string text, string format)
    {
        var value = text.Trim();
        return value.Length == 0 ? RuleAnswer.Of(null)
            : TimeOnly.TryParseExact(value, Exact(format), CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? RuleAnswer.Of(time.ToString("HH:mm:ss", CultureInfo.InvariantCulture))
            : RuleAnswer.Refuse("VALUE-TIME", $"'{Clip(text)}' is not a time {format}");
    }

    public static RuleAnswer WriteTime(string text, string format) =>
        TimeOnly.TryParseExact(text, "HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? RuleAnswer.Of(time.ToString(Exact(format), CultureInfo.InvariantCulture))
            : RuleAnswer.Refuse("VALUE-TIME", $"'{Clip(text)}' is not a time HH:mm:ss");

    /// <summary>Two items, one moment; a blank time is midnight.</summary>
    public static RuleAnswer ReadPair(string date, string time, string dateFormat, string timeFormat, TimeSpan zone)
    {
        if (date.Trim().Length == 0)
        {
            return time.Trim().Length == 0 ? RuleAnswer.Of(null) : RuleAnswer.Refuse("VALUE-DATE", "a time without its date");
        }

        var clock = time.Trim();
        return clock.Length == 0
            ? Read(date, dateFormat, zone)
            : Read($"{date.Trim()} {clock}", $"{dateFormat} {timeFormat}", zone);
    }

    public static bool TryDate(string text, out DateOnly day) => PlainDigits.TryDay(text, out day);

    /// <summary>A canonical date and time: seconds or finer, always with its offset.</summary>
    public static bool TryMoment(string text, out DateTimeOffset moment)
    {
        if (PlainDigits.TryMoment(text, out moment))
        {
            return true;
        }

        return (text.EndsWith('Z') || (text.Length > 6 && text[^3] == ':' && text[^6] is '+' or '-'))
            && DateTimeOffset.TryParseExact(
                text,
                ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"],
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out moment);
    }

    public static bool TryZone(string text, out TimeSpan zone)
    {
        zone = default;
        return text == "Z"
            || (text.Length == 6
                && text[0] is '+' or '-'
                && TimeSpan.TryParseExact(text[1..], "hh\\:mm", CultureInfo.InvariantCulture, text[0] == '-' ? TimeSpanStyles.AssumeNegative : TimeSpanStyles.None, out zone)
                && zone.Duration() <= TimeSpan.FromHours(14));
    }

    private static RuleAnswer At(DateTime day, TimeSpan zone, string text, string format)
    {
        var ticks = day.Ticks - zone.Ticks;
        return ticks >= DateTime.MinValue.Ticks && ticks <= DateTime.MaxValue.Ticks
            ? RuleAnswer.Of(Canonical(new DateTimeOffset(day, zone)))
            : Refuse(text, format);
    }

    private static bool TryShift(DateTimeOffset moment, TimeSpan zone, out DateTimeOffset shifted)
    {
        var ticks = moment.UtcTicks + zone.Ticks;
        var inside = ticks >= DateTime.MinValue.Ticks && ticks <= DateTime.MaxValue.Ticks;
        shifted = inside ? moment.ToOffset(zone) : default;
        return inside;
    }

    private static string Canonical(DateTimeOffset moment) => moment.ToString(
        moment.Millisecond == 0 ? "yyyy-MM-dd'T'HH:mm:sszzz" : "yyyy-MM-dd'T'HH:mm:ss.fffzzz",
        CultureInfo.InvariantCulture);

    /// <summary>The .NET format: known tokens as they are, every other character a literal.</summary>
    internal static string Exact(string format) => Compiled.GetOrAdd(format, static text =>
    {
        var exact = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            var token = Array.Find(Tokens, candidate => string.CompareOrdinal(text, at, candidate, 0, candidate.Length) == 0);
            exact.Append(token ?? "\\" + text[at]);
            at += token?.Length ?? 1;
        }

        return exact.ToString();
    });

    private static RuleAnswer Refuse(string text, string format) =>
        RuleAnswer.Refuse("VALUE-DATE", $"'{Clip(text)}' is not a date {format}");

    private static string Clip(string text) => Lexical.Start(text, 40);
}
