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
            "digits" => text.Length > 0 && text.All(char.IsAsciiDigit),
            "integer" => NumberRule.IsInteger(text),
            "decimal" => NumberRule.IsDecimal(text),
            "date" => DateRule.TryDate(text, out _),
            "datetime" => DateRule.TryMoment(text, out _) || (!offsetRequired && DateRule.TryMoment(text + "Z", out _)),
            "flag" => text is "true" or "false" || (!offsetRequired && text is "1" or "0"),
            _ => true,
        };
        return good ? null : $"'{Clip(text)}' is not {Name(type)}";
    }

    public static string Clip(string text) => text.Length <= 40 ? text : text[..40] + "...";

    private static string Name(string type) => type switch
    {
        "digits" => "digits only",
        "integer" => "an integer",
        "decimal" => "a decimal number",
        "date" => "a date yyyy-MM-dd",
        "datetime" => "a date and time (ISO 8601)",
        "flag" => "true or false",
        _ => "a code",
    };
}
