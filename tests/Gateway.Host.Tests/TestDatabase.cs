using System.Globalization;
using Gateway.Host.Database;
using Gateway.Host.Tests;
using Gateway.Host.Tests.Database;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(TestDatabase))]

namespace Gateway.Host.Tests;

/// <summary>
/// One private PostgreSQL for the whole test run, started when the first test asks; a migrated database serves as the
/// template of all others, so that a fresh one costs some fifty milliseconds.
/// </summary>
public sealed class TestDatabase : IAsyncLifetime
{
    /// <summary>Nothing to lose here but time.</summary>
    public static readonly EmbeddedSettings Fast = new()
    {
        Fsync = false,
        Server = new Dictionary<string, string>
        {
            ["max_connections"] = "200",
            ["full_page_writes"] = "off",
            ["dynamic_shared_memory_type"] = "mmap", // goes with the folder when a test kills the server for good
        },
    };

    private readonly TestFolder _folder = new();
    private readonly SemaphoreSlim _turn = new(1);
    private EmbeddedPostgres? _server;
    private bool _prepared;
    private int _count;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
        _folder.Dispose();
        _turn.Dispose();
    }

    /// <summary>A database of one's own, migrated; the connection string is that of its owner.</summary>
    public Task<string> CloneAsync(CancellationToken ct) => CreateAsync("gateway", ct);

    /// <summary>A database of one's own with nothing in it.</summary>
    public Task<string> EmptyAsync(CancellationToken ct) => CreateAsync("template1", ct);

    /// <summary>A database as the server's superuser reaches it: whoever holds the machine can do as much.</summary>
    public string AsSuperuser(string connectionString) => new NpgsqlConnectionStringBuilder(_server!.SuperuserConnectionString)
        { Database = new NpgsqlConnectionStringBuilder(connectionString).Database }.ConnectionString;

    /// <summary>Lays a made but unused cluster into a folder: for tests of everything but the very first start.</summary>
    public async Task PrepareAsync(string folder, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            await PrepareAsync(ct);
            await Machine.RunAsync(ct, "cp", "-a", _folder.In("prepared"), folder);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task PrepareAsync(CancellationToken ct)
    {
        if (!_prepared)
        {
            var database = await StartAsync("prepared", ct);
            await database.DisposeAsync();
            File.Delete(_folder.In("prepared/port"));
            _prepared = true;
        }
    }

    private async Task<string> CreateAsync(string template, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            _server ??= await StartAsync(ct);
            var name = string.Create(CultureInfo.InvariantCulture, $"test_{++_count}");
            await using var superuser = NpgsqlDataSource.Create(_server.SuperuserConnectionString);
            await using var create = superuser.CreateCommand(
                $"create database {name} template {template} owner gateway strategy wal_log");
            await create.ExecuteNonQueryAsync(ct);
            return new NpgsqlConnectionStringBuilder(_server.ConnectionString) { Database = name }.ConnectionString;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<EmbeddedPostgres> StartAsync(CancellationToken ct)
    {
        await PrepareAsync(ct);
        await Machine.RunAsync(ct, "cp", "-a", _folder.In("prepared"), _folder.In("server"));
        var server = await StartAsync("server", ct);
        await GatewayDatabase.MigrateAsync(server.ConnectionString, TimeProvider.System, ct);
        return server;
    }

    private Task<EmbeddedPostgres> StartAsync(string name, CancellationToken ct) => EmbeddedPostgres.StartAsync(
        _folder.In(name), Fast, TimeProvider.System, NullLogger.Instance, ct);
}

/// <summary>A fresh migrated database for one test class: <c>IClassFixture&lt;FreshDatabase&gt;</c>.</summary>
public sealed class FreshDatabase(TestDatabase server) : IAsyncLifetime
{
    public string ConnectionString { get; private set; } = "";

    /// <summary>The application's pool.</summary>
    public NpgsqlDataSource Source { get; private set; } = null!;

    public DurableCommit Commit { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await server.CloneAsync(TestContext.Current.CancellationToken);
        Source = GatewayDatabase.Open(ConnectionString);
        Commit = new DurableCommit(Source, TimeProvider.System, NullLogger.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        if (Source is not null)
        {
            await Source.DisposeAsync();
        }
    }
}
