using Npgsql;

namespace Gateway.Host.Database;

/// <summary>Queries outside a durable commit. The sessions of the pool are read-only, so nothing can be written by these.</summary>
public static class DatabaseReads
{
    // The statements of a batch are one transaction, and the setting ends with it.
    private const string Bare = "select pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true)";

    /// <summary>All rows, in the query's order.</summary>
    public static async Task<List<T>> QueryAsync<T>(
        this NpgsqlDataSource source, CancellationToken ct, string sql, Func<NpgsqlDataReader, T> map, params object?[] args)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var command = Statement.Command(connection, null, sql, args);
        return await Statement.ListAsync(command, map, ct);
    }

    /// <summary>The same with no schema searched but the server's own, for this query alone.</summary>
    public static async Task<List<T>> BareQueryAsync<T>(
        this NpgsqlDataSource source, CancellationToken ct, string sql, Func<NpgsqlDataReader, T> map, params object?[] args)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new(Bare), Statement.Command(sql, args) } };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        return await Statement.ListAsync(reader, map, ct);
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
