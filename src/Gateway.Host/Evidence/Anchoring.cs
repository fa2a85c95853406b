using System.Globalization;
using Gateway.Evidence;
using Gateway.Host.Database;
using Gateway.Signatures;

namespace Gateway.Host.Evidence;

/// <summary>Signs the end of the chain from time to time. A place is signed once: the commit's key is the place.</summary>
public sealed class Anchoring(DurableCommit commit, Queries queries, TimeProvider time, Func<SigningKey> keys)
{
    /// <summary>Signs when it is time to; whether it did.</summary>
    public async Task<bool> RunAsync(AnchorTimes times, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(times);
        var (entries, at) = await queries.FirstAsync(
            """
            select (select count(*) from (select from audit.entry e where e.sequence > coalesce(max(a.sequence), 0) and e.kind not in ('anchor', 'stamp') limit $1) unsigned), max(a.at),
                   (select e.at from audit.entry e order by sequence limit 1)
            from audit.anchor a
            """,
            row => (row.GetInt64(0), row.IsDBNull(1) ? row.IsDBNull(2) ? (DateTimeOffset?)null : row.GetFieldValue<DateTimeOffset>(2) : row.GetFieldValue<DateTimeOffset>(1)),
            cancellation, times.Entries).ConfigureAwait(false);
        return entries > 0 && (entries >= times.Entries || time.GetUtcNow() - at >= TimeSpan.FromMinutes(times.Minutes))
            && await SignAsync(cancellation).ConfigureAwait(false) is not null;
    }

    /// <summary>Signs the end of the chain now; <c>null</c> where there is no chain.</summary>
    public async Task<Anchor?> SignAsync(CancellationToken cancellation)
    {
        if (await ChainStore.LastAsync(queries, cancellation).ConfigureAwait(false) is not { } last)
        {
            return null;
        }

        var key = keys();
        var anchor = Anchor.Sign(last, Microseconds(time.GetUtcNow()), key);
        await commit.RunAsync(
            $"anchor:{last.Sequence.ToString(CultureInfo.InvariantCulture)}",
            async work =>
            {
                await work.ExecuteAsync(
                    "insert into audit.anchor (sequence, hash, at, signature, signer) values ($1,$2,$3,$4,$5) on conflict do nothing",
                    anchor.Sequence, anchor.Hash.ToArray(), anchor.At, anchor.Signature, key.Certificate.Subject).ConfigureAwait(false);
                return "signed";
            },
            cancellation).ConfigureAwait(false);
        return anchor;
    }

    // The database keeps no more of a time, and what is signed must be what is read again.
    private static DateTimeOffset Microseconds(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
