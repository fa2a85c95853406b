using System.Buffers;
using System.Text.RegularExpressions;

namespace Gateway.Messages.Xml;

/// <summary>
/// An expression of XML Schema: it holds for the whole text, and its <c>.</c> and <c>\s</c> mean less than those of .NET. Matching takes
/// time linear in the text, whatever the expression; the few that stand at nearly every element are told without it.
/// </summary>
internal sealed class XmlPattern
{
    private static readonly SearchValues<char> Blanks = SearchValues.Create(" \t\n\r");
    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly Dictionary<string, Func<string, bool>> Frequent = new()
    {
        [@".*[^\s].*"] = text => !text.Contains('\n') && text.AsSpan().IndexOfAnyExcept(Blanks) >= 0,
        ["([a-zA-Z])*"] = text => text.AsSpan().IndexOfAnyExcept(Letters) < 0,
        ["([0-9])*"] = text => text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0,
    };

    private XmlPattern(Func<string, bool> holds) => Holds = holds;

    /// <summary>Whether a whole text has the form.</summary>
    public Func<string, bool> Holds { get; }

    /// <summary>The pattern, or <c>null</c> when it is none.</summary>
    public static XmlPattern? Parse(string pattern) => Frequent.TryGetValue(pattern, out var known) ? new XmlPattern(known) : Slow(pattern);

    /// <summary>The same by the general way, whatever the pattern.</summary>
    internal static XmlPattern? Slow(string pattern)
    {
        try
        {
            var exact = pattern.Replace("[^\\s]", "[^ \\t\\n\\r]", StringComparison.Ordinal);
            return new XmlPattern(new Regex($@"\A(?:{exact})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant).IsMatch);
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>The patterns told without the general way.</summary>
    internal static IEnumerable<string> Known => Frequent.Keys;
}
