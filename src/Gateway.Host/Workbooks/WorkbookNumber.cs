using System.Globalization;

namespace Gateway.Host.Workbooks;

/// <summary>Numbers and dates of a workbook from their text, digit for digit: nothing passes through a binary fraction.</summary>
internal static class WorkbookNumber
{
    /// <summary>Digits a spreadsheet program calculates with; what it stores beyond them is the noise of its binary numbers.</summary>
    public const int Digits = 15;

    private const int MostZeros = 30;

    /// <summary>
    /// The plain decimal a person sees. Programs store 4.35 as 4.3499999999999996: more than fifteen digits are rounded to fifteen.
    /// <c>null</c> when it is no number, or one beyond any quantity or amount.
    /// </summary>
    public static string? Plain(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!Parts(text, out var negative, out var digits, out var point))
        {
            return null;
        }

        if (digits.Length > Digits)
        {
            digits = Round(digits, ref point);
        }

        digits = point < 0 ? new string('0', -point) + digits : digits.PadRight(point, '0');
        point = Math.Max(point, 0);
        var (whole, fraction) = (digits[..point], digits[point..]);
        return (negative ? "-" : "") + (whole.Length == 0 ? "0" : whole) + (fraction.Length == 0 ? "" : "." + fraction);
    }

    /// <summary>How many digits a number really has; more than <see cref="Digits"/> may have lost some.</summary>
    public static int Significant(string plain)
    {
        ArgumentNullException.ThrowIfNull(plain);
        return plain.Where(char.IsAsciiDigit).SkipWhile(digit => digit == '0').Count();
    }

    /// <summary>The moment of a serial day number; <c>null</c> outside 1 March 1900 (before it the calendars of the programs differ) to 9999.</summary>
    public static DateTime? Moment(string text, bool from1904)
    {
        if (Plain(text) is not { } plain || !decimal.TryParse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var serial))
        {
            return null;
        }

        serial += from1904 ? 1_462 : 0;
        return serial is < 61 or >= 2_958_466 ? null : new DateTime(1899, 12, 30).AddDays((int)serial).AddSeconds((int)decimal.Round((serial - decimal.Truncate(serial)) * 86_400));
    }

    /// <summary>Digits without leading zeros, and where among them the point stands.</summary>
    private static bool Parts(string text, out bool negative, out string digits, out int point)
    {
        negative = text.StartsWith('-');
        (digits, point) = ("", 0);
        var mantissa = negative ? text[1..] : text;
        var e = mantissa.IndexOfAny(['e', 'E']);
        var exponent = 0;
        if (e >= 0)
        {
            if (!int.TryParse(mantissa[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
            {
                return false;
            }

            mantissa = mantissa[..e];
        }

        var dot = mantissa.IndexOf('.', StringComparison.Ordinal);
        var all = dot < 0 ? mantissa : mantissa.Remove(dot, 1);
        if (all.Length is 0 or > 400 || !all.All(char.IsAsciiDigit) || Math.Abs(exponent) > 400)
        {
            return false;
        }

        digits = all.TrimStart('0');
        point = (dot < 0 ? mantissa.Length : dot) - (all.Length - digits.Length) + exponent;
        if (digits.Length == 0)
        {
            // Zero keeps the decimals it was written with.
            (digits, point) = (new string('0', Math.Min(all.Length, MostZeros)), dot < 0 ? Math.Min(all.Length, MostZeros) : Math.Min(dot, MostZeros));
            (digits, point) = point > 1 ? (digits[(point - 1)..], 1) : (digits, point);
        }

        return Math.Abs(point) <= MostZeros;
    }

    private static string Round(string digits, ref int point)
    {
        var kept = digits[..Digits].ToCharArray();
        var at = digits[Digits] >= '5' ? Digits - 1 : -1;
        while (at >= 0 && kept[at] == '9')
        {
            kept[at--] = '0';
        }

        var carried = at < 0 && digits[Digits] >= '5';
        if (at >= 0)
        {
            kept[at]++;
        }

        point += carried ? 1 : 0;
        var text = (carried ? "1" : "") + new string(kept);
        var needed = Math.Max(point, 1);
        while (text.Length > needed && text[^1] == '0')
        {
            text = text[..^1];
        }

        return text;
    }
}
