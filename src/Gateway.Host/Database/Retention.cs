using Npgsql;

namespace Gateway.Host.Database;

/// <summary>Forgets commit keys that have done their work. Upkeep, not business: it waits for no standby.</summary>
public static class Retention
{
    private const int Batch = 5_000;
    private const int MostBatches = 400;

    /// <summary>How long a key that no partner knows is kept: far longer than anything is tried again.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(35);

    /// <summary>Forgets what is older, a batch at a time; returns how many keys went. What is left over goes the next time.</summary>
    public static async Task<int> ForgetAsync(NpgsqlDataSource source, DateTimeOffset now, CancellationToken ct)
    {
        var (forgotten, last) = (0, Batch);
        for (var batch = 0; batch < MostBatches && last == Batch; batch++)
        {
            last = await ForgetBatchAsync(source, now - Kept, ct);
            forgotten += last;
        }

        return forgotten;
    }

    private static async Task<int> ForgetBatchAsync(NpgsqlDataSource source, DateTimeOffset before, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var settings = Statement.Command(connection, transaction, "set transaction read write; set local synchronous_commit = off", []);
        await settings.ExecuteNonQueryAsync(ct);
        await using var forget = Statement.Command(connection, transaction, "select database.forget_commits($1, $2)", [before, Batch]);
        var forgotten = await Statement.ScalarAsync<int>(forget, ct);
        await transaction.CommitAsync(ct);
        return forgotten;
    }
}
