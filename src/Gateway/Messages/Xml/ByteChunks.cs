using System.Buffers;

namespace Gateway.Messages.Xml;

/// <summary>Takes bytes of unknown number in borrowed pieces; only the whole is an array of its own, made once.</summary>
internal sealed class ByteChunks : Stream
{
    private const int Size = 32_768;
    private readonly List<byte[]> _full = [];
    private byte[] _last = ArrayPool<byte>.Shared.Rent(Size);
    private int _used;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _full.Sum(chunk => (long)chunk.Length) + _used;

    public override long Position
    {
        get => Length;
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            if (_used == _last.Length)
            {
                _full.Add(_last);
                (_last, _used) = (ArrayPool<byte>.Shared.Rent(Size), 0);
            }

            var taken = Math.Min(buffer.Length, _last.Length - _used);
            buffer[..taken].CopyTo(_last.AsSpan(_used));
            _used += taken;
            buffer = buffer[taken..];
        }
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        var at = 0;
        foreach (var chunk in _full)
        {
            chunk.CopyTo(bytes, at);
            at += chunk.Length;
        }

        _last.AsSpan(0, _used).CopyTo(bytes.AsSpan(at));
        return bytes;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && _last.Length > 0)
        {
            foreach (var chunk in _full.Append(_last))
            {
                ArrayPool<byte>.Shared.Return(chunk);
            }

            _full.Clear();
            (_last, _used) = ([], 0);
        }

        base.Dispose(disposing);
    }
}
