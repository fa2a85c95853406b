using System.Globalization;
using Gateway.Evidence;
using Gateway.Host.Database;

namespace Gateway.Host.Evidence;

/// <summary>
/// Puts what was committed into the chain, behind the transactions that committed it. What waits was written with the thing itself, so
/// nothing is missed, however late a transaction commits; the order is that in which they became visible. A batch takes its things and
/// makes its entries in one commit whose key is the place it begins at: two sealers, or one killed and started again, make each entry once.
/// </summary>
public sealed class Sealer(DurableCommit commit, Queries queries, TimeProvider time)
{
    /// <summary>Things in one commit.</summary>
    public const int Batch = 500;

    private const int MostBatches = 400;

    /// <summary>Seals what waits, a batch at a time; returns how many entries were made here. What is left over is sealed the next time.</summary>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var made = 0;
        for (var batch = 0; batch < MostBatches; batch++)
        {
            if (await BatchAsync(cancellation).ConfigureAwait(false) is not { } entries)
            {
                break;
            }

            made += entries;
        }

        return made;
    }

    private async Task<int?> BatchAsync(CancellationToken cancellation)
    {
        if (await queries.FirstAsync("select 1 from audit.pending limit 1", row => row.GetInt32(0), cancellation).ConfigureAwait(false) == 0)
        {
            return null;
        }

        var place = (await ChainStore.LastAsync(queries, cancellation).ConfigureAwait(false))?.Sequence ?? 0;
        await RefuseShortenedAsync(place, cancellation).ConfigureAwait(false);
        var committed = await commit.RunAsync($"seal:{Text(place + 1)}", work => SealAsync(work, place), cancellation).ConfigureAwait(false);
        if (!committed.First && ((await ChainStore.LastAsync(queries, cancellation).ConfigureAwait(false))?.Sequence ?? 0) <= place)
        {
            throw new InvalidDataException($"entry {Text(place + 1)} of the audit chain was made before and is gone: nothing is sealed until somebody has looked");
        }

        return committed.First ? int.Parse(committed.Answer, CultureInfo.InvariantCulture) : 0;
    }

    // A chain that lost its end is not continued: what follows would hide the loss.
    private async Task RefuseShortenedAsync(long place, CancellationToken cancellation)
    {
        var signed = await queries.FirstAsync("select coalesce(max(sequence), 0) from audit.anchor", row => row.GetInt64(0), cancellation).ConfigureAwait(false);
        if (signed > place)
        {
            throw new InvalidDataException($"the audit chain ends at entry {Text(place)}, and entry {Text(signed)} was signed: nothing is sealed until somebody has looked");
        }
    }

    private async Task<string> SealAsync(Work work, long place)
    {
        var last = await ChainStore.LastAsync(work).ConfigureAwait(false);
        if ((last?.Sequence ?? 0) != place)
        {
            return "0";
        }

        var waiting = await work.QueryAsync(
            "select sequence, kind, key from audit.pending order by sequence limit $1", row => (Sequence: row.GetInt64(0), Name: (row.GetString(1), row.GetString(2))), Batch).ConfigureAwait(false);
        var things = await ChainStore.ThingsAsync(waiting.Select(one => one.Name), (sql, map, keys) => work.QueryAsync(sql, map, [keys])).ConfigureAwait(false);
        var entries = new List<Entry>(waiting.Count);
        var at = time.GetUtcNow();
        foreach (var (kind, key) in waiting.Select(one => one.Name))
        {
            // What is gone already has its place all the same, with a digest nothing has.
            last = Entry.After(last, kind, key, at, things.TryGetValue((kind, key), out var thing) ? thing.Digest() : Digest.Nothing);
            entries.Add(last);
        }

        await ChainStore.AppendAsync(work, entries, at, [.. waiting.Select(one => one.Sequence)]).ConfigureAwait(false);
        return Text(entries.Count);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
