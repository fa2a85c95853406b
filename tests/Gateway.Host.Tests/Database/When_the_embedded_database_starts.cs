using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Gateway.Host.Database;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Gateway.Host.Tests.Database;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class When_the_embedded_database_starts(TestDatabase prepared) : IDisposable
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task From_nothing_it_is_ready_and_after_a_restart_it_has_kept_everything()
    {
        int port;
        await using (var database = await StartAsync(new EmbeddedSettings()))
        {
            port = database.Port;
            await ExecuteAsync(database.ConnectionString, "create table public.kept as select 'Đồng Nai' as name");
            Assert.False(database.Adopted);
        }

        await using var again = await StartAsync();

        Assert.Equal(port, again.Port);
        Assert.Equal("Đồng Nai", await ScalarAsync<string>(again.ConnectionString, "select name from public.kept"));
    }

    [Fact]
    public async Task It_is_nobody_elses()
    {
        await prepared.PrepareAsync(_folder.In("db"), Ct);
        await using var database = await StartAsync();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.In("db/password")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.In("db/postgres.log")));
        Assert.All(
            IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(l => l.Port == database.Port),
            l => Assert.Equal(IPAddress.Loopback, l.Address));
        Assert.Equal("off|scram-sha-256|UTF8|on|on", await ScalarAsync<string>(database.ConnectionString,
            """
            select concat_ws('|', (select case when rolsuper then 'on' else 'off' end from pg_roles where rolname = current_user),
                current_setting('password_encryption'), current_setting('server_encoding'), current_setting('data_checksums'),
                (select case when rolcreaterole then 'on' end from pg_roles where rolname = current_user))
            """));
        var stranger = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Password = "guess" };
        await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync<int>(stranger.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task A_second_start_joins_the_living_one_and_leaves_it_alive()
    {
        await prepared.PrepareAsync(_folder.In("db"), Ct);
        await using var first = await StartAsync();
        await using (var second = await StartAsync())
        {
            Assert.True(second.Adopted);
            Assert.Equal(first.ProcessId, second.ProcessId);
            Assert.Equal(1, await ScalarAsync<int>(second.ConnectionString, "select 1"));
        }

        Assert.Equal(1, await ScalarAsync<int>(first.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task Two_that_start_at_once_are_one()
    {
        var both = await Task.WhenAll(StartAsync(), StartAsync());

        Assert.Equal(both[0].ProcessId, both[1].ProcessId);
        foreach (var database in both.OrderBy(d => d.Adopted))
        {
            await database.DisposeAsync();
        }
    }

    [Fact]
    public async Task An_orphan_is_taken_over_and_stopped_at_the_end()
    {
        await prepared.PrepareAsync(_folder.In("db"), Ct);
        string connection;
        await using (var database = await StartAsync())
        {
            connection = database.ConnectionString;
        }
        await StartOrphanAsync(new NpgsqlConnectionStringBuilder(connection).Port);

        int orphan;
        await using (var keeper = await StartAsync())
        {
            orphan = keeper.ProcessId;
            Assert.True(keeper.Adopted);
            Assert.Equal(1, await ScalarAsync<int>(keeper.ConnectionString, "select 1"));
        }

        Assert.True(Machine.IsGone(orphan));
    }

    [Fact]
    public async Task When_it_is_killed_it_is_started_again_at_the_same_place()
    {
        await prepared.PrepareAsync(_folder.In("db"), Ct);
        await using var database = await StartAsync();
        var (port, killed) = (database.Port, database.ProcessId);

        Machine.Kill(killed);
        await Machine.UntilAsync(() => database.ProcessId != killed, Ct);

        Assert.Equal(port, database.Port);
        Assert.Equal(1, await ScalarAsync<int>(database.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task When_it_may_not_be_started_again_its_end_is_a_clear_failure()
    {
        await prepared.PrepareAsync(_folder.In("db"), Ct);
        await using (var database = await StartAsync(TestDatabase.Fast with { Restarts = 0 }))
        {
            Machine.Kill(database.ProcessId);
            await Assert.ThrowsAsync<EmbeddedPostgresException>(() => database.Supervision.WaitAsync(Ct));
        }

        await using var again = await StartAsync();
        Assert.Equal(1, await ScalarAsync<int>(again.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task A_port_somebody_else_has_taken_is_exchanged()
    {
        await prepared.PrepareAsync(_folder.In("db"), Ct);
        int port;
        await using (var database = await StartAsync())
        {
            port = database.Port;
        }
        using var squatter = new TcpListener(IPAddress.Loopback, port);
        squatter.Start();

        await using var again = await StartAsync();

        Assert.NotEqual(port, again.Port);
    }

    [Fact]
    public async Task A_first_start_that_was_interrupted_is_begun_anew()
    {
        Directory.CreateDirectory(_folder.In("db/staging/cluster/base"));
        await File.WriteAllTextAsync(_folder.In("db/staging/cluster/PG_VERSION"), "15", Ct);

        await using var database = await StartAsync();

        Assert.Equal(1, await ScalarAsync<int>(database.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task Under_folders_closed_to_the_postgres_account_root_uses_a_namespace()
    {
        await prepared.PrepareAsync(_folder.In("db"), Ct);
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root has the choice");
        File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using (var database = await StartAsync())
        {
            await ExecuteAsync(database.ConnectionString, "create table public.kept as select 1 as n");
        }
        File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);

        await using var opened = await StartAsync();

        Assert.Equal(1, await ScalarAsync<int>(opened.ConnectionString, "select n from public.kept"));
    }

    [Fact]
    public async Task Without_binaries_it_names_the_package()
    {
        var failure = await Assert.ThrowsAsync<EmbeddedPostgresException>(
            () => StartAsync(TestDatabase.Fast with { Binaries = _folder.In("nowhere") }));

        Assert.Contains("apt-get install postgresql", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_of_a_version_that_is_gone_names_that_package()
    {
        Directory.CreateDirectory(_folder.In("db/cluster"));
        await File.WriteAllTextAsync(_folder.In("db/cluster/PG_VERSION"), "9999\n", Ct);

        var failure = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => StartAsync());

        Assert.Contains("apt-get install postgresql-9999", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_the_server_does_not_know_is_reported_in_its_own_words()
    {
        await prepared.PrepareAsync(_folder.In("db"), Ct);
        var settings = TestDatabase.Fast with { Server = new Dictionary<string, string> { ["no_such_setting"] = "1" } };

        var failure = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => StartAsync(settings));

        Assert.Contains("no_such_setting", failure.Message, StringComparison.Ordinal);
    }

    private Task<EmbeddedPostgres> StartAsync(EmbeddedSettings? settings = null) => EmbeddedPostgres.StartAsync(
        _folder.In("db"), settings ?? TestDatabase.Fast, TimeProvider.System, NullLogger.Instance, Ct);

    /// <summary>A server on our data that no living process looks after.</summary>
    private async Task StartOrphanAsync(int port)
    {
        var data = _folder.In("db/cluster");
        string[] account = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : [];
        await Machine.RunAsync(Ct, [.. account, Machine.Newest("pg_ctl"), "-D", data, "-w", "-s", "-l", data + "/orphan.log", "-o",
            $"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories= -c fsync=off", "start"]);
    }

    private static async Task ExecuteAsync(string connection, string sql)
    {
        await using var source = GatewayDatabase.OpenAsOwner(connection);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }

    private static async Task<T?> ScalarAsync<T>(string connection, string sql)
    {
        await using var source = GatewayDatabase.OpenAsOwner(connection);
        return await source.ScalarAsync<T>(Ct, sql);
    }
}
