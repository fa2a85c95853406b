using Npgsql;

namespace Gateway.Host.Database;

/// <summary>
/// One open transaction of a durable commit, lent to the code that does the work. The work may run several times, so
/// everything it changes it changes through here.
/// </summary>
public sealed class Work
{
    internal Work(NpgsqlConnection connection, NpgsqlTransaction transaction, int attempt, CancellationToken cancellation)
    {
        Connection = connection;
        Transaction = transaction;
        Attempt = attempt;
        Cancellation = cancellation;
    }

    public NpgsqlConnection Connection { get; }

    public NpgsqlTransaction Transaction { get; }

    /// <summary>How often this key has been written, this time included.</summary>
    public int Attempt { get; }

    /// <summary>Ends with the caller's patience or the commit's deadline.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>Runs one statement; returns the rows it touched.</summary>
    public async Task<int> ExecuteAsync(string sql, params object?[] args)
    {
        await using var command = Statement.Command(Connection, Transaction, sql, args);
        return await command.ExecuteNonQueryAsync(Cancellation);
    }

    /// <summary>The first column of the first row; default where there is no row or it is null.</summary>
    public async Task<T?> ScalarAsync<T>(string sql, params object?[] args)
    {
        await using var command = Statement.Command(Connection, Transaction, sql, args);
        return await Statement.ScalarAsync<T>(command, Cancellation);
    }

    /// <summary>All rows, in the query's order.</summary>
    public async Task<List<T>> QueryAsync<T>(string sql, Func<NpgsqlDataReader, T> map, params object?[] args)
    {
        await using var command = Statement.Command(Connection, Transaction, sql, args);
        return await Statement.ListAsync(command, map, Cancellation);
    }
}
