using Gateway.Host.Database;
using Npgsql;

namespace Gateway.Host.Exchange;

/// <summary>
/// Holds a node to the one key its database's messages are sealed with. A node that made itself another, or lost it, would
/// start well and read nothing: it does not start.
/// </summary>
public static class SealKey
{
    /// <summary>Where a node keeps the key.</summary>
    public static string PathIn(string data) => Path.Combine(data, "keys", "seal.key");

    /// <summary>Makes the key with a new database; throws <see cref="InvalidDataException"/> when this database has another.</summary>
    public static async Task EnsureAsync(NpgsqlDataSource source, DurableCommit commit, string data, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(commit);
        var path = PathIn(data);
        var known = await KnownAsync(source, cancellation).ConfigureAwait(false);
        if (known is not null && !File.Exists(path))
        {
            throw new InvalidDataException($"{path} is missing: the messages of this database are sealed with key {known}. Copy the file from another node or from its backup.");
        }

        var own = Seal.Open(path).Fingerprint;
        if (known is null)
        {
            await commit.RunAsync(
                $"seal-key:{own}",
                async work =>
                {
                    await work.ExecuteAsync("insert into exchange.seal_key (fingerprint, at) values ($1, now()) on conflict do nothing", own).ConfigureAwait(false);
                    return own;
                },
                cancellation).ConfigureAwait(false);
            known = await KnownAsync(source, cancellation).ConfigureAwait(false);
        }

        if (known != own)
        {
            throw new InvalidDataException($"{path} holds key {own}, but the messages of this database are sealed with key {known}. Copy the file from another node or from its backup.");
        }
    }

    private static async Task<string?> KnownAsync(NpgsqlDataSource source, CancellationToken cancellation) =>
        (await source.QueryAsync(cancellation, "select fingerprint from exchange.seal_key", row => row.GetString(0)).ConfigureAwait(false)).FirstOrDefault();
}
