namespace Gateway.Exchange;

/// <summary>How a message stands to what its partner sent before under the same reference.</summary>
public enum Repeat
{
    /// <summary>The reference is new.</summary>
    First,

    /// <summary>The same body again: nothing changes and the first answer is given again.</summary>
    SameBody,

    /// <summary>Another body under a known reference: a conflict, refused and put before a person.</summary>
    OtherBody,
}

/// <summary>Tells a repeat from a conflict. Times, connections and transport headers never count, only the body.</summary>
public static class Identity
{
    /// <summary>Compares the hash kept under the reference, where there is one, with the hash of the body received.</summary>
    public static Repeat Compare(byte[]? kept, ReadOnlySpan<byte> received) =>
        kept is null ? Repeat.First
        : kept.AsSpan().SequenceEqual(received) ? Repeat.SameBody
        : Repeat.OtherBody;
}
