using Gateway.Messages.Values;

namespace Gateway.Messages;

/// <summary>The lexical types of element tables, ours and the publishers'.</summary>
internal static class LexicalTypes
{
    /// <summary>What is wrong with a value of a type, or <c>null</c>.</summary>
    public static string? Wrong(string type, string text, bool offsetRequired)
    {
        var good = type switch
        {
            "code" => !text.AsSpan().ContainsAnyInRange('\0', '\u001f'),
            "digits" => text.Length > 0 && text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0,
            "integer" => NumberRule.IsInteger(text),
            "decimal" => NumberRule.IsDecimal(text),
            "date" => DateRule.TryDate(text, out _),
            "moment" => DateRule.TryDate(text, out _) || DateRule.TryMoment(text, out _),
            "datetime" => DateRule.TryMoment(text, out _) || (!offsetRequired && DateRule.TryMoment(text + "Z", out _)),
            "flag" => text is "true" or "false" || (!offsetRequired && text is "1" or "0"),
            _ => true,
        };
        return good ? null : $"'{Clip(text)}' is not {Name(type)}";
    }

    /// <summary>What is wrong with a value of an XML Schema type whose blanks are collapsed, or <c>null</c>.</summary>
    public static string? WrongExactly(string type, string text)
    {
        var good = type switch
        {
            "decimal" => XmlDecimal(text),
            "integer" => XmlDecimal(text) && !text.Contains('.', StringComparison.Ordinal),
            "language" => text.Length > 0 && Array.TrueForAll(text.Split('-'), part => part.Length is > 0 and <= 8 && part.All(char.IsAsciiLetterOrDigit))
                && text.Split('-')[0].All(char.IsAsciiLetter),
            "uri" => !text.Contains("##", StringComparison.Ordinal),
            _ => Wrong(type, text, offsetRequired: false) is null,
        };
        return good ? null : $"'{Clip(text)}' is not {Name(type)}";
    }

    /// <summary>Blanks at both ends dropped, those between become one, as XML Schema collapses them.</summary>
    public static string Collapse(string text) =>
        text.AsSpan().IndexOfAny(" \t\n\r") < 0 ? text : string.Join(' ', text.Split([' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));

    public static string Clip(string text) => text.Length <= 40 ? text : Lexical.Start(text, 40) + "...";

    // A sign, digits, a point; digits on one side of the point are enough.
    private static bool XmlDecimal(string text)
    {
        var body = text.AsSpan(text.Length > 0 && text[0] is '+' or '-' ? 1 : 0);
        var point = body.IndexOf('.');
        var whole = point < 0 ? body : body[..point];
        var fraction = point < 0 ? [] : body[(point + 1)..];
        return whole.Length + fraction.Length > 0 && whole.IndexOfAnyExceptInRange('0', '9') < 0 && fraction.IndexOfAnyExceptInRange('0', '9') < 0;
    }

    private static string Name(string type) => type switch
    {
        "digits" => "digits only",
        "language" => "a language code",
        "uri" => "an address (URI)",
        "moment" => "a date yyyy-MM-dd or a date and time with offset",
        "integer" => "an integer",
        "decimal" => "a decimal number",
        "date" => "a date yyyy-MM-dd",
        "datetime" => "a date and time (ISO 8601)",
        "flag" => "true or false",
        _ => "a code",
    };
}
