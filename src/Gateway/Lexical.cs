using System.Globalization;

namespace Gateway;

/// <summary>The leaf texts of canonical documents: one exact form each, the same in every kind.</summary>
public static class Lexical
{
    /// <summary>The text with half characters and NUL replaced by U+FFFD: what every store and format can hold.</summary>
    public static string WellFormed(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') < 0 && !text.Contains('\0', StringComparison.Ordinal))
        {
            return text;
        }

        var clean = new System.Text.StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            clean.Append(rune.Value == 0 ? System.Text.Rune.ReplacementChar : rune);
        }

        return clean.ToString();
    }

    /// <summary>The first characters of a text, never half a one.</summary>
    public static string Start(string text, int length)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }

    /// <summary>No decimal of a canonical document has more characters; below it a sum over any document fits a <see cref="decimal"/>.</summary>
    public const int DecimalLength = 20;

    /// <summary>Digits with at most one point between digits and at most one leading minus; nothing is rounded.</summary>
    public static bool TryDecimal(string? text, out decimal value)
    {
        value = 0;
        if (string.IsNullOrEmpty(text) || text.Length > DecimalLength)
        {
            return false;
        }

        var digits = text[0] == '-' ? text.AsSpan(1) : text.AsSpan();
        var point = digits.IndexOf('.');
        var whole = point < 0 ? digits : digits[..point];
        var rest = point < 0 ? "0" : digits[(point + 1)..];
        return AllDigits(whole) && AllDigits(rest)
            && decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>A day of the calendar as <c>yyyy-MM-dd</c>.</summary>
    public static bool TryDate(string? text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    /// <summary>An instant with its offset, <c>yyyy-MM-ddTHH:mm:ss+07:00</c> or <c>Z</c>.</summary>
    public static bool TryInstant(string? text, out DateTimeOffset instant)
    {
        instant = default;
        return text is not null && text.Length is 20 or 25
            && DateTimeOffset.TryParseExact(
                text, ["yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss'Z'"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant);
    }

    /// <summary>The day a date or an instant names, by the text's own offset.</summary>
    public static bool TryDay(string? text, out DateOnly day)
    {
        if (TryDate(text, out day))
        {
            return true;
        }

        var read = TryInstant(text, out var instant);
        day = read ? DateOnly.FromDateTime(instant.DateTime) : default;
        return read;
    }

    /// <summary>Decimal places that say something: trailing zeros do not count.</summary>
    public static int Places(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? 0 : text[(point + 1)..].TrimEnd('0').Length;
    }

    /// <summary>The text of a date.</summary>
    public static string ToText(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>At least one character, all of them 0 to 9.</summary>
    public static bool AllDigits(ReadOnlySpan<char> text) => text.Length > 0 && !text.ContainsAnyExceptInRange('0', '9');
}
