using System.Text;

namespace Gateway.Messages.Edifact;

/// <summary>The service characters of an interchange, and the characters its syntax identifier allows.</summary>
internal sealed record EdifactSyntax(char Component, char Element, char Decimal, char Release, char Terminator)
{
    public static EdifactSyntax Default { get; } = new(':', '+', '.', '?', '\'');

    /// <summary>The character sets this gateway reads and writes; others are a finding.</summary>
    public static IReadOnlyList<string> Sets { get; } = ["UNOA", "UNOB", "UNOC"];

    /// <summary>The six characters after UNA; <c>null</c> when they cannot be told apart.</summary>
    public static EdifactSyntax? Of(ReadOnlySpan<char> six)
    {
        var syntax = new EdifactSyntax(six[0], six[1], six[2], six[3], six[5]);
        char[] parts = [syntax.Component, syntax.Element, syntax.Terminator, .. syntax.Release == ' ' ? Array.Empty<char>() : [syntax.Release]];
        return parts.Distinct().Count() == parts.Length && syntax.Decimal is '.' or ',' && !parts.Any(part => char.IsAsciiLetterOrDigit(part) || part is ' ' or '\r' or '\n' or '\0')
            ? syntax
            : null;
    }

    /// <summary>The first character that a set does not have; -1 when it has all.</summary>
    public static int Outside(string text, string set)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            var inside = set switch
            {
                "UNOA" => letter is >= ' ' and <= '~' && !char.IsAsciiLetterLower(letter) && "#$@[\\]^_`{|}~".IndexOf(letter, StringComparison.Ordinal) < 0,
                "UNOB" => letter is >= ' ' and <= '~' && "#$@[\\]^_`{|}~".IndexOf(letter, StringComparison.Ordinal) < 0,
                _ => letter is (>= ' ' and <= '~') or (>= '\u00a0' and <= '\u00ff'),
            };
            if (!inside)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Text with the service characters released.</summary>
    public static void Append(StringBuilder into, string text)
    {
        foreach (var letter in text)
        {
            into.Append(letter is ':' or '+' or '?' or '\'' ? "?" : "").Append(letter);
        }
    }
}
