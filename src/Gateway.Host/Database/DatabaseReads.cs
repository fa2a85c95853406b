using Npgsql;

namespace Gateway.Host.Database;

/// <summary>Queries outside a durable commit. The sessions of the pool are read-only, so nothing can be written by these.</summary>
public static class DatabaseReads
{
    /// <summary>All rows, in the query's order.</summary>
    public static async Task<List<T>> QueryAsync<T>(
        this NpgsqlDataSource source, CancellationToken ct, string sql, Func<NpgsqlDataReader, T> map, params object?[] args)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var command = Statement.Command(connection, null, sql, args);
        return await Statement.ListAsync(command, map, ct);
    }

    /// <summary>The first column of the first row; default where there is no row or it is null.</summary>
    public static async Task<T?> ScalarAsync<T>(
        this NpgsqlDataSource source, CancellationToken ct, string sql, params object?[] args)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var command = Statement.Command(connection, null, sql, args);
        return await Statement.ScalarAsync<T>(command, ct);
    }
}
