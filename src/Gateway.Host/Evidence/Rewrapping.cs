using System.Globalization;
using System.Security.Cryptography;
using Gateway.Host.Database;
using Gateway.Host.Exchange;
using Npgsql;

namespace Gateway.Host.Evidence;

/// <summary>What a rewrap did.</summary>
/// <param name="Messages">Kept bytes that are encrypted with the current key now.</param>
/// <param name="Left">Those that stay as they are, each with its reason: what cannot be opened, or is not what the chain says, is evidence of that.</param>
public sealed record RewrapReport(long Messages, IReadOnlyList<string> Left);

/// <summary>
/// Encrypts what older keys hold with the current one. A batch is one commit: stopped at any point, the next run goes on with what is left. Nothing is
/// encrypted anew whose content is not the message the row speaks of.
/// </summary>
public sealed class Rewrapping(DurableCommit commit, Queries queries, SealRing ring, TimeProvider time)
{
    private const int Batch = 100;
    private const long MostBytes = 33_554_432;
    private const int MostLeft = 1_000;

    // What is to be done, in one order; an answer is held by the hash of its envelope.
    private const string Waiting =
        """
        select id, part, length from (
            select e.id, 'envelope' as part, octet_length(e.bytes) as length from exchange.envelope e where e.sealed and octet_length(e.bytes) > 0 and coalesce(e.seal_key, exchange.first_seal()) <> $1
            union all select t.envelope, 'stamped', octet_length(t.bytes) from exchange.stamped t where t.sealed and octet_length(t.bytes) > 0 and coalesce(t.seal_key, exchange.first_seal()) <> $1
            union all select a.envelope, 'answer', octet_length(a.bytes) from exchange.answer a where a.sealed and octet_length(a.bytes) > 0 and coalesce(a.seal_key, exchange.first_seal()) <> $1
        ) kept where (id, part) > ($2, $3) order by id, part limit $4
        """;

    /// <summary>Goes over everything once, in batches; the keys of all that is opened must be here.</summary>
    public async Task<RewrapReport> RunAsync(string who, CancellationToken cancellation)
    {
        var target = await queries.FirstAsync("select exchange.current_seal()", row => row.GetString(0), cancellation).ConfigureAwait(false)
            ?? throw new InvalidDataException("this database has no key yet");
        var (place, moved, left) = ((Id: Guid.Empty, Part: ""), 0L, new List<string>());
        for (; ; )
        {
            var waiting = await queries.QueryAsync(
                Waiting, row => (Id: row.GetGuid(0), Part: row.GetString(1), Length: row.GetInt32(2)), cancellation, target, place.Id, place.Part, Batch).ConfigureAwait(false);
            var (taken, bytes) = (0, 0L);
            while (taken < waiting.Count && (taken == 0 || bytes + waiting[taken].Length <= MostBytes))
            {
                bytes += waiting[taken++].Length;
            }

            if (taken == 0)
            {
                return new RewrapReport(moved, left);
            }

            moved += await BatchAsync(target, [.. waiting.Take(taken).Select(one => (one.Id, one.Part))], who, left, cancellation).ConfigureAwait(false);
            place = (waiting[taken - 1].Id, waiting[taken - 1].Part);
        }
    }

    private async Task<int> BatchAsync(string target, List<(Guid Id, string Part)> places, string who, List<string> left, CancellationToken cancellation)
    {
        var (going, key) = (new List<(KeptCipher Old, byte[] New)>(), ring.Of(target));
        foreach (var (id, part) in places)
        {
            if (await KeptCipher.FindAsync(queries, id, part, cancellation).ConfigureAwait(false) is not { } kept)
            {
                continue;
            }

            if (kept.Open(ring, out var bytes) is { } fault)
            {
                if (left.Count < MostLeft)
                {
                    left.Add($"{part} {id}: {fault}");
                }
            }
            else
            {
                going.Add((kept, key.Close(bytes, id)));
            }
        }

        return going.Count == 0 ? 0 : await WriteAsync(target, going, who, cancellation).ConfigureAwait(false);
    }

    private async Task<int> WriteAsync(string target, List<(KeptCipher Old, byte[] New)> going, string who, CancellationToken cancellation)
    {
        var batch = Guid.CreateVersion7(time.GetUtcNow());
        var committed = await commit.RunAsync(
            $"rewrap:{batch:N}",
            async work => (await work.ScalarAsync<int>(
                "select audit.rewrap($1, $2, $3, $4, $5, $6, $7)",
                batch, target, going.Select(one => one.Old.Id).ToArray(), going.Select(one => one.Old.Part).ToArray(),
                going.Select(one => SHA256.HashData(one.Old.Bytes)).ToArray(), going.Select(one => one.New).ToArray(), who).ConfigureAwait(false)).ToString(CultureInfo.InvariantCulture),
            cancellation).ConfigureAwait(false);
        return int.Parse(committed.Answer, CultureInfo.InvariantCulture);
    }
}

/// <summary>Kept bytes that are encrypted, with what the chain says of their content.</summary>
/// <param name="Id">The envelope.</param>
/// <param name="Part"><c>envelope</c>, <c>stamped</c> or <c>answer</c>.</param>
/// <param name="Bytes">As they are kept.</param>
/// <param name="Key">The key; <c>null</c> is the first.</param>
/// <param name="Sha256">Hash of the content.</param>
/// <param name="Truncated">Only a beginning was kept, so the hash is of more than that.</param>
internal sealed record KeptCipher(Guid Id, string Part, byte[] Bytes, string? Key, byte[] Sha256, bool Truncated)
{
    /// <summary>The encrypted bytes of an envelope, or <c>null</c> where there are none any more.</summary>
    public static Task<KeptCipher?> FindAsync(Queries queries, Guid id, string part, CancellationToken cancellation) => queries.FirstAsync(
        part switch
        {
            "envelope" => "select e.bytes, e.seal_key, e.sha256, e.truncated from exchange.envelope e where e.id = $1 and e.sealed and octet_length(e.bytes) > 0",
            "stamped" => "select t.bytes, t.seal_key, t.sha256, false from exchange.stamped t where t.envelope = $1 and t.sealed and octet_length(t.bytes) > 0",
            _ => "select a.bytes, a.seal_key, e.sha256, false from exchange.answer a join exchange.envelope e on e.id = a.envelope where a.envelope = $1 and a.sealed and octet_length(a.bytes) > 0",
        },
        row => Map(row, id, part), cancellation, id);

    /// <summary>Opens them and holds them against their hash; what is wrong, or <c>null</c>. A key that is not here throws.</summary>
    public string? Open(SealRing ring, out byte[] bytes)
    {
        bytes = [];
        var key = ring.Of(Key);
        try
        {
            bytes = Bytes.Length < Seal.Overhead ? throw new CryptographicException() : key.Reopen(Bytes, Id);
        }
        catch (CryptographicException)
        {
            return "it does not open with the key it names: other bytes, or those of another message";
        }

        return Truncated || SHA256.HashData(bytes).AsSpan().SequenceEqual(Sha256) ? null : "it opens, and is not what was kept";
    }

    private static KeptCipher Map(NpgsqlDataReader row, Guid id, string part) =>
        new(id, part, row.GetFieldValue<byte[]>(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetFieldValue<byte[]>(2), row.GetBoolean(3));
}
