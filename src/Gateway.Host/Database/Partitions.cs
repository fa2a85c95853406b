using Npgsql;

namespace Gateway.Host.Database;

/// <summary>
/// Growing tables have one partition a month (UTC), told apart by the time in their UUIDv7 ids. There is no default
/// partition: a row that fits nowhere is refused, and upkeep that fails is noticed two months before that.
/// </summary>
public static class Partitions
{
    public const int MonthsAhead = 2;

    /// <summary>
    /// Makes the partitions of the current and the next months that are missing; returns how many it made. To be called
    /// at start and daily; any pool will do, the application's included.
    /// </summary>
    public static async Task<int> EnsureAsync(NpgsqlDataSource source, DateTimeOffset now, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // Rather late than in everybody's way: the next round tries again.
        await using var settings = Statement.Command(
            connection, transaction, "set transaction read write; set local lock_timeout = '5s'", []);
        await settings.ExecuteNonQueryAsync(ct);
        await using var ensure = Statement.Command(
            connection, transaction, "select database.ensure_partitions($1, $2)", [now, MonthsAhead]);
        var made = await Statement.ScalarAsync<int>(ensure, ct);
        await transaction.CommitAsync(ct);
        return made;
    }

    /// <summary>The lowest id of the month an instant lies in: the inclusive lower bound of its partition.</summary>
    public static Guid FirstId(DateTimeOffset at)
    {
        var utc = at.ToUniversalTime();
        var month = new DateTimeOffset(utc.Year, utc.Month, 1, 0, 0, 0, TimeSpan.Zero);
        Span<byte> id = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(id, month.ToUnixTimeMilliseconds() << 16);
        return new Guid(id, bigEndian: true);
    }
}
