namespace Gateway.Messages.Values;

/// <summary>Which code took the place of one that ended: held to the list before any message exists, told when an old one is used.</summary>
internal static class CodeSuccession
{
    /// <summary>The row that ended last before or on the day and names its successor; <c>null</c> when there is none.</summary>
    public static CodeRow? Ended(CodeRow[] rows, DateOnly day) =>
        rows.Where(row => row.Until <= day && row.Successor.Length > 0).MaxBy(row => row.Until);

    /// <summary>A successor is a code of the list, holds on the day its predecessor ends, and never leads back.</summary>
    public static void Check(CodeRow[] rows, string file, FindingList findings)
    {
        var byTheirs = rows.ToLookup(row => row.Theirs);
        foreach (var row in rows.Where(row => row.Successor.Length > 0))
        {
            if (row.Until == DateOnly.MaxValue)
            {
                findings.Error("CODE-SUCCESSOR", "", file, $"{row.Theirs} has the successor {row.Successor} but no end", row.Line);
            }
            else if (!byTheirs.Contains(row.Successor))
            {
                findings.Error("CODE-SUCCESSOR", "", file, $"the successor {row.Successor} of {row.Theirs} is not in the list", row.Line);
            }
            else if (!byTheirs[row.Successor].Any(next => next.HoldsOn(row.Until)))
            {
                findings.Error("CODE-SUCCESSOR", "", file, $"the successor {row.Successor} of {row.Theirs} does not hold on {row.Until:yyyy-MM-dd}, when {row.Theirs} ends", row.Line);
            }

            if (LeadsBack(row, byTheirs))
            {
                findings.Error("CODE-SUCCESSOR-LOOP", "", file, $"the successors of {row.Theirs} lead back to it", row.Line);
            }
        }
    }

    private static bool LeadsBack(CodeRow start, ILookup<string, CodeRow> byTheirs)
    {
        var seen = new HashSet<CodeRow>(ReferenceEqualityComparer.Instance);
        var row = Next(start, byTheirs);
        while (row is not null && !ReferenceEquals(row, start) && seen.Add(row))
        {
            row = Next(row, byTheirs);
        }

        return ReferenceEquals(row, start);
    }

    // The row of the successor that holds when this one ends; where none does, one that has a successor itself, so that a ring is seen whole.
    private static CodeRow? Next(CodeRow row, ILookup<string, CodeRow> byTheirs) => row.Successor.Length == 0
        ? null
        : byTheirs[row.Successor].FirstOrDefault(next => next.HoldsOn(row.Until)) ?? byTheirs[row.Successor].FirstOrDefault(next => next.Successor.Length > 0);
}
