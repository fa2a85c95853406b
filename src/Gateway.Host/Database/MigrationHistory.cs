using Npgsql;

namespace Gateway.Host.Database;

/// <summary>Which scripts a database has seen. A script that was applied is never changed: the next one corrects it.</summary>
public static class MigrationHistory
{
    private const long Lock = 7_229_700_201;

    private const string Table =
        """
        create table if not exists public.migration (
            number int         primary key,
            name   text        not null,
            sha256 text        not null,
            at     timestamptz not null default now()
        )
        """;

    /// <summary>
    /// Applies what is missing, each script in its own transaction, one process at a time: the lock lives as long as this
    /// connection, which therefore comes from no pool.
    /// </summary>
    public static async Task<int> ApplyAsync(NpgsqlDataSource owner, IReadOnlyList<Migration> scripts, CancellationToken ct)
    {
        await using var connection = await owner.OpenConnectionAsync(ct);
        await RunAsync(connection, null, "set lock_timeout = '300s'", ct);
        await RunAsync(connection, null, "select pg_advisory_lock($1)", ct, Lock);
        await RunAsync(connection, null, Table, ct);
        var applied = await AppliedAsync(connection, ct);
        Compare(applied, scripts);
        foreach (var script in scripts.Skip(applied.Count))
        {
            await ApplyAsync(connection, script, ct);
        }
        return scripts.Count - applied.Count;
    }

    private static async Task<List<(int Number, string Name, string Sha256)>> AppliedAsync(
        NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = Statement.Command(
            connection, null, "select number, name, sha256 from public.migration order by number", []);
        return await Statement.ListAsync(command, row => (row.GetInt32(0), row.GetString(1), row.GetString(2)), ct);
    }

    private static void Compare(IReadOnlyList<(int Number, string Name, string Sha256)> applied, IReadOnlyList<Migration> scripts)
    {
        foreach (var ((number, name, sha256), index) in applied.Select((row, index) => (row, index)))
        {
            if (index >= scripts.Count)
            {
                throw new MigrationException($"the database has migration {number} {name}: it belongs to a newer program");
            }
            if (scripts[index].Number != number || scripts[index].Sha256 != sha256)
            {
                throw new MigrationException(
                    $"migration {scripts[index].Number} {scripts[index].Name} is not the one the database was given as {number} {name}");
            }
        }
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Migration script, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        try
        {
            await RunAsync(connection, transaction, script.Sql, ct);
        }
        catch (PostgresException e)
        {
            throw new MigrationException($"migration {script.Number} {script.Name}: {e.MessageText} at {e.Position}", e);
        }
        await RunAsync(connection, transaction, "insert into public.migration (number, name, sha256) values ($1, $2, $3)",
            ct, script.Number, script.Name, script.Sha256);
        await transaction.CommitAsync(ct);
    }

    private static async Task RunAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, string sql, CancellationToken ct, params object?[] args)
    {
        await using var command = Statement.Command(connection, transaction, sql, args);
        await command.ExecuteNonQueryAsync(ct);
    }
}
