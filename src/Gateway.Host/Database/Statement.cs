using Npgsql;
using NpgsqlTypes;

namespace Gateway.Host.Database;

/// <summary>SQL with <c>$1</c>-style parameters, from the few types the schema is made of.</summary>
internal static class Statement
{
    /// <summary>A list longer than this is a mistake of the query: page it.</summary>
    public const int MaxRows = 100_000;

    public static NpgsqlCommand Command(NpgsqlConnection connection, NpgsqlTransaction? transaction, string sql, object?[] args)
    {
        var command = new NpgsqlCommand(sql, connection, transaction);
        foreach (var arg in args)
        {
            command.Parameters.Add(Parameter(arg));
        }
        return command;
    }

    /// <summary>One of several statements sent together.</summary>
    public static NpgsqlBatchCommand Command(string sql, object?[] args)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var arg in args)
        {
            command.Parameters.Add(Parameter(arg));
        }
        return command;
    }

    public static async Task<List<T>> ListAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> map, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await ListAsync(reader, map, ct);
    }

    public static async Task<List<T>> ListAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> map, CancellationToken ct)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(ct))
        {
            if (rows.Count == MaxRows)
            {
                throw new InvalidOperationException($"a query gave more than {MaxRows} rows");
            }
            rows.Add(map(reader));
        }
        return rows;
    }

    public static async Task<T?> ScalarAsync<T>(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) && !await reader.IsDBNullAsync(0, ct)
            ? await reader.GetFieldValueAsync<T>(0, ct)
            : default;
    }

    private static NpgsqlParameter Parameter(object? value) => value switch
    {
        null or DBNull => new NpgsqlParameter { Value = DBNull.Value },
        Jsonb json => new NpgsqlParameter { Value = json.Text, NpgsqlDbType = NpgsqlDbType.Jsonb },
        // The wire knows instants only; an offset is not kept by timestamptz.
        DateTimeOffset at => new NpgsqlParameter { Value = at.ToUniversalTime(), NpgsqlDbType = NpgsqlDbType.TimestampTz },
        ReadOnlyMemory<byte> bytes => new NpgsqlParameter { Value = bytes, NpgsqlDbType = NpgsqlDbType.Bytea },
        Guid or string or long or int or bool or DateOnly or byte[] or Guid[] or string[] or long[] or int[] or byte[][]
            => new NpgsqlParameter { Value = value },
        _ => throw new ArgumentException($"{value.GetType()} is no type of the schema", nameof(value)),
    };
}
