namespace Gateway.Messages;

/// <summary>How much of a message is read before it is refused. Every reader counts and stops; none trusts the sender.</summary>
/// <param name="MaxBytes">Bytes of the message; default 10 MiB.</param>
/// <param name="MaxDepth">Levels of nesting; default 64.</param>
/// <param name="MaxNodes">Elements, attributes, items or JSON values; default 200 000.</param>
/// <param name="MaxAttributes">Attributes of one element; default 256.</param>
public sealed record ReadLimits(int MaxBytes = 10_485_760, int MaxDepth = 64, int MaxNodes = 200_000, int MaxAttributes = 256)
{
    /// <summary>The limits above.</summary>
    public static ReadLimits Default { get; } = new();
}

/// <summary>What reading cost: the proof that a hostile message was stopped early.</summary>
/// <param name="Bytes">Bytes looked at.</param>
/// <param name="Nodes">Nodes visited.</param>
/// <param name="Depth">Deepest level reached.</param>
public sealed record ReadCounts(int Bytes, int Nodes, int Depth);

/// <summary>The running count of one reading; nested messages share it.</summary>
internal sealed class ReadCounter(ReadLimits limits)
{
    public ReadLimits Limits { get; } = limits;

    public int Bytes { get; set; }

    public int Nodes { get; private set; }

    public int Depth { get; private set; }

    /// <summary>Counts one node at a level; <c>false</c> when the limit is passed.</summary>
    public bool Visit(int depth)
    {
        Nodes++;
        Depth = Math.Max(Depth, depth);
        return Nodes <= Limits.MaxNodes;
    }

    public ReadCounts ToCounts() => new(Bytes, Nodes, Depth);
}
