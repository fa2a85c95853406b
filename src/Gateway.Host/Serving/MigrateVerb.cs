using System.CommandLine;
using Gateway.Host.Database;

namespace Gateway.Host.Serving;

/// <summary><c>gateway migrate</c>: brings a database to this version's schema.</summary>
public static class MigrateVerb
{
    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var database = new Option<string?>("--database") { Description = "connection string of a role that owns the database (default: the embedded one)" };
        var json = new Option<bool>("--json") { Description = "answer as JSON" };
        var command = new Command("migrate", "bring the database to this version's schema") { database, json };
        command.SetAction(async (result, cancellation) =>
        {
            try
            {
                await RunAsync(result.GetValue(database) ?? GatewayOptions.FromEnvironment().Database, cancellation).ConfigureAwait(false);
                Console.WriteLine(result.GetValue(json) ? """{"migrated":true}""" : "migrated");
                return 0;
            }
            catch (Exception error) when (error is ArgumentException or IOException or UnauthorizedAccessException or InvalidDataException or InvalidOperationException or Npgsql.NpgsqlException or MigrationException or EmbeddedPostgresException)
            {
                Console.Error.WriteLine(error.Message);
                return 1;
            }
        });
        return command;
    }

    private static async Task RunAsync(string database, CancellationToken cancellation)
    {
        if (database.Length > 0)
        {
            await GatewayDatabase.MigrateAsync(database, TimeProvider.System, cancellation).ConfigureAwait(false);
            return;
        }

        await using var embedded = await GatewayServer.EmbeddedAsync(GatewayOptions.FromEnvironment().Data, cancellation).ConfigureAwait(false);
        await GatewayDatabase.MigrateAsync(embedded.ConnectionString, TimeProvider.System, cancellation).ConfigureAwait(false);
    }
}
