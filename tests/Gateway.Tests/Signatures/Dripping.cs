namespace Gateway.Tests.Signatures;

/// <summary>Gives its first bytes one at a time, then a few, as a slow connection does.</summary>
internal sealed class Dripping(byte[] bytes) : MemoryStream(bytes, writable: false)
{
    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, Position < 16 ? 1 : 1_000));

    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, Position < 16 ? 1 : 1_000)]);
}
