namespace Gateway.Evidence;

/// <summary>One link of the chain: which thing was committed, the digest of its content, and the hash of the link before it.</summary>
/// <param name="Sequence">Its place, from 1 without a gap.</param>
/// <param name="Previous">Hash of the entry before it; zeros for the first.</param>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Key">Which one.</param>
/// <param name="At">When it was sealed; whole microseconds count.</param>
/// <param name="Content">Digest of the thing's content.</param>
/// <param name="Hash">The hash it claims to have.</param>
public sealed record Entry(long Sequence, Digest Previous, string Kind, string Key, DateTimeOffset At, Digest Content, Digest Hash)
{
    private const long TicksOfMicrosecond = 10;

    /// <summary>The entry that follows <paramref name="last"/>, or the first.</summary>
    public static Entry After(Entry? last, string kind, string key, DateTimeOffset at, Digest content)
    {
        var entry = new Entry((last?.Sequence ?? 0) + 1, last?.Hash ?? Digest.Nothing, kind, key, at, content, Digest.Nothing);
        return entry with { Hash = entry.Compute() };
    }

    /// <summary>
    /// The hash its other values give: SHA-256 over the tag <c>gateway entry 1</c>, sequence, previous hash, kind, key, microseconds since
    /// 1970-01-01 UTC and content digest, each framed by its length.
    /// </summary>
    public Digest Compute() => Compute(Sequence);

    /// <summary>The hash it would have at another place.</summary>
    internal Digest Compute(long sequence) => new FramedBytes("gateway entry 1")
        .Number(sequence).Bytes(Previous.Span).Text(Kind).Text(Key)
        .Number(Math.DivRem(At.UtcTicks - DateTimeOffset.UnixEpoch.Ticks, TicksOfMicrosecond).Quotient).Bytes(Content.Span)
        .Digest();
}
