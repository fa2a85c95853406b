using System.Security.Cryptography;
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
    private static readonly string Reading = Columns.Replace(" at,", $" {Time("at")},", StringComparison.Ordinal);

    /// <summary>The last entry, as the transaction sees it, or <c>null</c>.</summary>
    public static async Task<Entry?> LastAsync(Work work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return (await work.QueryAsync($"select {Reading} from audit.entry where sequence > 0 order by sequence desc limit 1", Map).ConfigureAwait(false)).FirstOrDefault();
    }

    /// <summary>The last entry, or <c>null</c>.</summary>
    public static Task<Entry?> LastAsync(Queries queries, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(queries);
        return queries.FirstAsync($"select {Reading} from audit.entry where sequence > 0 order by sequence desc limit 1", Map, cancellation);
    }

    /// <summary>Entries behind a place, in order.</summary>
    public static Task<List<Entry>> AfterAsync(Queries queries, long place, int most, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(queries);
        return queries.QueryAsync($"select {Reading} from audit.entry where sequence > $1 order by sequence limit $2", Map, cancellation, place, most);
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
    public static Task<List<Anchor>> AnchorsAsync(Queries queries, long from, int most, CancellationToken cancellation) => AnchorsAsync(queries, ">=", from, most, cancellation);

    /// <summary>Anchors in order of their places, behind a place.</summary>
    public static Task<List<Anchor>> AnchorsAfterAsync(Queries queries, long place, int most, CancellationToken cancellation) => AnchorsAsync(queries, ">", place, most, cancellation);

    private static Task<List<Anchor>> AnchorsAsync(Queries queries, string how, long place, int most, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(queries);
        return queries.QueryAsync(
            $"select a.sequence, a.hash, {Time("a.at")}, a.signature, s.token from audit.anchor a left join audit.stamp s on s.anchor = a.sequence where a.sequence {how} $1 order by a.sequence limit $2",
            row => new Anchor(row.GetInt64(0), Hash(row, 1), Moment(row, 2), Bytes(row, 3), row.IsDBNull(4) ? null : Bytes(row, 4)),
            cancellation, place, most);
    }

    private static Entry Map(NpgsqlDataReader row) => new(
        row.GetInt64(0), Hash(row, 1), row.IsDBNull(2) ? "" : row.GetString(2), row.IsDBNull(3) ? "" : row.GetString(3), Moment(row, 4), Hash(row, 5), Hash(row, 6));

    // Whoever takes the constraints away can write what is no time, no hash or nothing at all. It is read as something that was never sealed, so that the
    // place is found like any that was changed.
    private static string Time(string column) => $"greatest(least({column}, '9999-12-31 23:59:59.999999+00'), '0001-01-01 00:00:00+00')";

    private static DateTimeOffset Moment(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? DateTimeOffset.MinValue : row.GetFieldValue<DateTimeOffset>(column);

    private static byte[] Bytes(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? [] : row.GetFieldValue<byte[]>(column);

    private static Digest Hash(NpgsqlDataReader row, int column) =>
        Bytes(row, column) is { Length: Digest.Length } hash ? new Digest(hash) : new Digest(SHA256.HashData([.. "no hash"u8, .. Bytes(row, column)]));
}
