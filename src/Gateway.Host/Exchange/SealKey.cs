using Gateway.Host.Database;
using Npgsql;

namespace Gateway.Host.Exchange;

/// <summary>
/// Holds a node to the keys its database's messages are sealed with. A node that made itself another, or lost one, would start well and read
/// nothing: it does not start.
/// </summary>
public static class SealKey
{
    /// <summary>Where a node keeps the first key.</summary>
    public static string PathIn(string data) => Path.Combine(data, "keys", "seal.key");

    /// <summary>Makes the key with a new database; throws <see cref="InvalidDataException"/> with every file to bring when this node lacks a key that is not retired.</summary>
    public static async Task EnsureAsync(NpgsqlDataSource source, DurableCommit commit, string data, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(commit);
        var (path, queries) = (PathIn(data), new Queries(source));
        var keys = await SealKeys.AllAsync(queries, cancellation).ConfigureAwait(false);
        if (keys.Count == 0)
        {
            await FirstAsync(commit, Seal.Open(path).Fingerprint, cancellation).ConfigureAwait(false);
            keys = await SealKeys.AllAsync(queries, cancellation).ConfigureAwait(false);
        }

        var ring = new SealRing(data);
        var missing = keys.Where(key => key.State != SealKeyState.Retired && ring.Find(key.Fingerprint) is null).Select(key => Missing(key, path, ring)).ToList();
        if (missing.Count > 0)
        {
            throw new InvalidDataException(string.Join(Environment.NewLine, missing));
        }
    }

    private static Task<Committed> FirstAsync(DurableCommit commit, string own, CancellationToken cancellation) => commit.RunAsync(
        $"seal-key:{own}",
        async work =>
        {
            await work.ExecuteAsync("insert into exchange.seal_key (fingerprint, at) values ($1, now()) on conflict do nothing", own).ConfigureAwait(false);
            return own;
        },
        cancellation);

    private static string Missing(SealKeyRow key, string first, SealRing ring) =>
        !key.First ? $"{ring.PathOf(key.Fingerprint)} is missing: the messages of this database are sealed with key {key.Fingerprint} too. Copy the file from another node or from its backup."
        : File.Exists(first) ? $"{first} holds key {Seal.Open(first).Fingerprint}, but the messages of this database are sealed with key {key.Fingerprint}. Copy the file from another node or from its backup."
        : $"{first} is missing: the messages of this database are sealed with key {key.Fingerprint}. Copy the file from another node or from its backup.";
}
