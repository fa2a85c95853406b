namespace Gateway.Clearance;

/// <summary>Folds a declaration's events into its board. The same set of events gives the same board, in whatever order they come.</summary>
public static class Timeline
{
    /// <summary>
    /// Events are taken in the order of the second they occurred in (authorities tell no finer time), then were recorded, then of a declaration's natural life, then by id; an id counts once.
    /// Custody divides all time from the first event to the end, or to <paramref name="now"/>; an event a partner's clock puts after now
    /// counts for the status and takes no time.
    /// </summary>
    public static Board Fold(IEnumerable<Event> events, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(events);
        var ordered = events.OrderBy(item => Second(item.OccurredAt)).ThenBy(item => item.RecordedAt).ThenBy(item => item.Type).ThenBy(item => item.Id)
            .DistinctBy(item => item.Id).ToList();
        var progress = new Progress();
        var entries = new List<Entry>(ordered.Count);
        var custody = new List<CustodySpan>();
        var from = Earlier(ordered.Count == 0 ? now : ordered[0].OccurredAt, now);
        var start = from;
        foreach (var happened in ordered)
        {
            var at = Later(from, Earlier(happened.OccurredAt, now));
            var (holder, ended) = (progress.Holder, progress.EndedAt is not null);
            progress.Take(happened);
            entries.Add(new Entry(happened, progress.Holder));
            if (!ended)
            {
                Extend(custody, holder, from, at);
                from = at;
            }
        }

        if (progress.EndedAt is null)
        {
            Extend(custody, progress.Holder, from, now);
            from = now < from ? from : now;
        }

        return new Board(
            progress.Status, progress.Channel, progress.RegisteredAt, progress.ReleasedAt, progress.ClearedAt, progress.EndedAt, entries, custody, from - start);
    }

    private static void Extend(List<CustodySpan> custody, Holder holder, DateTimeOffset from, DateTimeOffset to)
    {
        if (to <= from)
        {
            return;
        }

        if (custody.Count > 0 && custody[^1].Holder == holder)
        {
            custody[^1] = custody[^1] with { To = to };
        }
        else
        {
            custody.Add(new CustodySpan(holder, from, to));
        }
    }

    private static long Second(DateTimeOffset at) => at.UtcTicks / TimeSpan.TicksPerSecond;

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;

    private static DateTimeOffset Earlier(DateTimeOffset left, DateTimeOffset right) => left < right ? left : right;
}
