namespace Gateway.Messages.Values;

/// <summary>Lexical decimals: their scale is kept, nothing is ever computed in floating point.</summary>
internal static class NumberRule
{
    private const int MaxDigits = 38;

    public static RuleAnswer Read(string text)
    {
        if (IsDecimal(text) && !HasIdleZero(text))
        {
            return RuleAnswer.Of(text);
        }

        var number = text.Trim();
        if (number.Length == 0)
        {
            return RuleAnswer.Of(null);
        }

        var negative = number[0] == '-';
        var body = number[0] is '-' or '+' ? number[1..] : number;
        var point = body.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? body : body[..point];
        var fraction = point < 0 ? "" : body[(point + 1)..];
        if (body.Length > MaxDigits || whole.Length + fraction.Length == 0 || !whole.All(char.IsAsciiDigit) || !fraction.All(char.IsAsciiDigit))
        {
            return Refuse(text);
        }

        whole = whole.TrimStart('0');
        return RuleAnswer.Of((negative ? "-" : "") + (whole.Length == 0 ? "0" : whole) + (fraction.Length == 0 ? "" : "." + fraction));
    }

    /// <summary>A whole number: a fraction of zeros says nothing and is dropped.</summary>
    public static RuleAnswer ReadCount(string text)
    {
        var answer = Read(text);
        var point = answer.Text?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        return point < 0 ? answer
            : answer.Text.AsSpan(point + 1).IndexOfAnyExcept('0') < 0 ? RuleAnswer.Of(answer.Text![..point])
            : Refuse(text);
    }

    public static RuleAnswer Write(string text) => IsDecimal(text) ? RuleAnswer.Of(text) : Refuse(text);

    public static bool IsInteger(string text) => IsDecimal(text) && !text.Contains('.', StringComparison.Ordinal);

    public static bool IsDecimal(string text)
    {
        var body = text.StartsWith('-') ? text.AsSpan(1) : text.AsSpan();
        var point = body.IndexOf('.');
        var whole = point < 0 ? body : body[..point];
        var fraction = point < 0 ? "0" : body[(point + 1)..];
        return body.Length <= MaxDigits && Digits(whole) && Digits(fraction);
    }

    /// <summary>The finding of an amount with a fraction that its currency does not have; <c>null</c> when it has none.</summary>
    public static string? FractionOf(string amount, string currency)
    {
        var point = amount.IndexOf('.', StringComparison.Ordinal);
        var scale = Money.Scale(currency);
        if (point < 0 || amount.Length - point - 1 <= scale || amount.AsSpan(point + 1 + scale).IndexOfAnyExcept('0') < 0)
        {
            return null;
        }

        return $"{amount} has a fraction that {currency} does not have ({scale} decimals)";
    }

    // 007, -007: a zero in front that says nothing. 0 and 0.7 have none.
    private static bool HasIdleZero(string text)
    {
        var body = text.AsSpan(text[0] == '-' ? 1 : 0);
        return body.Length > 1 && body[0] == '0' && body[1] != '.';
    }

    private static bool Digits(ReadOnlySpan<char> text) => text.Length > 0 && text.IndexOfAnyExceptInRange('0', '9') < 0;

    private static RuleAnswer Refuse(string text) =>
        RuleAnswer.Refuse("VALUE-NUMBER", $"'{Lexical.Start(text, 40)}' is not a number: digits and one '.'");
}
