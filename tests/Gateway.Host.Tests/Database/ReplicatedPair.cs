using System.Globalization;
using Gateway.Host.Database;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Gateway.Host.Tests.Database;

/// <summary>A primary and a standby in synchronous replication on this machine, to be frozen and killed.</summary>
public sealed class ReplicatedPair(TestDatabase prepared) : IAsyncLifetime
{
    private static readonly EmbeddedSettings Unattended = TestDatabase.Fast with { Restarts = 0 };
    private readonly TestFolder _folder = new();

    public EmbeddedPostgres Primary { get; private set; } = null!;

    public EmbeddedPostgres Standby { get; private set; } = null!;

    /// <summary>Both, as an operator writes it down; a client waits one second for a standby, then its patience is over.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder(Primary.ConnectionString)
    {
        Host = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Primary.Port},127.0.0.1:{Standby.Port}"),
        CommandTimeout = 1,
    }.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        var ct = TestContext.Current.CancellationToken;
        await prepared.PrepareAsync(_folder.In("primary"), ct);
        Primary = await StartAsync("primary", ct);
        await GatewayDatabase.MigrateAsync(Primary.ConnectionString, TimeProvider.System, ct);
        await CopyAsync(ct);
        Standby = await StartAsync("standby", ct);
        await AsSuperuserAsync(Primary, "alter system set synchronous_standby_names = 'standby'", ct);
        await AsSuperuserAsync(Primary, "select pg_reload_conf()", ct);
        await using var superuser = NpgsqlDataSource.Create(Primary.SuperuserConnectionString);
        await Machine.UntilAsync(() => superuser.ScalarAsync<bool>(
            ct, "select exists (select 1 from pg_stat_replication where sync_state = 'sync')"), ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (Standby is not null)
        {
            ThawStandby();
            await Standby.DisposeAsync();
        }
        if (Primary is not null)
        {
            await Primary.DisposeAsync();
        }
        _folder.Dispose();
    }

    public void FreezeStandby() => Everyone(Standby).ForEach(Machine.Freeze);

    public void ThawStandby() => Everyone(Standby).ForEach(Machine.Thaw);

    public void KillPrimary() => Everyone(Primary).ForEach(Machine.Kill);

    /// <summary>
    /// What the primary sent last still lies in a buffer of this machine; were the machines two and the wire cut, it would
    /// not. The process that would read it dies before it thaws.
    /// </summary>
    public async Task PromoteStandbyAsync(CancellationToken ct)
    {
        foreach (var child in Machine.Children(Standby.ProcessId)
            .Where(c => File.ReadAllText($"/proc/{c}/cmdline").Contains("walreceiver", StringComparison.Ordinal)))
        {
            Machine.Kill(child);
        }
        ThawStandby();
        await Machine.UntilAsync(async () => await Record.ExceptionAsync(
            () => AsSuperuserAsync(Standby, "select pg_promote()", ct)) is null, ct);
    }

    public static async Task AsSuperuserAsync(EmbeddedPostgres server, string sql, CancellationToken ct)
    {
        await using var source = NpgsqlDataSource.Create(server.SuperuserConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static List<int> Everyone(EmbeddedPostgres server) => [server.ProcessId, .. Machine.Children(server.ProcessId)];

    private Task<EmbeddedPostgres> StartAsync(string name, CancellationToken ct) => EmbeddedPostgres.StartAsync(
        _folder.In(name), Unattended, TimeProvider.System, NullLogger.Instance, ct);

    private async Task CopyAsync(CancellationToken ct)
    {
        var (from, to) = (_folder.In("primary"), _folder.In("standby"));
        var superuser = new NpgsqlConnectionStringBuilder(Primary.SuperuserConnectionString);
        Directory.CreateDirectory(to);
        File.Copy(Path.Combine(from, "password"), Path.Combine(to, "password"));
        await Machine.RunAsync(ct, Machine.Newest("pg_basebackup"), "-D", Path.Combine(to, "cluster"),
            "--write-recovery-conf", "--checkpoint=fast", "--no-sync", "-d", string.Create(CultureInfo.InvariantCulture,
                $"host=127.0.0.1 port={Primary.Port} user={superuser.Username} password={superuser.Password} application_name=standby"));
    }
}
