using Gateway.Clearance;
using Gateway.Host.Cases;
using Gateway.Host.Declarations;

namespace Gateway.Host.Clearance;

/// <summary>The board of a declaration as interfaces show it.</summary>
public static class Timelines
{
    /// <summary>The view of the folded events.</summary>
    public static TimelineView Of(IEnumerable<Event> events, DateTimeOffset now)
    {
        var board = Timeline.Fold(events, now);
        return new TimelineView(
            board.Status,
            board.Channel,
            board.Entries.Select(entry => new TimelineEntry(
                entry.Event.Type.ToString(), entry.Event.OccurredAt, entry.Event.RecordedAt, entry.Event.Source, entry.Holder.ToString(), entry.Event.Attributes)).ToList(),
            board.Custody.Select(span => new CustodyView(span.Holder.ToString(), span.From, span.To, (long)span.Length.TotalSeconds)).ToList());
    }
}
