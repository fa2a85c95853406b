namespace Gateway.Signatures.Markup;

/// <summary>The XML declaration: version 1.0, then an encoding, then whether the document stands alone, the last two where they are wanted.</summary>
internal static class MarkupDeclaration
{
    /// <summary>The encoding named between <c>&lt;?xml</c> and <c>?&gt;</c>, if one is.</summary>
    public static string? Encoding(ReadOnlySpan<byte> content)
    {
        var text = System.Text.Encoding.UTF8.GetString(content);
        var version = Take(ref text, "version");
        var encoding = Take(ref text, "encoding");
        var alone = Take(ref text, "standalone");
        return version == "1.0" && alone is null or "yes" or "no" && text.Trim(' ', '\t', '\r', '\n').Length == 0
            ? encoding
            : throw MarkupException.Malformed;
    }

    // The value of the next one, if that is the next one.
    private static string? Take(ref string text, string name)
    {
        var rest = text.TrimStart(' ', '\t', '\r', '\n');
        if (rest.Length == text.Length || !rest.StartsWith(name, StringComparison.Ordinal))
        {
            return null;
        }

        rest = rest[name.Length..].TrimStart(' ', '\t', '\r', '\n');
        rest = rest.StartsWith('=') ? rest[1..].TrimStart(' ', '\t', '\r', '\n') : "";
        var end = rest.Length > 0 && rest[0] is '"' or '\'' ? rest.IndexOf(rest[0], 1) : throw MarkupException.Malformed;
        if (end < 0)
        {
            throw MarkupException.Malformed;
        }

        text = rest[(end + 1)..];
        return rest[1..end];
    }
}
