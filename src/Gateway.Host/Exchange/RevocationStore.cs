using System.Security.Cryptography;
using Gateway.Host.Database;
using Gateway.Host.Signatures;
using Gateway.Signatures.Revocations;

namespace Gateway.Host.Exchange;

/// <summary>Keeps answers about revocation as they came: for other nodes, for the next start, and as evidence.</summary>
public sealed class RevocationStore(DurableCommit commit, Queries queries, TimeProvider time)
{
    /// <summary>The newest answer of a place that is not replaced yet, or <c>null</c>. <paramref name="about"/>: the certificate a responder was asked about, empty for a list.</summary>
    public async Task<RevocationAnswer?> FindAsync(RevocationPlace place, string about, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(place);
        var bytes = await queries.FirstAsync(
            "select bytes from exchange.revocation where source = $1 and about = $2 and next_update > $3 order by this_update desc limit 1",
            row => row.GetFieldValue<byte[]>(0), cancellation, place.Address, about, time.GetUtcNow()).ConfigureAwait(false);
        return bytes is null ? null : new RevocationAnswer(place.Form, bytes);
    }

    /// <summary>Keeps an answer; one that is there already stays as it is.</summary>
    public Task KeepAsync(RevocationPlace place, string about, RevocationFact fact, byte[] bytes, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(fact);
        return commit.RunAsync(
            $"revocation:{fact.Answer}",
            async work =>
            {
                await InsertAsync(work, place, about, fact, bytes, time.GetUtcNow()).ConfigureAwait(false);
                return "kept";
            },
            cancellation);
    }

    /// <summary>Writes an answer's row.</summary>
    public static Task InsertAsync(Work work, RevocationPlace place, string about, RevocationFact fact, byte[] bytes, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(place);
        ArgumentNullException.ThrowIfNull(fact);
        return work.ExecuteAsync(
            "insert into exchange.revocation (sha256, form, source, about, this_update, next_update, bytes, at) values ($1,$2,$3,$4,$5,$6,$7,$8) on conflict do nothing",
            SHA256.HashData(bytes), place.Form == RevocationForm.Crl ? "crl" : "ocsp", place.Address, about, fact.ThisUpdate, fact.NextUpdate, bytes, at);
    }
}
