namespace Gateway.Adapters;

/// <summary>Which paths a pack may hold: plain names below <c>adapters/</c> or <c>schemas/</c>, of kinds that are data.</summary>
public static class PackPath
{
    private const int MaxLength = 240;
    private const int MaxDepth = 12;
    private const int VersionDepth = 4;
    private static readonly string[] Kinds = [".json", ".map", ".csv", ".tsv", ".md", ".xml", ".txt", ".edi", ".xsd", ".wsdl"];

    /// <summary>Why a path may not be in a pack; <c>null</c> when it may.</summary>
    public static string? Refuse(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var steps = path.Split('/');
        return path.Length > MaxLength || steps.Length > MaxDepth ? $"a path of more than {MaxLength} characters or {MaxDepth} folders"
            : steps.Length < 3 || steps[0] is not ("adapters" or "schemas") ? "it does not stand in a folder below adapters/ or schemas/"
            : !Array.TrueForAll(steps, IsPlain) ? "a name is of letters, digits, dots, dashes and underscores and begins with a letter, a digit or an underscore"
            : path.StartsWith("schemas/canonical/", StringComparison.Ordinal) ? "the canonical document belongs to the program"
            : !Array.Exists(Kinds, kind => path.EndsWith(kind, StringComparison.Ordinal)) ? $"a pack holds data only: {string.Join(", ", Kinds)}"
            : null;
    }

    /// <summary>
    /// The version folder a file stands in, released as a whole: that of a manifest among <paramref name="manifests"/>, or
    /// <c>schemas/publisher/standard/version</c>. The file itself where it stands in none.
    /// </summary>
    public static string Unit(string path, IReadOnlySet<string> manifests)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(manifests);
        var steps = path.Split('/');
        if (steps[0] == "schemas")
        {
            return steps.Length > VersionDepth ? string.Join('/', steps[..VersionDepth]) : path;
        }

        for (var depth = steps.Length - 1; depth > 1; depth--)
        {
            var folder = string.Join('/', steps[..depth]);
            if (manifests.Contains($"{folder}/adapter.json"))
            {
                return folder;
            }
        }

        return path;
    }

    private static bool IsPlain(string name) => name.Length > 0
        && (char.IsAsciiLetterOrDigit(name[0]) || name[0] == '_')
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_');
}
