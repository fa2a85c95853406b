using System.Globalization;

namespace Gateway.Messages.Values;

/// <summary>The two forms of a day that stand in nearly every message, told by their digits: <c>2026-11-27</c> and <c>20261127</c>.</summary>
internal static class PlainDigits
{
    /// <summary>A day <c>yyyy-MM-dd</c>.</summary>
    public static bool TryDay(ReadOnlySpan<char> text, out DateOnly day)
    {
        day = default;
        return text.Length == 10 && text[4] == '-' && text[7] == '-' && TryDay(text[..4], text[5..7], text[8..], out day);
    }

    /// <summary>A moment <c>yyyy-MM-ddTHH:mm:ss</c> with <c>Z</c> or an offset; finer ones are not told here.</summary>
    public static bool TryMoment(ReadOnlySpan<char> text, out DateTimeOffset moment)
    {
        moment = default;
        if (text.Length is not (20 or 25) || text[10] != 'T' || !TryDay(text[..10], out var day)
            || text[13] != ':' || text[16] != ':'
            || !TryNumber(text[11..13], out var hour) || !TryNumber(text[14..16], out var minute) || !TryNumber(text[17..19], out var second)
            || hour > 23 || minute > 59 || second > 59
            || !TryOffset(text[19..], out var offset))
        {
            return false;
        }

        var local = day.ToDateTime(new TimeOnly(hour, minute, second));
        var ticks = local.Ticks - offset.Ticks;
        var inside = ticks >= DateTime.MinValue.Ticks && ticks <= DateTime.MaxValue.Ticks;
        moment = inside ? new DateTimeOffset(local, offset) : default;
        return inside;
    }

    /// <summary><c>yyyyMMdd</c> as <c>yyyy-MM-dd</c>; <c>null</c> when it is no day in that form.</summary>
    public static string? Spread(string text) =>
        text.Length == 8 && TryDay(text.AsSpan(0, 4), text.AsSpan(4, 2), text.AsSpan(6), out _)
            ? string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, 4)}-{text.AsSpan(4, 2)}-{text.AsSpan(6)}")
            : null;

    /// <summary><c>yyyy-MM-dd</c> as <c>yyyyMMdd</c>; <c>null</c> when it is no day in that form.</summary>
    public static string? Close(string text) =>
        TryDay(text, out _) ? string.Concat(text.AsSpan(0, 4), text.AsSpan(5, 2), text.AsSpan(8)) : null;

    private static bool TryDay(ReadOnlySpan<char> years, ReadOnlySpan<char> months, ReadOnlySpan<char> days, out DateOnly day)
    {
        day = default;
        if (!TryNumber(years, out var year) || !TryNumber(months, out var month) || !TryNumber(days, out var number)
            || year == 0 || month is 0 or > 12 || number == 0 || number > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        day = new DateOnly(year, month, number);
        return true;
    }

    private static bool TryOffset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = default;
        if (text is "Z")
        {
            return true;
        }

        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':' || !TryNumber(text[1..3], out var hours) || !TryNumber(text[4..], out var minutes)
            || minutes > 59 || (hours * 60) + minutes > 14 * 60)
        {
            return false;
        }

        offset = TimeSpan.FromMinutes(((hours * 60) + minutes) * (text[0] == '-' ? -1 : 1));
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }

            number = (number * 10) + (digit - '0');
        }

        return true;
    }
}
