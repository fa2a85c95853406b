namespace Gateway.Signatures;

/// <summary>Reads on to a limit, and looks at how a document begins.</summary>
internal sealed class MeasuredStream(Stream inner, long most) : Stream
{
    private readonly byte[] _start = new byte[1_024];
    private readonly TagMeter _tags = new();
    private int _kept;
    private long _read;

    /// <summary>There was more than the limit.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>It begins like an encoding other than UTF-8.</summary>
    public bool IsWide { get; private set; }

    /// <summary>A tag was longer than any reader should be given.</summary>
    public bool HasLongTag => _tags.IsExceeded;

    /// <summary>Its first bytes, as far as they were read.</summary>
    public ReadOnlySpan<byte> Start => _start.AsSpan(0, _kept);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = inner.Read(buffer, offset, count);
        Keep(buffer.AsSpan(offset, read));
        _read += read;
        IsTooLong |= _read > most;
        _tags.Look(buffer.AsSpan(offset, read));
        return IsTooLong || IsWide || HasLongTag ? 0 : read;
    }

    // A stream may give its first bytes one at a time.
    private void Keep(ReadOnlySpan<byte> read)
    {
        var more = read[..Math.Min(read.Length, _start.Length - _kept)];
        more.CopyTo(_start.AsSpan(_kept));
        _kept += more.Length;
        IsWide |= !XmlScan.IsUtf8(Start);
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
