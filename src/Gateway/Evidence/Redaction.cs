using System.Text;

namespace Gateway.Evidence;

/// <summary>Blanks confidential places, byte for byte, so that lengths and all other bytes stay.</summary>
public static class Redaction
{
    /// <summary>What stands where something was.</summary>
    public const byte Blank = (byte)'*';

    /// <summary>What stands in the confidential places of a message's content, without blanks around it; <c>null</c> where it cannot be told that every place was found.</summary>
    public static IReadOnlyList<string>? Values(byte[] bytes, IReadOnlyList<ConfidentialPlace> places) => Of(bytes, "", places) is { } blanked
        ? [.. blanked.Stretches.Select(stretch => Encoding.UTF8.GetString(bytes, (int)stretch[0], (int)stretch[1]).Trim()).Where(value => value.Length > 0).Distinct()]
        : null;

    /// <summary>
    /// The blanked bytes and the stretches, or <c>null</c> where it cannot be told that every place was found: then the bytes are withheld.
    /// </summary>
    public static (byte[] Bytes, IReadOnlyList<long[]> Stretches)? Of(byte[] bytes, string contentType, IReadOnlyList<ConfidentialPlace> places)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        ArgumentNullException.ThrowIfNull(contentType);
        ArgumentNullException.ThrowIfNull(places);
        var stretches = new SortedSet<(int Offset, int Length)>();
        var found = Start(bytes, contentType) is { } start && places.All(place => place.Element.Length > 0
            ? Elements(bytes, start, place.Element, stretches)
            : Stretch(bytes, start, place, stretches));
        if (!found)
        {
            return null;
        }

        var blanked = (byte[])bytes.Clone();
        foreach (var (offset, length) in stretches)
        {
            blanked.AsSpan(offset, length).Fill(Blank);
        }

        return (blanked, [.. stretches.Select(stretch => new long[] { stretch.Offset, stretch.Length })]);
    }

    // Inside a signed mail the content stands behind the first part's headers, as it is; in any other transfer encoding it cannot be blanked.
    private static int? Start(byte[] bytes, string contentType)
    {
        if (!contentType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
        {
            return 0;
        }

        var (wide, narrow) = (bytes.AsSpan().IndexOf("\r\n\r\n"u8), bytes.AsSpan().IndexOf("\n\n"u8));
        var end = wide >= 0 && (narrow < 0 || wide < narrow) ? wide + 4 : narrow >= 0 ? narrow + 2 : -1;
        return end < 0 || Encoding.Latin1.GetString(bytes, 0, end) is var head
            && (head.Contains("base64", StringComparison.OrdinalIgnoreCase) || head.Contains("quoted-printable", StringComparison.OrdinalIgnoreCase)) ? null : end;
    }

    private static bool Stretch(byte[] bytes, int start, ConfidentialPlace place, SortedSet<(int, int)> stretches)
    {
        var offset = start + place.Offset;
        return offset + place.Length <= bytes.Length && (stretches.Add((offset, place.Length)) || true);
    }

    // Rather too much than too little: every element of the name, whatever it stands in, up to its end tag. Text that hides markup is withheld.
    private static bool Elements(byte[] bytes, int start, string name, SortedSet<(int, int)> stretches)
    {
        var text = Encoding.Latin1.GetString(bytes);
        if (text.Contains("&lt;", StringComparison.Ordinal) || text.Contains("<![CDATA[", StringComparison.Ordinal) || text.Contains("<!--", StringComparison.Ordinal) || text.Contains('\0', StringComparison.Ordinal)
            || text.AsSpan(start).TrimStart("\u00EF\u00BB\u00BF \t\r\n").Length == 0 || text.AsSpan(start).TrimStart("\u00EF\u00BB\u00BF \t\r\n")[0] != '<')
        {
            return false;
        }

        for (var at = text.IndexOf(name, start, StringComparison.Ordinal); at >= 0; at = text.IndexOf(name, at + name.Length, StringComparison.Ordinal))
        {
            if (!Opens(text, at, name.Length))
            {
                continue;
            }

            var tag = text.IndexOf('>', at);
            var end = tag < 0 ? -1 : text[tag - 1] == '/' ? tag + 1 : text.IndexOf("</", tag, StringComparison.Ordinal);
            if (end < 0)
            {
                return false;
            }

            if (end > tag + 1)
            {
                stretches.Add((tag + 1, end - tag - 1));
            }
        }

        return true;
    }

    private static bool Opens(string text, int at, int length)
    {
        var open = at;
        while (open > 0 && (char.IsAsciiLetterOrDigit(text[open - 1]) || text[open - 1] is '_' or '-' or '.' or ':'))
        {
            open--;
        }

        var whole = at + length < text.Length && text[at + length] is '>' or '/' or ' ' or '\t' or '\r' or '\n';
        return whole && open > 0 && text[open - 1] == '<' && (open == at || text[at - 1] == ':');
    }
}
