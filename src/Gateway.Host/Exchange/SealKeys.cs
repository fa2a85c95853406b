using Gateway.Host.Database;

namespace Gateway.Host.Exchange;

/// <summary>Where a key for kept bytes stands.</summary>
public enum SealKeyState
{
    /// <summary>Every node is to have it; nothing is encrypted with it yet.</summary>
    Published,

    /// <summary>What is kept from now on is encrypted with it.</summary>
    Current,

    /// <summary>Another took its place; what was encrypted with it is still read.</summary>
    Replaced,

    /// <summary>Nothing needs it any more; its file may go.</summary>
    Retired,
}

/// <summary>A key for kept bytes, as the database knows it.</summary>
/// <param name="Fingerprint">Tells it from others.</param>
/// <param name="First">It is the first, of rows that name no key.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Since">Since when.</param>
/// <param name="Needed">Something can be opened with it alone.</param>
public sealed record SealKeyRow(string Fingerprint, bool First, SealKeyState State, DateTimeOffset Since, bool Needed);

/// <summary>Lists the keys for kept bytes and writes down what an operator does with one; whether it may be done, the database decides.</summary>
public sealed class SealKeys(DurableCommit commit, TimeProvider time)
{
    private const string Listing =
        """
        with known as (
            select fingerprint, true as first, at, 0::bigint as sequence from exchange.seal_key
            union all select fingerprint, false, at, sequence from exchange.seal_state where state = 'published')
        select k.fingerprint, k.first, k.fingerprint = exchange.current_seal(), s.state, coalesce(s.at, k.at), exchange.seal_needed(k.fingerprint)
        from known k left join lateral (select state, at from exchange.seal_state s where s.fingerprint = k.fingerprint order by sequence desc limit 1) s on true
        order by k.sequence
        """;

    /// <summary>Every key, oldest first.</summary>
    public static Task<List<SealKeyRow>> AllAsync(Queries queries, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(queries);
        return queries.QueryAsync(
            Listing,
            row => new SealKeyRow(
                row.GetString(0), row.GetBoolean(1), State(row.GetBoolean(2), row.IsDBNull(3) ? "" : row.GetString(3)), row.GetFieldValue<DateTimeOffset>(4), row.GetBoolean(5)),
            cancellation);
    }

    /// <summary>Publishes a key, makes it the current one, or retires it; what may not be is refused by the database with its reason.</summary>
    public Task MoveAsync(string fingerprint, SealKeyState state, string who, CancellationToken cancellation)
    {
        var (id, now) = (Guid.CreateVersion7(time.GetUtcNow()), time.GetUtcNow());
        return commit.RunAsync(
            $"seal-state:{id:N}",
            async work =>
            {
                await work.ExecuteAsync(
                    "insert into exchange.seal_state (id, fingerprint, state, who, at) values ($1,$2,$3,$4,$5)", id, fingerprint, state.ToString().ToLowerInvariant(), who, now).ConfigureAwait(false);
                return fingerprint;
            },
            cancellation);
    }

    private static SealKeyState State(bool current, string latest) =>
        current ? SealKeyState.Current : latest switch { "retired" => SealKeyState.Retired, "published" => SealKeyState.Published, _ => SealKeyState.Replaced };
}
