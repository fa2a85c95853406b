using Npgsql;

namespace Gateway.Host.Database;

/// <summary>Queries outside a business transaction; nothing can be written by them.</summary>
public sealed class Queries(NpgsqlDataSource source)
{
    private bool _bare;

    /// <summary>The same database, asked so that every function, operator and type without a schema is the server's own, whatever its owner set.</summary>
    public Queries Bare() => new(source) { _bare = true };

    /// <summary>All rows of a query, mapped; parameters are <c>$1</c>, <c>$2</c> ...</summary>
    public Task<List<T>> QueryAsync<T>(string sql, Func<NpgsqlDataReader, T> map, CancellationToken cancellation, params object?[] args) =>
        _bare ? source.BareQueryAsync(cancellation, sql, map, args) : source.QueryAsync(cancellation, sql, map, args);

    /// <summary>The first row of a query, or <c>default</c>.</summary>
    public async Task<T?> FirstAsync<T>(string sql, Func<NpgsqlDataReader, T> map, CancellationToken cancellation, params object?[] args)
    {
        var rows = await QueryAsync(sql, map, cancellation, args).ConfigureAwait(false);
        return rows.Count == 0 ? default : rows[0];
    }
}
