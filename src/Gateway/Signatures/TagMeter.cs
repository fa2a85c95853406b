namespace Gateway.Signatures;

/// <summary>
/// Measures tags before a reader sees them: a reader takes a tag whole, and its time for one of megabytes grows with the square of its
/// length. Where quotes stand in comments it may measure too much; such a document is refused anyway.
/// </summary>
internal sealed class TagMeter
{
    private const int Most = 65_536;
    private byte _state;
    private int _length;

    /// <summary>A tag is longer than the limit.</summary>
    public bool IsExceeded { get; private set; }

    public void Look(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0 && !IsExceeded)
        {
            var at = _state == 0 ? bytes.IndexOf((byte)'<') : _state == '<' ? bytes.IndexOfAny((byte)'>', (byte)'"', (byte)'\'') : bytes.IndexOf(_state);
            var passed = at < 0 ? bytes.Length : at + 1;
            _length = _state == 0 ? 0 : _length + passed;
            IsExceeded = _length > Most;
            _state = at < 0 ? _state : Next(bytes[at]);
            bytes = bytes[passed..];
        }
    }

    // Outside, in a tag, or inside a quoted value, which only its own quote ends.
    private byte Next(byte met) => _state != 0 && _state != '<' ? (byte)'<' : met == '>' ? (byte)0 : met;
}
