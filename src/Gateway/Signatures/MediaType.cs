using System.Collections.Frozen;

namespace Gateway.Signatures;

/// <summary>A Content-Type value: type and parameters, read strictly.</summary>
internal sealed record MediaType(string Type, FrozenDictionary<string, string> Parameters)
{
    private const int LongestValue = 1024;

    /// <summary>Reads <c>type/subtype; name=value; name="value"</c>; <c>null</c> for anything else.</summary>
    public static MediaType? Parse(string? text)
    {
        if (text is null or { Length: > LongestValue } || text.Any(letter => letter is < ' ' and not '\t' or > '~'))
        {
            return null;
        }

        var pieces = Pieces(text);
        var type = pieces?[0].ToLowerInvariant() ?? "";
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var piece in pieces?.Skip(1).Where(piece => piece.Length > 0) ?? [])
        {
            var equals = piece.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || !parameters.TryAdd(piece[..equals].TrimEnd(), Unquoted(piece[(equals + 1)..].TrimStart())))
            {
                return null;
            }
        }

        return type.Split('/') is [{ Length: > 0 }, { Length: > 0 }] && !type.Contains(' ', StringComparison.Ordinal)
            ? new MediaType(type, parameters.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase))
            : null;
    }

    /// <summary>A parameter's value, or empty.</summary>
    public string Parameter(string name) => Parameters.GetValueOrDefault(name, "");

    // Splits at semicolons outside quotes; a backslash inside quotes is not needed by anybody and refused.
    private static List<string>? Pieces(string text)
    {
        var pieces = new List<string>();
        var quoted = false;
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            quoted ^= text[i] == '"';
            if (text[i] == ';' && !quoted)
            {
                pieces.Add(text[start..i].Trim());
                start = i + 1;
            }
        }

        pieces.Add(text[start..].Trim());
        return quoted || text.Contains('\\', StringComparison.Ordinal) ? null : pieces;
    }

    private static string Unquoted(string value) =>
        value.Length >= 2 && value[0] == '"' && value[^1] == '"' ? value[1..^1] : value;
}
