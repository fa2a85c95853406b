using System.Security.Cryptography;
using System.Text;
using Gateway.Evidence;
using Gateway.Host.Database;
using Npgsql;

namespace Gateway.Host.Evidence;

/// <summary>A message whose bytes may or may not go.</summary>
/// <param name="Id">Envelope.</param>
/// <param name="Item">What decides about it.</param>
/// <param name="Bytes">How many bytes are kept of it.</param>
public sealed record Candidate(Guid Id, KeptItem Item, long Bytes);

/// <summary>What is asked of the database about kept bytes, and the one call by which they go.</summary>
public static class RetentionStore
{
    /// <summary>Messages behind a place, oldest first, whose bytes are still there and that were recorded by a time; with what spares them.</summary>
    public static Task<List<Candidate>> AfterAsync(Queries queries, Guid place, DateTimeOffset until, int most, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(queries);
        return queries.QueryAsync(
            """
            select e.id, coalesce(e.message, (select r.message from exchange.recognition r where r.envelope = e.id order by r.round desc limit 1), ''), e.direction, e.channel,
                   s.rested_at, s.spared, octet_length(e.bytes) + coalesce((select octet_length(t.bytes) from exchange.stamped t where t.envelope = e.id), 0)
            from audit.standing(array(
                select o.id from exchange.envelope o where o.id > $1 and o.recorded_at <= $2 and not exists (select from audit.purged p where p.envelope = o.id) order by o.id limit $3)) s
            join exchange.envelope e on e.id = s.envelope order by e.id
            """,
            Map, cancellation, place, until, most);
    }

    /// <summary>Purges what the database agrees to of these messages; returns how many went and how many bytes.</summary>
    public static async Task<(int Messages, long Bytes)> PurgeAsync(Work work, Guid purge, RetentionPlan plan, PurgeWish wish, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(wish);
        var document = plan.ToJson();
        var sha256 = SHA256.HashData(Encoding.UTF8.GetBytes(document));
        await work.ExecuteAsync("insert into audit.retention_plan (sha256, document, who, at) values ($1,$2,$3,$4) on conflict do nothing", sha256, document, wish.Who, at).ConfigureAwait(false);
        var gone = await work.ScalarAsync<int>("select audit.purge($1,$2,$3,$4,$5)", purge, sha256, wish.Class, wish.Messages.ToArray(), wish.Who).ConfigureAwait(false);
        return (gone, await work.ScalarAsync<long>("select coalesce(sum(length), 0)::bigint from audit.purged where purge = $1", purge).ConfigureAwait(false));
    }

    /// <summary>In words, when and under what class the bytes of a message were purged; empty where they were not.</summary>
    public static async Task<string> PurgedAsync(Queries queries, Guid envelope, bool stamped, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(queries);
        return await queries.FirstAsync(
            """
            select 'its bytes were purged at ' || to_char(u.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') || ' under class ' || u.class
                   || coalesce(' (entry ' || (select n.sequence from audit.entry n where n.kind = 'purged' and n.key = p.envelope || '/' || p.part) || ')', '')
            from audit.purged p join audit.purge u on u.id = p.purge where p.envelope = $1 and p.part = $2
            """,
            row => row.GetString(0), cancellation, envelope, stamped ? "stamped" : "envelope").ConfigureAwait(false) ?? "";
    }

    // A reason this version does not know is no reason to go on.
    private static Candidate Map(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        new KeptItem(row.GetString(1), row.GetString(2), row.GetString(3), row.GetFieldValue<DateTimeOffset>(4), [.. row.GetFieldValue<string[]>(5).Select(code => Enum.Parse<SpareReason>(code, ignoreCase: true))]),
        row.GetInt32(6));
}

/// <summary>What is to be purged in one commit.</summary>
/// <param name="Class">Class of the plan.</param>
/// <param name="Messages">Envelopes.</param>
/// <param name="Who">Who purges.</param>
public sealed record PurgeWish(string Class, IReadOnlyList<Guid> Messages, string Who);
