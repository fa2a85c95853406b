using System.Buffers;
using System.Security.Cryptography;
using System.Text.Unicode;

namespace Gateway.Signatures;

/// <summary>
/// Takes canonical text as UTF-8: digests it as it comes, and keeps it - in borrowed memory, or written on to a stream, so that a long
/// document needs no memory of its length.
/// </summary>
internal sealed class CanonicalSink : IDisposable
{
    private const int Start = 16_384;
    private const int MostAbout = 16_777_216;
    private readonly List<IncrementalHash> _hashes;
    private readonly Stream? _spool;
    private byte[] _buffer;
    private int _used;
    private bool _flushed;

    // A stretch of a document that is to be copied once it is known how long it is.
    private byte[] _source = [];
    private int _from;
    private int _to;

    /// <summary>Keeps everything in memory, about as much as is said.</summary>
    public CanonicalSink(int about = Start)
        : this([], null, about)
    {
    }

    /// <summary>Writes on to a stream and digests with each of these hashes on the way: which one is asked for is not known yet.</summary>
    public CanonicalSink(IEnumerable<HashAlgorithmName> hashes, Stream spool)
        : this(hashes, spool, Start)
    {
    }

    private CanonicalSink(IEnumerable<HashAlgorithmName> hashes, Stream? spool, int about)
    {
        _hashes = [.. hashes.Select(IncrementalHash.CreateHash)];
        _spool = spool;
        _buffer = ArrayPool<byte>.Shared.Rent(Math.Clamp(about, Start, MostAbout));
    }

    /// <summary>It was written on, and is not here.</summary>
    public bool IsSpooled => _spool is not null;

    /// <summary>Nothing was written yet.</summary>
    public bool IsEmpty => _used == 0 && _to == _from && !_flushed;

    /// <summary>Adds text; a pair of surrogates is never parted by its callers.</summary>
    public void Write(ReadOnlySpan<char> text)
    {
        Settle();
        while (text.Length > 0)
        {
            var status = Utf8.FromUtf16(text, _buffer.AsSpan(_used), out var read, out var written);
            _used += written;
            text = text[read..];
            if (text.Length > 0)
            {
                if (status != OperationStatus.DestinationTooSmall)
                {
                    throw new InvalidOperationException("a lone surrogate in a text that was read as XML");
                }

                MakeRoom();
            }
        }
    }

    /// <summary>Adds bytes of an array that does not change; such as lie one behind the other are copied together.</summary>
    public void Run(byte[] source, int start, int length)
    {
        if (start != _to || source != _source)
        {
            Settle();
            (_source, _from, _to) = (source, start, start);
        }

        _to += length;
    }

    /// <summary>Adds bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        Settle();
        Take(bytes);
    }

    private void Settle()
    {
        if (_to > _from)
        {
            var stretch = _source.AsSpan(_from, _to - _from);
            (_source, _from, _to) = ([], 0, 0);
            Take(stretch);
        }
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > _buffer.Length - _used)
        {
            var fitting = _spool is null ? 0 : _buffer.Length - _used;
            bytes[..fitting].CopyTo(_buffer.AsSpan(_used));
            _used += fitting;
            bytes = bytes[fitting..];
            MakeRoom();
        }

        bytes.CopyTo(_buffer.AsSpan(_used));
        _used += bytes.Length;
    }

    /// <summary>Adds a byte and others behind it.</summary>
    public void Write(byte first, ReadOnlySpan<byte> bytes)
    {
        Write(first);
        Write(bytes);
    }

    /// <summary>Adds the end tag of a name.</summary>
    public void WriteEnd(ReadOnlySpan<byte> name)
    {
        Settle();
        if (name.Length + 3 > _buffer.Length - _used)
        {
            Write("</"u8);
            Write(name);
            Write((byte)'>');
            return;
        }

        var tag = _buffer.AsSpan(_used, name.Length + 3);
        tag[0] = (byte)'<';
        tag[1] = (byte)'/';
        name.CopyTo(tag[2..]);
        tag[^1] = (byte)'>';
        _used += tag.Length;
    }

    /// <summary>Adds one byte.</summary>
    public void Write(byte letter)
    {
        Settle();
        if (_used == _buffer.Length)
        {
            MakeRoom();
        }

        _buffer[_used++] = letter;
    }

    /// <summary>The digest of everything; of what was written on, once, with one of the hashes it was begun with.</summary>
    public byte[] Digest(HashAlgorithmName hash)
    {
        Settle();
        if (_spool is null)
        {
            return CryptographicOperations.HashData(hash, _buffer.AsSpan(0, _used));
        }

        Flush();
        return _hashes.Find(begun => begun.AlgorithmName == hash)!.GetHashAndReset();
    }

    /// <summary>Everything so far; nothing that was written on to a stream.</summary>
    public byte[] ToArray()
    {
        Settle();
        return _buffer.AsSpan(0, _used).ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _hashes.ForEach(hash => hash.Dispose());
        ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _used, _from, _to) = ([], 0, 0, 0);
    }

    private void MakeRoom()
    {
        if (_spool is not null)
        {
            Flush();
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(checked(_buffer.Length * 2));
        _buffer.AsSpan(0, _used).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private void Flush()
    {
        _hashes.ForEach(hash => hash.AppendData(_buffer, 0, _used));
        _spool!.Write(_buffer, 0, _used);
        (_used, _flushed) = (0, true);
    }
}
