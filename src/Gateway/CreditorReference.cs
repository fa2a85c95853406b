using System.Buffers;
using System.Globalization;

namespace Gateway;

/// <summary>
/// A creditor reference of ISO 11649: <c>RF</c>, two check digits, up to 21 letters and digits. With a body of digits every single wrong
/// digit and every swap of neighbours is noticed, so our own bodies are digits.
/// </summary>
public static class CreditorReference
{
    private const int Longest = 25;
    private static readonly SearchValues<char> Alphabet = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>Makes the reference of a body of 1 to 21 ASCII letters and digits; throws on anything else.</summary>
    public static string Make(string body)
    {
        ArgumentNullException.ThrowIfNull(body);
        var upper = body.ToUpperInvariant();
        if (upper.Length is 0 or > Longest - 4 || !upper.All(char.IsAsciiLetterOrDigit))
        {
            throw new ArgumentException("a body has 1 to 21 letters and digits", nameof(body));
        }

        return $"RF{98 - Remainder(upper, "RF00"):00}{upper}";
    }

    /// <summary>Whether a text is a reference in electronic form: no blanks, upper case, check digits right.</summary>
    public static bool IsValid(string? text) =>
        text is { Length: >= 5 and <= Longest } && text.StartsWith("RF", StringComparison.Ordinal)
        && !text.AsSpan().ContainsAnyExcept(Alphabet)
        && Lexical.AllDigits(text.AsSpan(2, 2)) && int.Parse(text.AsSpan(2, 2), CultureInfo.InvariantCulture) is >= 2 and <= 98
        && Remainder(text.AsSpan(4), text.AsSpan(0, 4)) == 1;

    /// <summary>
    /// The one valid reference in a free text, in electronic form; also printed in groups of four or in lower case. <c>null</c> where there is
    /// none, and where there are two different ones, for then the text decides nothing.
    /// </summary>
    public static string? FindIn(string? text)
    {
        var upper = (text ?? "").ToUpperInvariant();
        string? found = null;
        for (var at = upper.IndexOf("RF", StringComparison.Ordinal); at >= 0; at = upper.IndexOf("RF", at + 2, StringComparison.Ordinal))
        {
            if (at > 0 && char.IsLetterOrDigit(upper[at - 1]))
            {
                continue;
            }

            if (Whole(upper, at) is { } reference && reference != found)
            {
                if (found is not null)
                {
                    return null;
                }

                found = reference;
            }
        }

        return found;
    }

    private static string? Whole(string text, int at)
    {
        var word = Word(text, at);
        if (IsValid(word))
        {
            return word;
        }

        // Printed: groups of four, only the last may be shorter. The longest valid reading wins.
        string? best = null;
        var joined = word;
        var group = word;
        while (group.Length == 4 && joined.Length < Longest && at + group.Length + 1 < text.Length && text[at + group.Length] == ' ')
        {
            at += group.Length + 1;
            group = Word(text, at);
            joined += group;
            best = group.Length <= 4 && IsValid(joined) ? joined : best;
        }

        return best;
    }

    private static string Word(string text, int at)
    {
        var end = at;
        while (end < text.Length && end - at <= Longest && char.IsAsciiLetterOrDigit(text[end]))
        {
            end++;
        }

        return text[at..end];
    }

    // The number that the body and then the head spell, letters as 10 to 35, modulo 97.
    private static int Remainder(ReadOnlySpan<char> body, ReadOnlySpan<char> head)
    {
        var remainder = 0;
        foreach (var character in body)
        {
            remainder = Next(remainder, character);
        }

        foreach (var character in head)
        {
            remainder = Next(remainder, character);
        }

        return remainder;

        static int Next(int remainder, char character) =>
            character <= '9' ? ((remainder * 10) + character - '0') % 97 : ((remainder * 100) + character - 'A' + 10) % 97;
    }
}
