using System.Globalization;
using System.Text;
using Gateway.Messages.Xml;

namespace Gateway.Tests.Published;

/// <summary>Texts that a row of an element table allows. A form it does not know is an error, never a guess.</summary>
internal sealed class TextMaker(int seed)
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Digits = "0123456789";

    // Composed and decomposed, other scripts, beyond the basic plane, and all that XML escapes.
    private static readonly string[] Odd = ["ế", "e\u0302\u0301", "Đ", "Ω", "漢", "ø", "😀", "&", "<", ">", "\"", "'", "]]>", "\u00a0", "  ", "/", "#", "%"];
    private readonly Random _random = new(seed ^ 0x5eed);

    public string Of(XmlElementRow row)
    {
        var facets = Chain(row).Select(each => each.Facets).ToList();
        if (facets.Find(each => each.Values.Count > 0) is { } values)
        {
            return Spaced(row, values.Values[_random.Next(values.Values.Count)]);
        }

        var most = Chain(row).Select(each => each.Max).Where(max => max > 0).DefaultIfEmpty(60).Min();
        return row.Type switch
        {
            "decimal" => Spaced(row, Number(facets)),
            "language" => new[] { "en", "vi", "vi-VN", "x-own" }[_random.Next(4)],
            "uri" => new[] { "urn:own:list:1", "https://example.org/list?a=1&b=2", "" }[_random.Next(3)],
            _ => Text(row, facets, most),
        };
    }

    private static IEnumerable<XmlElementRow> Chain(XmlElementRow row)
    {
        for (var type = row; type is not null; type = type.Named)
        {
            yield return type;
        }
    }

    private string Text(XmlElementRow row, List<XmlFacets> facets, int most)
    {
        var length = facets.Select(each => each.Length).Max() is > 0 and var exact ? exact : 0;
        var pattern = facets.Select(each => each.Pattern).FirstOrDefault(each => each.Length > 0) ?? "";
        return pattern switch
        {
            @"(20\d{6})(\d{6}(Z|[-+]\d\d))?" => Moment(),
            "([0-9])*" => Spaced(row, From(Digits, length > 0 ? length : _random.Next(1, most + 1))),
            "([a-zA-Z])*" => Spaced(row, From(Letters, length > 0 ? length : _random.Next(1, most + 1))),
            "[A-Z]{3}" => From(Letters[..26], 3),
            ".{1,3}" => From(Letters + Digits, _random.Next(1, 4)),
            @".*[^\s].*" => Spaced(row, Free(most, row.Type == "text")),
            "" => facets.Exists(each => each.Least > 0) ? Free(most, odd: false)
                : _random.Next(6) == 0 ? "" : Spaced(row, Free(most, row.Type == "text")),
            _ => throw new InvalidOperationException($"{row.Name}: the form {pattern} is new; say how to make one"),
        };
    }

    // Days of the calendar only: what no calendar has is valid to the schema and refused by the gateway.
    private string Moment()
    {
        var moment = new DateTime(2000, 1, 1).AddSeconds(_random.NextInt64(3_155_673_600));
        var zone = _random.Next(3) switch { 0 => "Z", 1 => $"+{_random.Next(15):00}", _ => $"-{_random.Next(13):00}" };
        return _random.Next(3) == 0
            ? moment.ToString("yyyyMMdd", CultureInfo.InvariantCulture)
            : moment.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) + zone;
    }

    private string Number(List<XmlFacets> facets)
    {
        var total = facets.Select(each => each.Total).Where(each => each > 0).DefaultIfEmpty(15).Min();
        var fraction = Math.Min(facets.Select(each => each.Fraction).Where(each => each >= 0).DefaultIfEmpty(5).Min(), total);
        var places = _random.Next(fraction + 1);
        var whole = From(Digits, _random.Next(0, total - places + 1));
        var rest = From(Digits, places);
        var text = (whole, rest) switch
        {
            ("", "") => "0",
            (_, "") => _random.Next(20) == 0 ? whole + "." : whole,
            ("", _) => _random.Next(20) == 0 ? "." + rest : "0." + rest,
            _ => $"{whole}.{rest}",
        };
        return _random.Next(20) switch { 0 => "+" + text, 1 => "-" + text, 2 => "00" + text, 3 => text + (text.Contains('.', StringComparison.Ordinal) ? "00" : ".00"), _ => text };
    }

    /// <summary>Types whose blanks are collapsed allow them at both ends, line breaks too.</summary>
    private string Spaced(XmlElementRow row, string text) =>
        row.Type == "text" || _random.Next(25) > 0 ? text : _random.Next(3) switch { 0 => " " + text, 1 => text + "\n\t", _ => $"  {text} " };

    private string Free(int most, bool odd)
    {
        var length = 1 + (int)((most - 1) * Math.Pow(_random.NextDouble(), 3));
        var text = new StringBuilder(From(Letters + Digits, 1));
        while (text.Length < length)
        {
            var more = odd && _random.Next(12) == 0 ? Odd[_random.Next(Odd.Length)] : _random.Next(9) == 0 ? " " : From(Letters + Digits, 1);
            text.Append(text.Length + more.Length <= length ? more : "x");
        }

        return text.ToString();
    }

    private string From(string alphabet, int length) => new([.. Enumerable.Range(0, length).Select(_ => alphabet[_random.Next(alphabet.Length)])]);
}
