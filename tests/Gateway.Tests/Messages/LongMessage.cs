using System.Globalization;
using System.Text;

namespace Gateway.Tests.Messages;

/// <summary>A text of many parts that is never held: each read makes the next part.</summary>
internal sealed class LongText(IEnumerable<byte[]> parts) : Stream
{
    private readonly IEnumerator<byte[]> _parts = parts.GetEnumerator();
    private ReadOnlyMemory<byte> _rest;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        while (_rest.Length == 0)
        {
            if (!_parts.MoveNext())
            {
                return 0;
            }

            _rest = _parts.Current;
        }

        var taken = Math.Min(count, _rest.Length);
        _rest[..taken].CopyTo(buffer.AsMemory(offset));
        _rest = _rest[taken..];
        return taken;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>A declaration of many lines, made of a sample with few.</summary>
internal static class LongMessage
{
    public const string Line = "<GovernmentAgencyGoodsItem>";
    private const string End = "</GovernmentAgencyGoodsItem>";

    /// <summary>What stands before the lines, the first line, what stands behind them.</summary>
    public static (string Before, string Line, string After) Cut(string sample)
    {
        var from = sample.IndexOf(Line, StringComparison.Ordinal);
        var to = sample.IndexOf(End, StringComparison.Ordinal) + End.Length;
        return (sample[..from], sample[from..to], sample[(sample.LastIndexOf(End, StringComparison.Ordinal) + End.Length)..]);
    }

    public static Stream Open(string sample, int lines) => new LongText(Parts(sample, lines));

    private static IEnumerable<byte[]> Parts(string sample, int lines)
    {
        var (before, line, after) = Cut(sample);
        yield return Encoding.UTF8.GetBytes(before);
        for (var number = 1; number <= lines; number++)
        {
            yield return Encoding.UTF8.GetBytes(line.Replace("<SequenceNumeric>1<", string.Create(CultureInfo.InvariantCulture, $"<SequenceNumeric>{number}<"), StringComparison.Ordinal));
        }

        yield return Encoding.UTF8.GetBytes(after);
    }
}
