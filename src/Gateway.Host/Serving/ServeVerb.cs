using System.CommandLine;
using Gateway.Host.Verbs;

namespace Gateway.Host.Serving;

/// <summary><c>gateway serve</c>: runs until it is told to stop.</summary>
public static class ServeVerb
{
    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var urls = new Option<string?>("--urls") { Description = "address to listen on (default http://127.0.0.1:5080)" };
        var database = new Option<string?>("--database") { Description = "connection string of any PostgreSQL; several hosts for a cluster (default: the embedded one in .data)" };
        var partners = new Option<string?>("--partners") { Description = "partner file (default: nobody is known)" };
        var data = new Option<string?>("--data") { Description = "folder for the embedded database, keys and certificates (default .data)" };
        var json = VerbOptions.Json();
        var command = new Command("serve", "run the gateway") { urls, database, partners, data, json };
        command.SetAction(async (result, cancellation) =>
        {
            var options = GatewayOptions.FromEnvironment();
            options = options with
            {
                Urls = result.GetValue(urls) ?? options.Urls,
                Database = result.GetValue(database) ?? options.Database,
                Partners = result.GetValue(partners) ?? options.Partners,
                Data = Path.GetFullPath(result.GetValue(data) ?? options.Data),
            };
            return await RunAsync(options, result.GetValue(json), cancellation).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> RunAsync(GatewayOptions options, bool json, CancellationToken cancellation)
    {
        try
        {
            await using var server = await GatewayServer.StartAsync(options, cancellation).ConfigureAwait(false);
            // Lines of the log go to standard error; the one answer of this verb, asked for as JSON, goes to standard output.
            (json ? Console.Out : Console.Error).WriteLine(json
                ? VerbReport.Serialize(new { options.Urls, Console = $"{options.Urls}/console" })
                : $"serving on {options.Urls}; console at {options.Urls}/console");
            await server.App.WaitForShutdownAsync(cancellation).ConfigureAwait(false);
            return 0;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
        catch (Exception error) when (error is ArgumentException or UnauthorizedAccessException or InvalidDataException or InvalidOperationException or IOException or Npgsql.NpgsqlException or Database.EmbeddedPostgresException or Database.MigrationException)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
    }
}
