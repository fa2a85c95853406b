using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Gateway.Host.Database;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Host.Tests.Database;

/// <summary>
/// This very assembly, run once more as a process of its own that keeps an embedded database until it is killed.
/// </summary>
internal sealed class Supervisor : IDisposable
{
    private const string Verb = "GATEWAY_TEST_SUPERVISES";
    private readonly Process _process;

    private Supervisor(Process process, int database, string connectionString) =>
        (_process, Database, ConnectionString) = (process, database, connectionString);

    public int Id => _process.Id;

    public int Database { get; }

    public string ConnectionString { get; }

    /// <param name="folder">Of the database.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="account">What stands before the command, to become somebody else.</param>
    public static async Task<Supervisor> StartAsync(string folder, CancellationToken ct, params string[] account)
    {
        string[] command = [.. account, Environment.ProcessPath!, "exec", typeof(Supervisor).Assembly.Location];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, WorkingDirectory = "/" };
        start.Environment[Verb] = folder;
        start.Environment["DOTNET_CLI_HOME"] = start.Environment["HOME"] = folder;
        var process = Process.Start(start)!;
        var words = await process.StandardOutput.ReadLineAsync(ct) ?? throw new InvalidOperationException("the child said nothing");
        var parts = words.Split(' ', 2);
        return new Supervisor(process, int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1]);
    }

    public void Dispose()
    {
        Machine.Kill(Id);
        _process.WaitForExit(TimeSpan.FromSeconds(10));
        _process.Dispose();
    }

    /// <summary>Before the test runner's own entry point, which takes no verbs.</summary>
    [ModuleInitializer]
    internal static void Supervise()
    {
        if (Environment.GetEnvironmentVariable(Verb) is not { } folder)
        {
            return;
        }
        var database = EmbeddedPostgres.StartAsync(folder, TestDatabase.Fast, TimeProvider.System, NullLogger.Instance, CancellationToken.None)
            .GetAwaiter().GetResult();
        Console.WriteLine($"{database.ProcessId} {database.ConnectionString}");
        database.Supervision.GetAwaiter().GetResult();
        Environment.Exit(0);
    }
}
