namespace Gateway.Signatures.Markup;

/// <summary>Bytes one behind the other, emptied and filled again.</summary>
internal sealed class MarkupBuffer
{
    private byte[] _bytes = new byte[256];

    /// <summary>How many there are.</summary>
    public int Length { get; private set; }

    /// <summary>All of them.</summary>
    public ReadOnlySpan<byte> All => _bytes.AsSpan(0, Length);

    /// <summary>Some of them.</summary>
    public ReadOnlySpan<byte> Part(int start, int length) => _bytes.AsSpan(start, length);

    /// <summary>Forgets them.</summary>
    public void Clear() => Length = 0;

    /// <summary>Adds one.</summary>
    public void Add(byte one)
    {
        Require(1);
        _bytes[Length++] = one;
    }

    /// <summary>Adds several.</summary>
    public void Add(ReadOnlySpan<byte> more)
    {
        Require(more.Length);
        more.CopyTo(_bytes.AsSpan(Length));
        Length += more.Length;
    }

    private void Require(int more)
    {
        if (_bytes.Length - Length < more)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, checked(Length + more)));
        }
    }
}
