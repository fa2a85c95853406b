using System.Globalization;
using Gateway.Host.Database;
using Gateway.Host.Signatures;

namespace Gateway.Host.Evidence;

/// <summary>
/// Has anchors time-stamped by the authority, where there is one: at once, or when it answers again. The newest comes first, for it vouches for all
/// before it.
/// </summary>
public sealed class AnchorStamping(DurableCommit commit, Queries queries, TimeAuthority authority)
{
    private const int MostAtOnce = 20;

    /// <summary>Stamps what lacks it; returns how many were. Throws <see cref="HttpRequestException"/> or <see cref="Gateway.Signatures.SigningException"/> where none is to be had.</summary>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        if (!authority.IsThere)
        {
            return 0;
        }

        var waiting = await queries.QueryAsync(
            "select a.sequence, a.signature from audit.anchor a where not exists (select from audit.stamp s where s.anchor = a.sequence) order by a.sequence desc limit $1",
            row => (Sequence: row.GetInt64(0), Signature: row.GetFieldValue<byte[]>(1)), cancellation, MostAtOnce).ConfigureAwait(false);
        foreach (var (sequence, signature) in waiting)
        {
            var (token, at) = await authority.TokenAsync(signature, cancellation).ConfigureAwait(false);
            await commit.RunAsync(
                $"anchor:{sequence.ToString(CultureInfo.InvariantCulture)}:stamp",
                async work =>
                {
                    await work.ExecuteAsync("insert into audit.stamp (anchor, token, at) values ($1,$2,$3) on conflict do nothing", sequence, token, at).ConfigureAwait(false);
                    return "stamped";
                },
                cancellation).ConfigureAwait(false);
        }

        return waiting.Count;
    }

    /// <summary>Since when an anchor has waited; <c>null</c> where none does.</summary>
    public Task<DateTimeOffset?> WaitingSinceAsync(CancellationToken cancellation) => queries.FirstAsync(
        "select a.at from audit.anchor a where not exists (select from audit.stamp s where s.anchor = a.sequence) order by a.sequence limit 1",
        row => (DateTimeOffset?)row.GetFieldValue<DateTimeOffset>(0), cancellation);
}
