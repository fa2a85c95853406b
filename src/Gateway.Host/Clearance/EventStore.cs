using System.Collections.Immutable;
using System.Text.Json;
using Gateway.Host.Database;
using Npgsql;

namespace Gateway.Host.Clearance;

/// <summary>The append-only log of what happened to declarations.</summary>
public sealed class EventStore(Queries queries)
{
    private static readonly ImmutableHashSet<EventType> Once =
        [EventType.Received, EventType.Checked, EventType.PreRegistered, EventType.Registered, EventType.ChannelAssigned, EventType.Released, EventType.Cleared, EventType.ObligationSettled, EventType.PartnerReceived];

    /// <summary>Appends an event; <c>false</c> when it may happen once and has happened.</summary>
    public static async Task<bool> AppendAsync(Work work, Guid declaration, Event happened)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(happened);
        if (Once.Contains(happened.Type) && await work.ExecuteAsync(
                "insert into clearance.once (declaration, type, event) values ($1,$2,$3) on conflict do nothing",
                declaration, happened.Type.ToString(), happened.Id).ConfigureAwait(false) == 0)
        {
            return false;
        }

        await work.ExecuteAsync(
            "insert into clearance.event (id, declaration, type, occurred_at, recorded_at, source, envelope, attributes) values ($1,$2,$3,$4,$5,$6,$7,$8)",
            happened.Id, declaration, happened.Type.ToString(), happened.OccurredAt, happened.RecordedAt, happened.Source, happened.Envelope,
            new Jsonb(JsonSerializer.Serialize(happened.Attributes))).ConfigureAwait(false);
        return true;
    }

    /// <summary>All events of a declaration in the order they were recorded.</summary>
    public Task<List<Event>> OfAsync(Guid declaration, CancellationToken cancellation) => queries.QueryAsync(
        "select id, type, occurred_at, recorded_at, source, attributes, envelope from clearance.event where declaration = $1 order by id", Map, cancellation, declaration);

    /// <summary>All events of several declarations, each in the order they were recorded.</summary>
    public async Task<ILookup<Guid, Event>> OfAsync(Guid[] declarations, CancellationToken cancellation)
    {
        var rows = await queries.QueryAsync(
            "select id, type, occurred_at, recorded_at, source, attributes, envelope, declaration from clearance.event where declaration = any($1) order by id",
            row => (Declaration: row.GetGuid(7), Event: Map(row)), cancellation, declarations).ConfigureAwait(false);
        return rows.ToLookup(row => row.Declaration, row => row.Event);
    }

    private static Event Map(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        Enum.Parse<EventType>(row.GetString(1)),
        row.GetFieldValue<DateTimeOffset>(2),
        row.GetFieldValue<DateTimeOffset>(3),
        row.GetString(4),
        JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(5))!.ToImmutableSortedDictionary(),
        row.IsDBNull(6) ? null : row.GetGuid(6));
}
