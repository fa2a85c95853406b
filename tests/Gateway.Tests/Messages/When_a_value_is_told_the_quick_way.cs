using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Gateway.Messages;

namespace Gateway.Tests.Messages;

/// <summary>Dates and frequent patterns are told by their characters; the framework's slow way says the same of every text.</summary>
public sealed class When_a_value_fitstold_the_quick_way
{
    private const int Times = 20_000;
    private const int Seed = 20_261_127;
    private static readonly string[] Moments = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    [Fact]
    public void A_day_fitsone_where_the_framework_says_so()
    {
        var random = new Random(Seed);
        var good = 0;
        for (var n = 0; n < Times; n++)
        {
            var text = Spoilt("2024-02-29", "0123456789-/ ", random);
            var fits = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
            Assert.True(fits == Fits("planned", text), text);
            good += fits ? 1 : 0;
        }

        Assert.InRange(good, Times / 10, Times);
    }

    [Theory]
    [InlineData("2024-02-29T23:59:59Z")]
    [InlineData("0001-01-01T00:00:00+07:00")]
    [InlineData("9999-12-31T23:59:59-14:00")]
    [InlineData("2026-11-27T05:20:00.1234567+07:00")]
    public void A_moment_fitsone_where_the_framework_says_so(string from)
    {
        var random = new Random(Seed);
        for (var n = 0; n < Times; n++)
        {
            var text = Spoilt(from, "0123456789-+:.TZ ", random);
            var has = text.EndsWith('Z') || (text.Length > 6 && text[^3] == ':' && text[^6] is '+' or '-');
            var fits = has && DateTimeOffset.TryParseExact(text, Moments, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);
            Assert.True(fits == Fits("registered", text), text);
        }
    }

    [Fact]
    public void A_day_without_dashes_fitsread_and_written_as_the_framework_does()
    {
        var guideline = Folder.Xml("R\n  D = registered date yyyyMMdd, yyyyMMddHHmmssZ", "R group 0 1 1\nR/D text 30 0 1").Guideline();
        var random = new Random(Seed);
        for (var n = 0; n < Times / 4; n++)
        {
            var text = Spoilt("20240229", "0123456789 ", random);
            var reading = guideline.Read(Encoding.UTF8.GetBytes($"<R><D>{text}</D></R>"), ReadLimits.Default);
            var day = DateOnly.TryParseExact(text.Trim(), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var value);
            if (day)
            {
                Assert.Equal(value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), reading.Document!.Value("registered"));
                Assert.Contains($"<D>{text.Trim()}</D>", Encoding.UTF8.GetString(guideline.Write(reading.Document!, new Tree("envelope"), new Tree("partner")).Bytes!), StringComparison.Ordinal);
            }
            else if (text.Trim().Length > 0)
            {
                Assert.Contains(reading.Findings, finding => finding.Code == "VALUE-DATE");
            }
        }
    }

    [Theory]
    [InlineData(@".*[^\s].*")]
    [InlineData("([a-zA-Z])*")]
    [InlineData("([0-9])*")]
    public void A_pattern_holds_where_an_expression_says_so(string pattern)
    {
        var guideline = Folder.Xml("R\n  A = marks", "").With("schemas/x/M.tsv", $"path\ttype\tmax\tmin\toccurs\tfacets\nR\tgroup\t0\t1\t1\t\nR/A\ttext\t0\t0\t1\tpattern={pattern}\n").Guideline();
        var expression = new Regex($@"\A(?:{pattern.Replace("[^\\s]", "[^ \\t\\n\\r]", StringComparison.Ordinal)})\z", RegexOptions.CultureInvariant);
        var random = new Random(Seed);
        var good = 0;
        for (var n = 0; n < Times / 4; n++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(5)).Select(_ => "aZ09 \t\n\u00a0\u00e9"[random.Next(9)])]);
            var reading = guideline.Read(Encoding.UTF8.GetBytes($"<R><A>{text}</A></R>"), ReadLimits.Default);
            Assert.True(expression.IsMatch(text) == !reading.Findings.Any(finding => finding.Code == "XML-PATTERN"), $"'{text}'");
            good += expression.IsMatch(text) ? 1 : 0;
        }

        Assert.InRange(good, 1, (Times / 4) - 1);
    }

    private static bool Fits(string noun, string text) =>
        !DocumentCheck.Check(new Tree("declaration").Set(noun, text), "declaration").Any(finding => finding.Code == "DOC-TYPE");

    private static string Spoilt(string good, string letters, Random random)
    {
        var text = new StringBuilder(good);
        for (var changes = random.Next(4); changes > 0; changes--)
        {
            var at = random.Next(text.Length);
            _ = random.Next(6) switch
            {
                0 => text.Remove(at, 1),
                1 => text.Insert(at, letters[random.Next(letters.Length)]),
                _ => text.Replace(text[at], letters[random.Next(letters.Length)], at, 1),
            };
        }

        return text.ToString();
    }
}
