using System.Buffers;

namespace Gateway.Signatures.Markup;

/// <summary>The start tag of an element that holds one text: as it is written, and where it was last found to be canonical as it stands.</summary>
internal sealed class MarkupLeaf(byte[] tag, byte[] end, int attributes)
{
    /// <summary>The whole start tag.</summary>
    public byte[] Tag => tag;

    /// <summary>The end tag that belongs to it.</summary>
    public byte[] End => end;

    /// <summary>How many attributes it has.</summary>
    public int Attributes => attributes;

    /// <summary>What was declared and written around it then.</summary>
    public long State { get; set; }

    /// <summary>The one that stood behind it the last time.</summary>
    public MarkupLeaf? Next { get; set; }
}

/// <summary>
/// The elements of one text that a document repeats: a start tag that was read once, letter by letter, need not be read again while what
/// is declared and written around it is the same. It holds a fixed number of them; a document with more only costs the reading.
/// </summary>
internal sealed class MarkupLeaves
{
    /// <summary>Nothing is known to be as it was: every tag is read.</summary>
    public const long None = -1;

    private const int LongestTag = 96;
    private const int Most = 512;
    private static readonly SearchValues<byte> TextStops = SearchValues.Create("<&>\r"u8);
    private readonly Dictionary<int, MarkupLeaf> _known = [];
    private MarkupLeaf? _last;
    private int _learned;

    /// <summary>Whether an element that is known in this state begins here, how long it is, and how many nodes it is made of.</summary>
    public bool IsNext(ReadOnlySpan<byte> rest, long state, out int length, out int nodes)
    {
        (length, nodes) = (0, 0);
        var leaf = _last?.Next is { } expected && rest.StartsWith(expected.Tag) ? expected : Find(rest);
        if (leaf is null || leaf.State != state || TextLength(rest[leaf.Tag.Length..], leaf.End) is not (>= 0 and var text))
        {
            return false;
        }

        Follow(leaf);
        length = leaf.Tag.Length + text + leaf.End.Length;
        nodes = leaf.Attributes + (text > 0 ? 3 : 2);
        return true;
    }

    /// <summary>Keeps a start tag that was read and is canonical as it stands in this state, if a text and its end follow.</summary>
    public void Learn(ReadOnlySpan<byte> rest, int tag, MarkupName name, int attributes, long state)
    {
        if (tag > LongestTag || _learned == Most || rest.Length <= tag + 1 || (rest[tag] == '<' && rest[tag + 1] != '/'))
        {
            return;
        }

        var leaf = Find(rest);
        if (leaf is null)
        {
            byte[] end = [.. "</"u8, .. name.Written, (byte)'>'];
            if (TextLength(rest[tag..], end) < 0)
            {
                return;
            }

            leaf = _known[Key(rest[..tag])] = new MarkupLeaf(rest[..tag].ToArray(), end, attributes);
            _learned++;
        }

        leaf.State = state;
        Follow(leaf);
    }

    private void Follow(MarkupLeaf leaf)
    {
        if (_last is not null && _last.Next != leaf)
        {
            _last.Next = leaf;
        }

        _last = leaf;
    }

    private MarkupLeaf? Find(ReadOnlySpan<byte> rest)
    {
        var tag = rest[..Math.Min(rest.Length, LongestTag)].IndexOf((byte)'>') + 1;
        return tag > 0 && _known.TryGetValue(Key(rest[..tag]), out var leaf) && rest.StartsWith(leaf.Tag) ? leaf : null;
    }

    // How long the text is that canonical XML writes as it stands, with this end behind it, or -1.
    private static int TextLength(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> end)
    {
        var stop = rest.IndexOfAny(TextStops);
        return stop >= 0 && rest[stop..].StartsWith(end) ? stop : -1;
    }

    // Two tags of one key take turns; nothing else comes of it.
    private static int Key(ReadOnlySpan<byte> tag)
    {
        var hash = new HashCode();
        hash.AddBytes(tag);
        return hash.ToHashCode();
    }
}
