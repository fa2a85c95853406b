using Gateway.Evidence;
using Gateway.Host.Database;
using Npgsql;

namespace Gateway.Host.Evidence;

/// <summary>Asks for rows, inside a transaction or outside.</summary>
public delegate Task<List<Thing>> ThingQuery(string sql, Func<NpgsqlDataReader, Thing> map, string[] keys);

/// <summary>The chain, its anchors, and the things they speak of, as they stand in the database.</summary>
public static class ChainStore
{
    private const string Columns = "sequence, previous, kind, key, at, digest, hash";

    /// <summary>The last entry, as the transaction sees it, or <c>null</c>.</summary>
    public static async Task<Entry?> LastAsync(Work work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return (await work.QueryAsync($"select {Columns} from audit.entry order by sequence desc limit 1", Map).ConfigureAwait(false)).FirstOrDefault();
    }

    /// <summary>The last entry, or <c>null</c>.</summary>
    public static Task<Entry?> LastAsync(Queries queries, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(queries);
        return queries.FirstAsync($"select {Columns} from audit.entry order by sequence desc limit 1", Map, cancellation);
    }

    /// <summary>Entries behind a place, in order.</summary>
    public static Task<List<Entry>> AfterAsync(Queries queries, long place, int most, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(queries);
        return queries.QueryAsync($"select {Columns} from audit.entry where sequence > $1 order by sequence limit $2", Map, cancellation, place, most);
    }

    /// <summary>Adds entries that were made at one time and takes their things from what waits.</summary>
    public static async Task AppendAsync(Work work, IReadOnlyList<Entry> entries, DateTimeOffset at, long[] pending)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(entries);
        T[] Column<T>(Func<Entry, T> of) => [.. entries.Select(of)];
        await work.ExecuteAsync(
            $"""
            insert into audit.entry ({Columns})
            select sequence, decode(previous, 'hex'), kind, key, $7, decode(digest, 'hex'), decode(hash, 'hex')
            from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) as made(sequence, previous, kind, key, digest, hash)
            """,
            Column(entry => entry.Sequence), Column(entry => entry.Previous.ToString()), Column(entry => entry.Kind), Column(entry => entry.Key),
            Column(entry => entry.Content.ToString()), Column(entry => entry.Hash.ToString()), at).ConfigureAwait(false);
        await work.ExecuteAsync("delete from audit.pending where sequence = any($1)", pending).ConfigureAwait(false);
    }

    /// <summary>The things of these names, kind by kind; what is gone is not among them, and of what stands there twice one is.</summary>
    public static async Task<Dictionary<(string Kind, string Key), Thing>> ThingsAsync(
        IEnumerable<(string Kind, string Key)> names, ThingQuery ask, ISet<(string Kind, string Key)>? twice = null)
    {
        ArgumentNullException.ThrowIfNull(ask);
        var things = new Dictionary<(string, string), Thing>();
        foreach (var group in names.GroupBy(name => name.Kind))
        {
            if (KeptKind.Find(group.Key) is not { } kind)
            {
                continue;
            }

            var keys = group.Select(name => name.Key).Where(key => kind.Key.IsMatch(key)).Distinct().ToArray();
            foreach (var thing in await ask(kind.Reading, kind.Map, keys).ConfigureAwait(false))
            {
                if (!things.TryAdd((thing.Kind, thing.Key), thing))
                {
                    twice?.Add((thing.Kind, thing.Key));
                }
            }
        }

        return things;
    }

    /// <summary>Anchors in order of their places, from a place on.</summary>
    public static Task<List<Anchor>> AnchorsAsync(Queries queries, long from, int most, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(queries);
        return queries.QueryAsync(
            "select a.sequence, a.hash, a.at, a.signature, s.token from audit.anchor a left join audit.stamp s on s.anchor = a.sequence where a.sequence >= $1 order by a.sequence limit $2",
            row => new Anchor(row.GetInt64(0), new Digest(row.GetFieldValue<byte[]>(1)), row.GetFieldValue<DateTimeOffset>(2), row.GetFieldValue<byte[]>(3), row.IsDBNull(4) ? null : row.GetFieldValue<byte[]>(4)),
            cancellation, from, most);
    }

    private static Entry Map(NpgsqlDataReader row) => new(
        row.GetInt64(0), new Digest(row.GetFieldValue<byte[]>(1)), row.GetString(2), row.GetString(3), row.GetFieldValue<DateTimeOffset>(4),
        new Digest(row.GetFieldValue<byte[]>(5)), new Digest(row.GetFieldValue<byte[]>(6)));
}
