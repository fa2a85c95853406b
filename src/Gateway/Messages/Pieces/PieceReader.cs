namespace Gateway.Messages.Pieces;

/// <summary>
/// A long XML message, read twice: once for what stands around the repeated elements, once for those, some at a time. What is held at
/// any moment is the frame and one piece.
/// </summary>
/// <param name="path">Where the repeated elements stand.</param>
/// <param name="limits">How much is read.</param>
/// <param name="read">Reads one piece as a message of its own.</param>
internal sealed class PieceReader(PiecePath path, PieceLimits limits, Func<MessageNode, PieceNumbers, FindingList, Reading> read)
{
    private readonly FindingList _findings = new();
    private readonly ToleranceTally _tally = new();

    /// <summary>The pieces, at least one; one without a document is the last: it says why there are no more, or what the whole was forgiven.</summary>
    public IEnumerable<Piece> Read(Func<Stream> open)
    {
        var counter = new ReadCounter(limits.One);
        PieceFrame? frame;
        using (var first = new PieceInput(open(), path, limits, _findings))
        {
            frame = first.Frame(counter);
        }

        using var second = new PieceInput(open(), path, limits, _findings) { Prefixes = frame?.Root.Prefixes ?? [] };
        for (var (from, last) = (1, false); !last;)
        {
            var nodes = frame is null ? [] : Some(second);
            last = nodes.Count == 0;
            var numbers = new PieceNumbers(path.Noun, from);
            if (frame is null || _findings.HasErrors)
            {
                yield return new Piece(new Reading(null, new Tree("envelope"), _findings.Items, [], counter.ToCounts()), from, 0) { Numbers = numbers };
                yield break;
            }

            if (!last || from == 1)
            {
                yield return new Piece(read(frame.With(nodes, from), numbers, new FindingList(_tally)), from, nodes.Count) { Numbers = numbers };
            }

            // What stands around them was counted with the first ones.
            _tally.Counts ??= path.Holds;
            from += nodes.Count;
        }

        if (_findings.Items.Concat(_tally.Notes()).ToList() is { Count: > 0 } notes)
        {
            yield return new Piece(new Reading(null, new Tree("envelope"), notes, [], counter.ToCounts()), 0, 0);
        }
    }

    private List<MessageNode> Some(PieceInput input)
    {
        var nodes = new List<MessageNode>();
        var counter = new ReadCounter(limits.One);
        while (nodes.Count < limits.Size && counter.Nodes < limits.One.MaxNodes / 2 && input.Next(counter) is { } node)
        {
            nodes.Add(node);
        }

        return nodes;
    }
}
