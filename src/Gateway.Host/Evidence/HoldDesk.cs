using Gateway.Host.Database;
using Npgsql;

namespace Gateway.Host.Evidence;

/// <summary>What a legal hold is over; what is not named is any.</summary>
/// <param name="Declaration">A declaration.</param>
/// <param name="Partner">A partner: its messages and its declarations'.</param>
/// <param name="Since">Recorded then or later.</param>
/// <param name="Until">Recorded before.</param>
public sealed record HoldScope(Guid? Declaration, string? Partner, DateTimeOffset? Since, DateTimeOffset? Until);

/// <summary>The end of a hold.</summary>
/// <param name="Who">Who released it.</param>
/// <param name="Why">Why.</param>
/// <param name="At">When.</param>
public sealed record HoldRelease(string Who, string Why, DateTimeOffset At);

/// <summary>A legal hold.</summary>
/// <param name="Id">What it is released by.</param>
/// <param name="Scope">What it is over.</param>
/// <param name="Reference">The declaration's reference, where it is over one.</param>
/// <param name="Reason">Why it was placed.</param>
/// <param name="Who">Who placed it.</param>
/// <param name="At">When.</param>
/// <param name="Release">Its end; <c>null</c> while it holds.</param>
public sealed record HoldView(Guid Id, HoldScope Scope, string? Reference, string Reason, string Who, DateTimeOffset At, HoldRelease? Release);

/// <summary>Places legal holds and releases them: each a row with a name and a reason, in the chain. While a hold holds, nothing under it is purged, whatever a plan says.</summary>
public sealed class HoldDesk(DurableCommit commit, HoldPages pages, TimeProvider time)
{
    /// <summary>Places a hold; returns it as it stands.</summary>
    public async Task<HoldView> HoldAsync(HoldScope scope, string who, string reason, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var (id, at) = (Guid.CreateVersion7(time.GetUtcNow()), time.GetUtcNow());
        await commit.RunAsync(
            $"hold:{id:N}",
            async work =>
            {
                await work.ExecuteAsync(
                    "insert into audit.hold (id, declaration, partner, since, until, reason, who, at) values ($1,$2,$3,$4,$5,$6,$7,$8)",
                    id, scope.Declaration, scope.Partner, scope.Since, scope.Until, reason, who, at).ConfigureAwait(false);
                return "held";
            },
            cancellation).ConfigureAwait(false);
        return (await pages.FindAsync(id, cancellation).ConfigureAwait(false))!;
    }

    /// <summary>Releases a hold, once however often it is said; <c>null</c> when there is none, else the hold and whether it was released now.</summary>
    public async Task<(HoldView Hold, bool Made)?> ReleaseAsync(Guid id, string who, string why, CancellationToken cancellation)
    {
        if (await pages.FindAsync(id, cancellation).ConfigureAwait(false) is not { } hold)
        {
            return null;
        }

        if (hold.Release is not null)
        {
            return (hold, false);
        }

        var (at, made) = (time.GetUtcNow(), false);
        await commit.RunAsync(
            $"release:{id:N}:{Guid.CreateVersion7(at):N}",
            async work =>
            {
                made = await work.ExecuteAsync("insert into audit.release (hold, why, who, at) values ($1,$2,$3,$4) on conflict do nothing", id, why, who, at).ConfigureAwait(false) == 1;
                return made ? "released" : "before";
            },
            cancellation).ConfigureAwait(false);
        return ((await pages.FindAsync(id, cancellation).ConfigureAwait(false))!, made);
    }
}

/// <summary>Reads legal holds.</summary>
public sealed class HoldPages(Queries queries)
{
    private const string Columns =
        """
        select h.id, h.declaration, h.partner, h.since, h.until, d.reference, h.reason, h.who, h.at, r.who, r.why, r.at
        from audit.hold h left join audit.release r on r.hold = h.id left join declarations.declaration d on d.id = h.declaration
        """;

    /// <summary>Holds, newest first: those that hold, or all there ever were.</summary>
    public Task<List<HoldView>> ListAsync(bool all, int most, CancellationToken cancellation) =>
        queries.QueryAsync(Columns + " where $1 or r.hold is null order by h.at desc, h.id limit $2", Map, cancellation, all, most);

    /// <summary>One hold, or <c>null</c>.</summary>
    public Task<HoldView?> FindAsync(Guid id, CancellationToken cancellation) => queries.FirstAsync<HoldView?>(Columns + " where h.id = $1", Map, cancellation, id);

    /// <summary>The declarations a text names, by id, reference or number.</summary>
    public Task<List<Guid>> DeclarationsAsync(string reference, CancellationToken cancellation) => queries.QueryAsync(
        "select id from declarations.declaration where id::text = $1 or reference = $1 or id in (select declaration from declarations.number where base = $1) order by id limit 1000",
        row => row.GetGuid(0), cancellation, reference);

    /// <summary>Whether anything is kept of a partner: a hold over a name that was mistyped would hold nothing.</summary>
    public async Task<bool> KnowsAsync(string partner, CancellationToken cancellation) => await queries.FirstAsync(
        "select exists (select from exchange.envelope where partner = $1) or exists (select from declarations.declaration where enterprise = $1)",
        row => row.GetBoolean(0), cancellation, partner).ConfigureAwait(false);

    private static HoldView Map(NpgsqlDataReader row)
    {
        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
        DateTimeOffset? Time(int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
        return new HoldView(
            row.GetGuid(0), new HoldScope(row.IsDBNull(1) ? null : row.GetGuid(1), Text(2), Time(3), Time(4)), Text(5), row.GetString(6), row.GetString(7), Time(8)!.Value,
            row.IsDBNull(9) ? null : new HoldRelease(row.GetString(9), row.GetString(10), Time(11)!.Value));
    }
}
