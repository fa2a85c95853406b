using System.CommandLine;
using Gateway.Host.Database;
using Gateway.Host.Serving;
using Npgsql;

namespace Gateway.Host.Verbs;

/// <summary>Where a verb finds the gateway's database, whether the gateway runs or not.</summary>
internal sealed class DatabasePlace(TextWriter output, TextWriter error)
{
    private readonly Option<string?> _database = new("--database") { Description = "Connection string (default: GATEWAY_DATABASE, else the embedded database of --data).", HelpName = "TEXT" };
    private readonly Option<string?> _data = new("--data") { Description = "Folder of the embedded database (default: GATEWAY_DATA, else .data).", HelpName = "DIR" };

    public TextWriter Output => output;

    public TextWriter Error => error;

    public void AddTo(Command command)
    {
        command.Add(_database);
        command.Add(_data);
    }

    /// <summary>The folder of the data this run is about.</summary>
    public string DataOf(ParseResult parsed) => Path.GetFullPath(parsed.GetValue(_data) ?? GatewayOptions.FromEnvironment().Data);

    /// <summary>Runs with the database open; where it cannot begin a line says why and it ends with 2; what goes wrong then ends with 1.</summary>
    public async Task<int> RunAsync(ParseResult parsed, Func<NpgsqlDataSource, Task<int>> run, CancellationToken cancellation)
    {
        try
        {
            var options = GatewayOptions.FromEnvironment();
            var connection = parsed.GetValue(_database) ?? (parsed.GetValue(_data) is null ? options.Database : "");
            if (connection.Length > 0)
            {
                return await RunAsync(connection, run, cancellation).ConfigureAwait(false);
            }

            var data = DataOf(parsed);
            if (!Directory.Exists(Path.Combine(data, "postgres")))
            {
                throw new SetupException($"there is no embedded database in {data}: name it with --data (a try-out keeps its own in .data/try), or another with --database");
            }

            await using var embedded = await GatewayServer.EmbeddedAsync(data, cancellation).ConfigureAwait(false);
            return await RunAsync(embedded.ConnectionString, run, cancellation).ConfigureAwait(false);
        }
        catch (PostgresException older) when (older.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.InvalidSchemaName)
        {
            error.WriteLine($"the database is not of this version, or somebody took something from it ({older.MessageText}): ./gateway migrate brings an older one up to date");
            return 2;
        }
        catch (Exception missing) when (missing is SetupException or FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return VerbOptions.Usage(error, missing.Message);
        }
        catch (Exception failed) when (failed is IOException or InvalidDataException or InvalidOperationException or ArgumentException or NpgsqlException or EmbeddedPostgresException or NotAcknowledgedException)
        {
            error.WriteLine(failed.Message);
            return 1;
        }
    }

    private static async Task<int> RunAsync(string connection, Func<NpgsqlDataSource, Task<int>> run, CancellationToken cancellation)
    {
        await using var source = GatewayDatabase.Open(connection);
        try
        {
            await using var first = await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        }
        catch (NpgsqlException absent)
        {
            throw new SetupException($"the database cannot be opened: {absent.Message}", absent);
        }

        return await run(source).ConfigureAwait(false);
    }
}
