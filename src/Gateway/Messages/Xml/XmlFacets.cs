using System.Collections.Frozen;
using System.Globalization;

namespace Gateway.Messages.Xml;

/// <summary>What a publisher's schema says of a text beyond its type and its largest length.</summary>
public sealed class XmlFacets
{
    private XmlPattern? _expression;

    /// <summary>No restriction.</summary>
    public static XmlFacets None { get; } = new();

    /// <summary>Exact number of characters, 0 when not given.</summary>
    public int Length { get; private set; }

    /// <summary>Least number of characters, 0 when not given.</summary>
    public int Least { get; private set; }

    /// <summary>Significant digits of a number, 0 when not given.</summary>
    public int Total { get; private set; }

    /// <summary>Significant digits behind the point, -1 when not given.</summary>
    public int Fraction { get; private set; } = -1;

    /// <summary>The only values, empty when any.</summary>
    public IReadOnlyList<string> Values { get; private set; } = [];

    /// <summary>Regular expression of XML Schema, empty when not given.</summary>
    public string Pattern { get; private set; } = "";

    /// <summary>Reads <c>length=2 least=1 total=16 fraction=3 values=9|13 pattern=[A-Z]{3}</c>, blanks between; <c>null</c> when one is unknown.</summary>
    internal static XmlFacets? Parse(string text)
    {
        if (text.Length == 0)
        {
            return None;
        }

        var facets = new XmlFacets();
        return text.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(facets.Take) ? facets : null;
    }

    /// <summary>What is wrong with a value whose blanks are already as its type has them, or <c>null</c>.</summary>
    internal (string Code, string Message)? Wrong(string text)
    {
        if ((Length > 0 && text.Length != Length) || text.Length < Least)
        {
            return ("XML-LENGTH", $"{text.Length} characters; {(Length > 0 ? Length : Least)} {(Length > 0 ? "are expected" : "at least")}");
        }

        if (Values.Count > 0 && !Values.Contains(text))
        {
            return ("XML-VALUE", $"'{LexicalTypes.Clip(text)}' is not one of {string.Join(", ", Values)}");
        }

        if (_expression?.Holds(text) == false)
        {
            return ("XML-PATTERN", $"'{LexicalTypes.Clip(text)}' does not have the form {Pattern}");
        }

        return (Total > 0 || Fraction >= 0) && Digits(text) is var (total, fraction) && ((Total > 0 && total > Total) || (Fraction >= 0 && fraction > Fraction))
            ? ("XML-DIGITS", $"{total} digits, {fraction} of them behind the point; at most {Total} and {Math.Max(Fraction, 0)}")
            : null;
    }

    /// <summary>Digits that say something: zeros before the first and behind the last do not count.</summary>
    private static (int Total, int Fraction) Digits(string text)
    {
        var body = text.AsSpan().TrimStart("+-");
        var point = body.IndexOf('.');
        var fraction = point < 0 ? [] : body[(point + 1)..].TrimEnd('0');
        var whole = (point < 0 ? body : body[..point]).TrimStart('0');
        return (whole.Length + fraction.Length, fraction.Length);
    }

    private bool Take(string facet)
    {
        var cut = facet.IndexOf('=', StringComparison.Ordinal);
        var (name, value) = cut < 0 ? ("", "") : (facet[..cut], facet[(cut + 1)..]);
        switch (name)
        {
            case "pattern" when XmlPattern.Parse(value) is { } expression:
                (Pattern, _expression) = (value, expression);
                return true;
            case "values":
                Values = value.Split('|');
                return true;
            case "length" or "least" or "total" or "fraction" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number):
                (Length, Least, Total, Fraction) = name switch
                {
                    "length" => (number, Least, Total, Fraction),
                    "least" => (Length, number, Total, Fraction),
                    "total" => (Length, Least, number, Fraction),
                    _ => (Length, Least, Total, number),
                };
                return true;
            default:
                return false;
        }
    }
}
