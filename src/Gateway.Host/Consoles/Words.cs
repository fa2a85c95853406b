using System.Collections.Frozen;

namespace Gateway.Host.Consoles;

/// <summary>Words of the pages in English and Vietnamese.</summary>
public sealed class Words
{
    private static readonly FrozenDictionary<string, (string English, string Vietnamese)> All = Load();
    private readonly bool _vietnamese;

    private Words(bool vietnamese) => _vietnamese = vietnamese;

    /// <summary>Language tag of the page.</summary>
    public string Language => _vietnamese ? "vi" : "en";

    /// <summary>The other language's tag, for the switch.</summary>
    public string Other => _vietnamese ? "en" : "vi";

    /// <summary>A word; a word not in the list stands for itself.</summary>
    public string this[string? word] => word is null ? "" : All.TryGetValue(word, out var pair) ? _vietnamese ? pair.Vietnamese : pair.English : word;

    /// <summary>The language a request asks for: <c>?lang=</c>, else the browser's, else Vietnamese.</summary>
    public static Words Of(HttpContext? http)
    {
        var asked = http?.Request.Query["lang"].ToString();
        if (string.IsNullOrEmpty(asked))
        {
            asked = http?.Request.Headers.AcceptLanguage.ToString().StartsWith("en", StringComparison.OrdinalIgnoreCase) == true ? "en" : "vi";
        }

        return new Words(asked != "en");
    }

    /// <summary>An instant as people at the office read it.</summary>
    public static string Time(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById("Asia/Ho_Chi_Minh"))
        .ToString("dd/MM/yyyy HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A number with the language's grouping; nothing for zero.</summary>
    public string Amount(long amount) => amount == 0 ? "" : amount.ToString("#,0", Format);

    private static FrozenDictionary<string, (string English, string Vietnamese)> Load()
    {
        using var stream = typeof(Words).Assembly.GetManifestResourceStream("console/words.tsv") ?? throw new InvalidOperationException("the words are not embedded");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n').Skip(1).Select(line => line.Split('\t')).Where(cells => cells.Length == 3)
            .ToFrozenDictionary(cells => cells[0], cells => (cells[1], cells[2]));
    }

    private System.Globalization.NumberFormatInfo Format => new() { NumberGroupSeparator = _vietnamese ? "." : ",", NumberGroupSizes = [3] };
}
