using System.Buffers;

namespace Gateway.Signatures.Markup;

/// <summary>Where names, values and texts end. Most are a few bytes long, for which a look at each costs less than the platform's wide search.</summary>
internal static class MarkupBytes
{
    private const int Short = 24;
    private static readonly SearchValues<byte> TextStops = SearchValues.Create("<&>\r"u8);
    private static readonly SearchValues<byte> ValueStops = SearchValues.Create("&<\"\t\n\r"u8);

    // By byte: 1 ends a name, 2 is written otherwise in the value of an attribute.
    private static readonly byte[] Kinds = Mark(" \t\r\n/>=<\"'&?", "&<\"\t\n\r");

    /// <summary>Whether exactly this name stands at the beginning.</summary>
    public static bool IsName(ReadOnlySpan<byte> tag, ReadOnlySpan<byte> name) => tag.Length > name.Length && (Kinds[tag[name.Length]] & 1) != 0 && tag.StartsWith(name);

    /// <summary>Where a name ends that begins at a place, or -1 where it does not.</summary>
    public static int EndOfName(ReadOnlySpan<byte> tag, int at)
    {
        var kinds = Kinds;
        for (; at < tag.Length; at++)
        {
            if ((kinds[tag[at]] & 1) != 0)
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>Where the value behind a quote ends, or -1 where it does not; whether canonical XML writes it as it stands.</summary>
    public static int EndOfValue(ReadOnlySpan<byte> tag, int at, out bool isPlain)
    {
        var (quote, kinds, start) = (tag[at - 1], Kinds, at);
        isPlain = true;
        for (var most = Math.Min(tag.Length, at + Short); at < most; at++)
        {
            if (tag[at] == quote)
            {
                return at;
            }

            isPlain &= (kinds[tag[at]] & 2) == 0;
        }

        var length = tag[at..].IndexOf(quote);
        isPlain &= length < 0 || !tag[start..(at + length)].ContainsAny(ValueStops);
        return length < 0 ? -1 : at + length;
    }

    /// <summary>Where a text ends, or -1 where no tag follows; whether it has to be written otherwise.</summary>
    public static int EndOfText(ReadOnlySpan<byte> view, out bool isOther)
    {
        var stop = view.IndexOfAny(TextStops);
        isOther = stop >= 0 && view[stop] != '<';
        return !isOther ? stop : view[stop..].IndexOf((byte)'<') is var more and >= 0 ? stop + more : -1;
    }

    private static byte[] Mark(string nameEnds, string inValues)
    {
        var kinds = new byte[256];
        for (var one = 0; one < kinds.Length; one++)
        {
            kinds[one] = (byte)((nameEnds.Contains((char)one, StringComparison.Ordinal) ? 1 : 0) | (inValues.Contains((char)one, StringComparison.Ordinal) ? 2 : 0));
        }

        return kinds;
    }
}
