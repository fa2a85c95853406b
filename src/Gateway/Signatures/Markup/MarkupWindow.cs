using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Gateway.Signatures.Markup;

/// <summary>
/// The part of a document that is looked at: all of it where it is in memory, else as much of a stream as the longest tag. Only bytes
/// that are characters of XML in UTF-8 come into view; where others follow, the view ends before them.
/// </summary>
internal sealed class MarkupWindow : IDisposable
{
    /// <summary>No tag is longer: a reader takes a tag whole.</summary>
    public const int LongestTag = 65_536;

    private const int Size = 3 * LongestTag;
    private static readonly SearchValues<byte> Controls = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31]);

    private readonly Stream? _stream;
    private readonly long _most;
    private readonly byte[] _bytes;
    private int _at;
    private int _end;
    private int _filled;
    private long _read;
    private string _fault = "";

    /// <summary>A document in memory.</summary>
    public MarkupWindow(ReadOnlyMemory<byte> xml, long most)
    {
        var segment = MemoryMarshal.TryGetArray(xml, out var found) ? found : new ArraySegment<byte>(xml.ToArray());
        (_bytes, _at, _end, _filled) = (segment.Array ?? [], segment.Offset, segment.Offset, segment.Offset + segment.Count);
        IsComplete = true;
        if (xml.Length > most)
        {
            Break(_at, SignatureCodes.Size);
        }

        Begin();
    }

    /// <summary>A document that comes.</summary>
    public MarkupWindow(Stream xml, long most)
    {
        (_stream, _most, _bytes) = (xml, most, ArrayPool<byte>.Shared.Rent(Size));
        Fill();
        Begin();
    }

    /// <summary>Nothing comes behind what is in view.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>What is in view and was not passed.</summary>
    public ReadOnlySpan<byte> Rest => _bytes.AsSpan(_at, _end - _at);

    /// <summary>The whole document and the place it is looked at, where it stays in memory.</summary>
    public (byte[] Bytes, int At)? Kept => _stream is null ? (_bytes, _at) : null;

    /// <summary>The next bytes of what is in view, for as long as they are not passed.</summary>
    public ReadOnlyMemory<byte> Next(int count) => _bytes.AsMemory(_at, count);

    /// <summary>Nothing of the document was passed yet, but its byte order mark.</summary>
    public bool IsAtStart { get; private set; } = true;

    /// <summary>Why nothing follows what is in view, where the document may not end there.</summary>
    public MarkupException Fault => new(_fault.Length > 0 ? _fault : SignatureCodes.Malformed);

    /// <summary>The document ended as one does: nothing that cannot be read comes behind what is in view.</summary>
    public bool IsWhole => IsComplete && _fault.Length == 0;

    /// <summary>Passes some bytes.</summary>
    public void Pass(int count)
    {
        IsAtStart &= count == 0;
        _at += count;
        if (!IsComplete && _end - _at <= LongestTag)
        {
            Fill();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_stream is not null)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }
    }

    private void Begin()
    {
        var start = _bytes.AsSpan(_at, Math.Min(4, _filled - _at));
        if (start.Contains((byte)0) || start.IndexOfAny((byte)0xFE, (byte)0xFF) >= 0)
        {
            Break(_at, SignatureCodes.Encoding);
        }

        _at += start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) && _filled > _at ? 3 : 0;
        _end = Math.Max(_end, _at);
        Look();
    }

    // Read until it is full, however little the stream gives at a time.
    private void Fill()
    {
        _bytes.AsSpan(_at, _filled - _at).CopyTo(_bytes);
        (_end, _filled, _at) = (_end - _at, _filled - _at, 0);
        while (!IsComplete && _filled < Size)
        {
            var more = _stream!.Read(_bytes, _filled, (int)Math.Min(Size - _filled, _most + 1 - _read));
            IsComplete = more <= 0;
            (_filled, _read) = (_filled + more, _read + more);
            if (_read > _most)
            {
                Break(_filled - 1, SignatureCodes.Size);
            }
        }

        if (!IsAtStart)
        {
            Look();
        }
    }

    private void Break(int at, string code)
    {
        (_filled, _fault, IsComplete) = (at, code, true);
        _end = Math.Min(_end, at);
    }

    // Takes into view what came, up to the first byte that is none of a document's.
    private void Look()
    {
        var came = _bytes.AsSpan(_end, _filled - _end);
        var control = came.IndexOfAny(Controls);
        var good = Whole(control < 0 ? came : came[..control]);
        _end += good;
        if (_end < _filled && (IsComplete || control >= 0 || !IsBegun(came[good..])))
        {
            Break(_end, SignatureCodes.Malformed);
        }
    }

    // The rest of a character is still to come.
    private static bool IsBegun(ReadOnlySpan<byte> tail) => tail.Length < 4 && Rune.DecodeFromUtf8(tail, out _, out _) == OperationStatus.NeedMoreData;

    // How many of the bytes are whole characters of XML.
    private static int Whole(ReadOnlySpan<byte> bytes)
    {
        if (Ascii.IsValid(bytes))
        {
            return bytes.Length;
        }

        var good = Utf8.IsValid(bytes) ? bytes.Length : WholeRunes(bytes);
        foreach (ReadOnlySpan<byte> never in (ReadOnlySpan<byte[]>)[[0xEF, 0xBF, 0xBE], [0xEF, 0xBF, 0xBF]])
        {
            good = bytes[..good].IndexOf(never) is var at and >= 0 ? at : good;
        }

        return good;
    }

    private static int WholeRunes(ReadOnlySpan<byte> bytes)
    {
        var good = 0;
        while (good < bytes.Length && Rune.DecodeFromUtf8(bytes[good..], out _, out var length) == OperationStatus.Done)
        {
            good += length;
        }

        return good;
    }
}
