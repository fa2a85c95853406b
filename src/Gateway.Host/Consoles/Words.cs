using System.Collections.Frozen;
using System.Globalization;

namespace Gateway.Host.Consoles;

/// <summary>Words of the pages in English and Vietnamese, and how they write times and amounts. The words themselves are data: <c>words.tsv</c>.</summary>
public sealed class Words
{
    private static readonly FrozenDictionary<string, (string English, string Vietnamese)> All = Load();
    private static readonly FrozenSet<string> Amounts = FrozenSet.Create("amount", "total", "payable");
    private readonly bool _vietnamese;

    private Words(bool vietnamese) => _vietnamese = vietnamese;

    /// <summary>Language tag of the page.</summary>
    public string Language => _vietnamese ? "vi" : "en";

    /// <summary>A word; a word not in the list stands for itself.</summary>
    public string this[string word] => All.TryGetValue(word, out var pair) ? _vietnamese ? pair.Vietnamese : pair.English : word;

    /// <summary>A word of a vocabulary (<c>event</c>, <c>status</c>, <c>holder</c> ...); one not in the list stands for itself.</summary>
    public string this[string vocabulary, string? word] => word is null ? "" : Knows(vocabulary, word) ? this[$"{vocabulary}.{word}"] : word;

    /// <summary>Whether a vocabulary has the word in both languages.</summary>
    public static bool Knows(string vocabulary, string word) =>
        All.TryGetValue($"{vocabulary}.{word}", out var pair) && pair.English.Length > 0 && pair.Vietnamese.Length > 0;

    /// <summary>What a code a thing was set aside with means: its own words, else those of its family (<c>SIG</c>, <c>XML</c> ...), else none.</summary>
    public string Why(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        return Knows("why", code) ? this["why", code] : Knows("why", code.Split('-')[0]) ? this["why", code.Split('-')[0]] : "";
    }

    /// <summary>The words of a language tag: <c>en</c>, anything else is Vietnamese.</summary>
    public static Words In(string? language) => new(language != "en");

    /// <summary>The language a request asks for: <c>?lang=</c>, else the browser's first choice of the two, else Vietnamese.</summary>
    public static Words Of(HttpContext? http)
    {
        var asked = http?.Request.Query["lang"].ToString();
        return In(asked is "en" or "vi" ? asked : Preferred(http?.Request.Headers.AcceptLanguage.ToString() ?? ""));
    }

    /// <summary>The text of the language among texts by language tag; <c>null</c> where there is none.</summary>
    public string? Among(IReadOnlyDictionary<string, string>? texts) => texts?.GetValueOrDefault(Language);

    /// <summary>A word with a capital first letter, for headings.</summary>
    public static string Capital(string text) => string.IsNullOrEmpty(text) ? "" : char.ToUpper(text[0], CultureInfo.InvariantCulture) + text[1..];

    /// <summary>An instant as people at the office read it.</summary>
    public static string Time(DateTimeOffset at) => $"{Day(at)} {Clock(at)}";

    /// <summary>The day of an instant at the office.</summary>
    public static string Day(DateTimeOffset at) => Here(at).ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);

    /// <summary>The time of day of an instant at the office.</summary>
    public static string Clock(DateTimeOffset at) => Here(at).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>An instant for programs that read the page.</summary>
    public static string Machine(DateTimeOffset at) => Here(at).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    /// <summary>A number with the language's grouping.</summary>
    public string Amount(long amount) => amount.ToString("#,0", new NumberFormatInfo { NumberGroupSeparator = _vietnamese ? "." : ",", NumberGroupSizes = [3] });

    /// <summary>A length of time in its two largest units.</summary>
    public string Length(long seconds)
    {
        (long Count, string Unit)[] parts = [(seconds / 86_400, "d"), (seconds / 3_600 % 24, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s")];
        var said = parts.SkipWhile(part => part.Count == 0).Take(2).Where(part => part.Count > 0).Select(part => $"{Amount(part.Count)} {this["unit", part.Unit]}").ToList();
        return said.Count == 0 ? this["moment"] : string.Join(' ', said);
    }

    /// <summary>The value of an event's detail: amounts grouped, known words translated.</summary>
    public string Detail(string name, string value) =>
        Amounts.Contains(name) && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var amount) ? Amount(amount) : this[name, value];

    private static DateTimeOffset Here(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById("Asia/Ho_Chi_Minh"));

    private static string? Preferred(string accepted) => accepted.Split(',').Select(language => language.Trim()[..Math.Min(2, language.Trim().Length)].ToLowerInvariant())
        .FirstOrDefault(language => language is "en" or "vi");

    private static FrozenDictionary<string, (string English, string Vietnamese)> Load()
    {
        using var stream = typeof(Words).Assembly.GetManifestResourceStream("console/words.tsv") ?? throw new InvalidOperationException("the words are not embedded");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n').Skip(1).Select(line => line.TrimEnd('\r').Split('\t')).Where(cells => cells.Length == 3)
            .ToFrozenDictionary(cells => cells[0], cells => (cells[1], cells[2]));
    }
}
