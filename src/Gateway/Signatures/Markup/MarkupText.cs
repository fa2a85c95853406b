using System.Buffers;
using System.Text;
using System.Xml;

namespace Gateway.Signatures.Markup;

/// <summary>
/// Texts and values: line ends, references and white space are resolved as XML 1.0 says, and what comes of it is written as canonical XML
/// writes it, so that it never has to be looked at again.
/// </summary>
internal static class MarkupText
{
    private const int LongestReference = 64;
    private static readonly SearchValues<byte> InText = SearchValues.Create("&>\r"u8);
    private static readonly SearchValues<byte> InSection = SearchValues.Create("&<>\r"u8);
    private static readonly SearchValues<byte> InValue = SearchValues.Create("&<\"\t\n\r"u8);

    /// <summary>Adds a text between tags.</summary>
    public static void Add(ReadOnlySpan<byte> text, MarkupBuffer to)
    {
        if (text.IndexOf("]]>"u8) >= 0)
        {
            throw MarkupException.Malformed;
        }

        for (var at = text.IndexOfAny(InText); at >= 0; at = text.IndexOfAny(InText))
        {
            to.Add(text[..at]);
            text = text[(at + (text[at] == '&' ? Refer(text[at..], to, inValue: false) : Letter(text[at..], to)))..];
        }

        to.Add(text);
    }

    /// <summary>Adds the content of a CDATA section, in which only line ends mean something.</summary>
    public static void AddSection(ReadOnlySpan<byte> text, MarkupBuffer to)
    {
        for (var at = text.IndexOfAny(InSection); at >= 0; at = text.IndexOfAny(InSection))
        {
            to.Add(text[..at]);
            var passed = 1;
            if (text[at] is (byte)'\r' or (byte)'>')
            {
                passed = Letter(text[at..], to);
            }
            else
            {
                to.Add(text[at] == '&' ? "&amp;"u8 : "&lt;"u8);
            }

            text = text[(at + passed)..];
        }

        to.Add(text);
    }

    /// <summary>Adds the value of an attribute: every white space in it is a blank, but where a reference names it.</summary>
    public static void AddValue(ReadOnlySpan<byte> value, MarkupBuffer to)
    {
        for (var at = value.IndexOfAny(InValue); at >= 0; at = value.IndexOfAny(InValue))
        {
            to.Add(value[..at]);
            value = value[(at + Resolve(value[at..], to))..];
        }

        to.Add(value);
    }

    /// <summary>The text that canonical bytes stand for.</summary>
    public static string Decode(ReadOnlySpan<byte> canonical)
    {
        var text = Encoding.UTF8.GetString(canonical);
        return !text.Contains('&', StringComparison.Ordinal) ? text : text
            .Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal).Replace("&quot;", "\"", StringComparison.Ordinal)
            .Replace("&#x9;", "\t", StringComparison.Ordinal).Replace("&#xA;", "\n", StringComparison.Ordinal).Replace("&#xD;", "\r", StringComparison.Ordinal)
            .Replace("&amp;", "&", StringComparison.Ordinal);
    }

    /// <summary>Adds the value of an attribute that is known as text.</summary>
    public static void EncodeValue(string value, MarkupBuffer to) => Encode(value, to, inValue: true);

    /// <summary>Adds a text between tags that is known as text.</summary>
    public static void EncodeText(string value, MarkupBuffer to) => Encode(value, to, inValue: false);

    private static void Encode(string value, MarkupBuffer to, bool inValue)
    {
        foreach (var rune in value.EnumerateRunes())
        {
            Add(rune, to, inValue);
        }
    }

    private static int Resolve(ReadOnlySpan<byte> value, MarkupBuffer to)
    {
        switch (value[0])
        {
            case (byte)'&':
                return Refer(value, to, inValue: true);
            case (byte)'<':
                throw MarkupException.Malformed;
            case (byte)'"':
                to.Add("&quot;"u8);
                return 1;
            default:
                to.Add((byte)' ');
                return value.StartsWith("\r\n"u8) ? 2 : 1;
        }
    }

    // A line end, or a bracket that canonical XML does not leave as it is.
    private static int Letter(ReadOnlySpan<byte> text, MarkupBuffer to)
    {
        if (text[0] == '>')
        {
            to.Add("&gt;"u8);
            return 1;
        }

        to.Add((byte)'\n');
        return text.StartsWith("\r\n"u8) ? 2 : 1;
    }

    // Adds what a reference names; how long the reference is.
    private static int Refer(ReadOnlySpan<byte> text, MarkupBuffer to, bool inValue)
    {
        var end = text[..Math.Min(text.Length, LongestReference)].IndexOf((byte)';');
        if (end < 0)
        {
            throw MarkupException.Malformed;
        }

        var name = text[1..end];
        Add(name.StartsWith("#"u8) ? Number(name[1..]) : Named(name), to, inValue);
        return end + 1;
    }

    private static Rune Named(ReadOnlySpan<byte> name) =>
        new(name.SequenceEqual("amp"u8) ? '&'
            : name.SequenceEqual("lt"u8) ? '<'
            : name.SequenceEqual("gt"u8) ? '>'
            : name.SequenceEqual("quot"u8) ? '"'
            : name.SequenceEqual("apos"u8) ? '\''
            : throw MarkupException.Malformed);

    private static Rune Number(ReadOnlySpan<byte> digits)
    {
        var radix = digits.StartsWith("x"u8) ? 16 : 10;
        digits = radix == 16 ? digits[1..] : digits;
        var number = digits.IsEmpty ? throw MarkupException.Malformed : 0;
        foreach (var digit in digits)
        {
            var value = char.IsAsciiDigit((char)digit) ? digit - '0' : radix == 16 && char.IsAsciiHexDigit((char)digit) ? (digit | 0x20) - 'a' + 10 : throw MarkupException.Malformed;
            number = number > 0x10FFFF ? number : (number * radix) + value;
        }

        return Rune.TryCreate(number, out var rune) && (number > 0xFFFF || XmlConvert.IsXmlChar((char)number)) ? rune : throw MarkupException.Malformed;
    }

    private static void Add(Rune rune, MarkupBuffer to, bool inValue)
    {
        switch (rune.Value)
        {
            case '&':
                to.Add("&amp;"u8);
                break;
            case '<':
                to.Add("&lt;"u8);
                break;
            case '\r':
                to.Add("&#xD;"u8);
                break;
            case '>' when !inValue:
                to.Add("&gt;"u8);
                break;
            case '"' when inValue:
                to.Add("&quot;"u8);
                break;
            case '\t' when inValue:
                to.Add("&#x9;"u8);
                break;
            case '\n' when inValue:
                to.Add("&#xA;"u8);
                break;
            default:
                Span<byte> bytes = stackalloc byte[4];
                to.Add(bytes[..rune.EncodeToUtf8(bytes)]);
                break;
        }
    }
}
