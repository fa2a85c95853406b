namespace Gateway.Messages.Pieces;

/// <summary>A part of a long message: everything but the repeated elements, and some of those.</summary>
/// <param name="Reading">The part as a document of its own; paths of its findings are those of the whole message.</param>
/// <param name="From">Its first repeated element in the whole, from 1; 0 when there is none.</param>
/// <param name="Count">How many there are in it.</param>
public sealed record Piece(Reading Reading, int From, int Count)
{
    /// <summary>What of it is numbered otherwise than in the whole.</summary>
    internal PieceNumbers? Numbers { get; init; }
}

/// <summary>How much is read of a message that is taken a piece at a time.</summary>
/// <param name="MaxBytes">Bytes of the whole message; default 4 GiB.</param>
/// <param name="Size">Repeated elements in one piece; default 500.</param>
/// <param name="One">What one piece may be.</param>
public sealed record PieceLimits(long MaxBytes, int Size, ReadLimits One)
{
    /// <summary>The limits above.</summary>
    public static PieceLimits Default { get; } = new(4_294_967_296, 500, ReadLimits.Default);
}
