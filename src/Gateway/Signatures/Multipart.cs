using System.Text;

namespace Gateway.Signatures;

/// <summary>
/// A <c>multipart/signed</c> body cut into its two parts, byte for byte. A line ends with CRLF or LF alone only in delimiters
/// and part headers; the line break before a delimiter belongs to the delimiter, everything else to the part.
/// </summary>
internal static class Multipart
{
    private const int LongestPreamble = 1024;
    private const int LongestHeader = 4096;
    private const int MostHeaders = 8;

    /// <summary>Both parts, headers included, or <c>null</c> where there are not exactly two well delimited ones.</summary>
    public static (ReadOnlyMemory<byte> Signed, ReadOnlyMemory<byte> Signature)? Split(ReadOnlyMemory<byte> body, string boundary)
    {
        if (boundary.Length is 0 or > 70 || boundary[^1] == ' ')
        {
            return null;
        }

        var delimiter = Encoding.ASCII.GetBytes("--" + boundary);
        var first = Next(body.Span, delimiter, 0);
        var second = first is null ? null : Next(body.Span, delimiter, first.Value.After);
        var third = second is null ? null : Next(body.Span, delimiter, second.Value.After);
        if (third is null || first!.Value.Closes || second!.Value.Closes || !third.Value.Closes || first.Value.Before > LongestPreamble)
        {
            return null;
        }

        var epilogue = body.Span[third.Value.After..].IndexOfAnyExcept("\r\n \t"u8) < 0;
        return epilogue && second.Value.Before >= first.Value.After && third.Value.Before >= second.Value.After
            ? (body[first.Value.After..second.Value.Before], body[second.Value.After..third.Value.Before])
            : null;
    }

    /// <summary>A part's headers by lower-case name and its content, or <c>null</c> where the headers are not plain and few.</summary>
    public static (Dictionary<string, string> Headers, ReadOnlyMemory<byte> Content)? Part(ReadOnlyMemory<byte> part)
    {
        var headers = new List<string>();
        var position = 0;
        while (position < part.Length)
        {
            var end = part.Span[position..Math.Min(part.Length, position + LongestHeader)].IndexOf((byte)'\n');
            if (end < 0)
            {
                return null;
            }

            var line = Encoding.Latin1.GetString(part.Span.Slice(position, end)).TrimEnd('\r');
            position += end + 1;
            if (line.Length == 0)
            {
                return Named(headers) is { } named ? (named, part[position..]) : null;
            }

            if (!Add(headers, line))
            {
                return null;
            }
        }

        return null;
    }

    private static bool Add(List<string> headers, string line)
    {
        var folded = line[0] is ' ' or '\t';
        if (folded && headers.Count > 0 && headers[^1].Length < LongestHeader)
        {
            headers[^1] += " " + line.Trim();
            return true;
        }

        headers.Add(line);
        return !folded && headers.Count <= MostHeaders;
    }

    private static Dictionary<string, string>? Named(List<string> lines)
    {
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1 || !named.TryAdd(line[..colon].ToLowerInvariant(), line[(colon + 1)..].Trim()))
            {
                return null;
            }
        }

        return named;
    }

    // A line that only begins like the delimiter makes the cut ambiguous: no delimiter is found then, and the message is refused.
    private static (int Before, int After, bool Closes)? Next(ReadOnlySpan<byte> body, ReadOnlySpan<byte> delimiter, int from)
    {
        var position = from;
        while (true)
        {
            var found = body[position..].IndexOf(delimiter);
            if (found < 0)
            {
                return null;
            }

            position += found;
            if (position == 0 || body[position - 1] == '\n')
            {
                return Delimiter(body, position, position + delimiter.Length);
            }

            position += delimiter.Length;
        }
    }

    private static (int Before, int After, bool Closes)? Delimiter(ReadOnlySpan<byte> body, int start, int end)
    {
        var closes = body[end..].StartsWith("--"u8);
        end += closes ? 2 : 0;
        var rest = body[end..];
        var length = rest.StartsWith("\r\n"u8) ? 2 : rest.StartsWith("\n"u8) ? 1 : 0;
        if (length == 0 && !(closes && rest.IsEmpty))
        {
            return null;
        }

        var before = start == 0 ? 0 : start - (start > 1 && body[start - 2] == '\r' ? 2 : 1);
        return (before, end + length, closes);
    }
}
