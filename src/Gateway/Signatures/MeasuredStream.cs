namespace Gateway.Signatures;

/// <summary>Reads on to a limit, and looks at how a document begins.</summary>
internal sealed class MeasuredStream(Stream inner, long most) : Stream
{
    private long _read;

    /// <summary>There was more than the limit.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>It begins like an encoding other than UTF-8.</summary>
    public bool IsWide { get; private set; }

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
        IsWide |= _read == 0 && !XmlScan.IsUtf8(buffer.AsSpan(offset, read));
        _read += read;
        IsTooLong |= _read > most;
        return IsTooLong || IsWide ? 0 : read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
