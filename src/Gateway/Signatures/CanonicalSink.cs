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
    private const int Short = 24;
    private readonly List<IncrementalHash> _hashes;
    private readonly Stream? _spool;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(Start);
    private int _used;
    private bool _flushed;

    /// <summary>Keeps everything in memory.</summary>
    public CanonicalSink()
        : this([], null)
    {
    }

    /// <summary>Writes on to a stream and digests with each of these hashes on the way: which one is asked for is not known yet.</summary>
    public CanonicalSink(IEnumerable<HashAlgorithmName> hashes, Stream? spool)
    {
        _hashes = [.. hashes.Select(IncrementalHash.CreateHash)];
        _spool = spool;
    }

    /// <summary>It was written on, and is not here.</summary>
    public bool IsSpooled => _spool is not null;

    /// <summary>Nothing was written yet.</summary>
    public bool IsEmpty => _used == 0 && !_flushed;

    /// <summary>Adds text; a pair of surrogates is never parted by its callers.</summary>
    public void Write(ReadOnlySpan<char> text)
    {
        text = text[Plain(text)..];
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

    // Most texts are a few plain letters, for which the way through the converter is longer than the text. How many were taken.
    private int Plain(ReadOnlySpan<char> text)
    {
        if (text.Length > Short || text.Length > _buffer.Length - _used)
        {
            return 0;
        }

        var bytes = _buffer.AsSpan(_used, text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] > '\x7F')
            {
                _used += i;
                return i;
            }

            bytes[i] = (byte)text[i];
        }

        _used += text.Length;
        return text.Length;
    }

    /// <summary>Adds one ASCII character.</summary>
    public void Write(char letter)
    {
        if (_used == _buffer.Length)
        {
            MakeRoom();
        }

        _buffer[_used++] = (byte)letter;
    }

    /// <summary>The digest of everything; of what was written on, once, with one of the hashes it was begun with.</summary>
    public byte[] Digest(HashAlgorithmName hash)
    {
        if (_spool is null)
        {
            return CryptographicOperations.HashData(hash, _buffer.AsSpan(0, _used));
        }

        Flush();
        return _hashes.Find(begun => begun.AlgorithmName == hash)!.GetHashAndReset();
    }

    /// <summary>Everything so far; nothing that was written on to a stream.</summary>
    public byte[] ToArray() => _buffer.AsSpan(0, _used).ToArray();

    /// <inheritdoc/>
    public void Dispose()
    {
        _hashes.ForEach(hash => hash.Dispose());
        ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _used) = ([], 0);
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
