namespace Gateway.Adapters;

/// <summary>Keeps what stands in confidential places out of what is said of a message: a finding names the place, never the value.</summary>
public sealed class Discretion
{
    /// <summary>What is said in place of a message that may repeat a value.</summary>
    public const string Untold = "what stands here is not right; it is confidential and not repeated";

    /// <summary>What stands in place of a value.</summary>
    public const string Blank = "***";

    private const int ShortestValue = 3;
    private readonly HashSet<string> _names;
    private readonly HashSet<string> _nouns;

    internal Discretion(HashSet<string> names, HashSet<string> nouns)
    {
        _names = names;
        _nouns = nouns;
    }

    /// <summary>Of a message that has no confidential place.</summary>
    public static Discretion None { get; } = new([], []);

    /// <summary>The message has places that are not repeated.</summary>
    public bool Any => _names.Count > 0;

    /// <summary>A noun that carries a confidential place.</summary>
    public bool Covers(string noun) => _nouns.Contains(noun);

    /// <summary>
    /// The findings as they may be kept, logged and answered. <paramref name="values"/> are those of the confidential places, where they are known: they are
    /// blanked wherever a finding quotes them, for a message that is shifted is complained of elsewhere. <c>null</c>: they could not be found, so nothing is quoted.
    /// </summary>
    public IReadOnlyList<Finding> Hush(IReadOnlyList<Finding> findings, IReadOnlyList<string>? values)
    {
        ArgumentNullException.ThrowIfNull(findings);
        return Any && findings.Count > 0 ? [.. findings.Select(finding => Hush(finding, values))] : findings;
    }

    private Finding Hush(Finding finding, IReadOnlyList<string>? values)
    {
        if (IsOfPlace(finding))
        {
            return finding with { Message = Untold };
        }

        return values is null
            ? finding with { Message = Unquoted(finding.Message) }
            : finding with { Message = Blanked(finding.Message, values), Path = Blanked(finding.Path, values), Pointer = Blanked(finding.Pointer, values) };
    }

    private bool IsOfPlace(Finding finding) =>
        _nouns.Contains(Plain(finding.Pointer)) || finding.Path.Split('/', ' ', ',', '!').Any(step => _names.Contains(Plain(step)[(step.IndexOf(':', StringComparison.Ordinal) + 1)..]));

    // Without the numbers of occurrences.
    private static string Plain(string path)
    {
        if (!path.Contains('[', StringComparison.Ordinal))
        {
            return path;
        }

        return string.Join('/', path.Split('/').Select(step => step.IndexOf('[', StringComparison.Ordinal) is >= 0 and var at ? step[..at] : step));
    }

    private static string Blanked(string text, IReadOnlyList<string> values) => values
        .Where(value => value.Length >= ShortestValue)
        .Aggregate(text, (said, value) => said.Replace(value, Blank, StringComparison.Ordinal));

    private static string Unquoted(string text)
    {
        var (first, last) = (text.IndexOf('\'', StringComparison.Ordinal), text.LastIndexOf('\''));
        return first < last ? string.Concat(text.AsSpan(0, first + 1), Blank, text.AsSpan(last)) : text;
    }
}
