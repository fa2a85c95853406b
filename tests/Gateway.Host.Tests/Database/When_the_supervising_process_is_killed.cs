using Gateway.Host.Database;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Gateway.Host.Tests.Database;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class When_the_supervising_process_is_killed(TestDatabase prepared) : IDisposable
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task The_database_dies_with_it_and_the_next_start_has_every_row() => RowsAreKeptAsync();

    [Fact]
    public Task The_same_holds_in_a_namespace()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root uses one");
        File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return RowsAreKeptAsync();
    }

    [Fact]
    public async Task The_same_holds_for_somebody_who_is_not_root()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "the other tests are this one already");
        string[] nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
        Assert.SkipUnless(
            await Succeeds([.. nobody, "test", "-r", typeof(Supervisor).Assembly.Location, "-a", "-x", Environment.ProcessPath!]),
            "these folders are closed to others");
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0x1FF);

        using var supervisor = await Supervisor.StartAsync(_folder.In("db"), Ct, nobody);

        Assert.Equal("gateway", await UserAsync(supervisor.ConnectionString));
        Machine.Kill(supervisor.Id);
        await Machine.UntilAsync(() => Machine.IsGone(supervisor.Database), Ct);
    }

    [Fact]
    public async Task A_dead_server_that_nobody_has_buried_yet_delays_the_next_start_and_no_more()
    {
        await prepared.PrepareAsync(_folder.In("db"), Ct);
        using var supervisor = await Supervisor.StartAsync(_folder.In("db"), Ct);
        Machine.Freeze(supervisor.Id);
        Machine.Kill(supervisor.Database);
        await Machine.UntilAsync(() => Machine.State(supervisor.Database) == 'Z', Ct);

        var start = StartAsync();
        await Machine.UntilAsync(async () => (await File.ReadAllTextAsync(_folder.In("db/postgres.log"), Ct))
            .Contains("lock file \"postmaster.pid\" already exists", StringComparison.Ordinal), Ct);
        Assert.True(File.Exists(_folder.In("db/cluster/postmaster.pid")));
        Machine.Kill(supervisor.Id);

        await using var database = await start;
        Assert.False(database.Adopted);
        Assert.Equal("gateway", await UserAsync(database.ConnectionString));
    }

    private async Task RowsAreKeptAsync()
    {
        await prepared.PrepareAsync(_folder.In("db"), Ct);
        using var supervisor = await Supervisor.StartAsync(_folder.In("db"), Ct);
        await using (var source = GatewayDatabase.OpenAsOwner(supervisor.ConnectionString))
        {
            await using var create = source.CreateCommand("create table public.kept as select i from generate_series(1, 100) i");
            await create.ExecuteNonQueryAsync(Ct);
        }

        Machine.Kill(supervisor.Id);
        await Machine.UntilAsync(() => Machine.IsGone(supervisor.Database), Ct);

        await using var database = await StartAsync();
        await using var again = GatewayDatabase.OpenAsOwner(database.ConnectionString);
        Assert.Equal(100, await again.ScalarAsync<long>(Ct, "select count(*) from public.kept"));
    }

    private Task<EmbeddedPostgres> StartAsync() => EmbeddedPostgres.StartAsync(
        _folder.In("db"), TestDatabase.Fast, TimeProvider.System, NullLogger.Instance, Ct);

    private static async Task<string?> UserAsync(string connection)
    {
        await using var source = GatewayDatabase.OpenAsOwner(connection);
        return await source.ScalarAsync<string>(Ct, "select current_user::text");
    }

    private static async Task<bool> Succeeds(string[] command) =>
        await Record.ExceptionAsync(() => Machine.RunAsync(Ct, command)) is null;
}
