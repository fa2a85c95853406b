using Gateway.Host.Database;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Gateway.Host.Tests.Database;

public sealed class When_the_standby_is_frozen(ReplicatedPair pair) : IClassFixture<ReplicatedPair>, IAsyncDisposable
{
    private static readonly CommitLimits Patience = new(TimeSpan.FromSeconds(3), 100, TimeSpan.FromMilliseconds(100));

    private readonly NpgsqlDataSource _source = GatewayDatabase.Open(pair.ConnectionString);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private DurableCommit Commit => new(_source, TimeProvider.System, NullLogger.Instance, Patience);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    [Fact]
    public async Task A_commit_is_not_acknowledged_before_the_standby_has_it()
    {
        var (key, declaration, runs) = (Rows.Id().ToString(), Rows.Id(), 0);
        Task<Committed> RunAsync() => Commit.RunAsync(key, async work =>
        {
            runs++;
            await work.StepAsync(declaration);
            return "done";
        }, Ct);
        pair.FreezeStandby();

        var failure = await Assert.ThrowsAsync<NotAcknowledgedException>(RunAsync);
        Assert.Contains("standby", failure.Message, StringComparison.Ordinal);

        pair.ThawStandby();
        var outcome = await RunAsync();
        Assert.Equal("done", outcome.Answer);
        Assert.Equal(1, runs);
        Assert.Equal(1, await OnStandbyAsync(declaration));
    }

    /// <summary>Planted: this is the code the guard keeps out. Should it ever wait, the proof above proves nothing.</summary>
    [Fact]
    public async Task A_naive_commit_is_told_it_succeeded_and_the_standby_does_not_have_it()
    {
        var declaration = Rows.Id();
        pair.FreezeStandby();

        var notices = await NaiveAsync(pair.ConnectionString, declaration, Ct);

        Assert.Contains(notices, StandbyWait.IsCancelled);
        await using var superuser = NpgsqlDataSource.Create(pair.Primary.SuperuserConnectionString);
        Assert.True(await superuser.ScalarAsync<bool>(Ct, "select replay_lsn < pg_current_wal_lsn() from pg_stat_replication"));
        pair.ThawStandby();
    }

    /// <summary>Planted: a retry that writes nothing has nothing to wait for.</summary>
    [Fact]
    public async Task A_naive_retry_that_does_nothing_is_told_it_succeeded()
    {
        var declaration = Rows.Id();
        pair.FreezeStandby();
        await NaiveAsync(pair.ConnectionString, declaration, Ct);

        var notices = await NaiveAsync(pair.ConnectionString, declaration, Ct);

        Assert.DoesNotContain(notices, StandbyWait.IsCancelled);
        pair.ThawStandby();
    }

    [Fact]
    public async Task A_commit_whose_connection_dies_while_it_waits_yields_its_first_answer()
    {
        var (declaration, backend) = (Rows.Id(), 0);
        var patient = new DurableCommit(_source, TimeProvider.System, NullLogger.Instance);
        pair.FreezeStandby();

        var commit = patient.RunAsync(Rows.Id().ToString(), async work =>
        {
            backend = work.Connection.ProcessID;
            await work.StepAsync(declaration);
            return "first";
        }, Ct);
        await using (var superuser = NpgsqlDataSource.Create(pair.Primary.SuperuserConnectionString))
        {
            await Machine.UntilAsync(() => superuser.ScalarAsync<bool>(Ct,
                "select pg_terminate_backend(pid) from pg_stat_activity where pid = $1 and wait_event = 'SyncRep'", backend), Ct);
        }
        pair.ThawStandby();

        Assert.Equal(new Committed("first", First: false), await commit);
        Assert.Equal(1, await OnStandbyAsync(declaration));
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_not_told_it_succeeded()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        pair.FreezeStandby();

        var commit = Commit.RunAsync(Rows.Id().ToString(), work =>
        {
            patience.CancelAfter(TimeSpan.FromMilliseconds(200));
            return Task.FromResult("");
        }, patience.Token);

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => commit);
        Assert.True(failure is OperationCanceledException or NotAcknowledgedException);
        pair.ThawStandby();
    }

    [Theory]
    [InlineData("01000", "canceling wait for synchronous replication due to user request", null, true)]
    [InlineData("01000", "storniere Warten auf synchrone Replikation wegen Benutzeraufforderung", "SyncRepWaitForLSN", true)]
    [InlineData("57P01", "canceling the wait for synchronous replication and terminating connection", "SyncRepWaitForLSN", true)]
    [InlineData("01000", "something else", "elsewhere", false)]
    [InlineData("00000", "relation exists, skipping", null, false)]
    public void The_warning_is_known_in_every_language(string state, string text, string? routine, bool cancelled) =>
        Assert.Equal(cancelled, StandbyWait.IsCancelled(
            new PostgresNotice(messageText: text, severity: "WARNING", invariantSeverity: "WARNING", sqlState: state, routine: routine)));

    /// <summary>What everybody writes: the command time-out ends the wait, and the server says COMMIT.</summary>
    internal static async Task<List<PostgresNotice>> NaiveAsync(string connectionString, Guid declaration, CancellationToken ct)
    {
        var notices = new List<PostgresNotice>();
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(connectionString) { TargetSessionAttributes = "primary", Options = "-c synchronous_commit=remote_apply" });
        await using var connection = await source.OpenConnectionAsync(ct);
        connection.Notice += (_, e) => notices.Add(e.Notice);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var insert = new NpgsqlCommand(
            "insert into clearance.step values ($1, 'p', 'naive', now()) on conflict do nothing", connection, transaction)
        {
            Parameters = { new NpgsqlParameter { Value = declaration } },
        };
        await insert.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return notices;
    }

    private async Task<long> OnStandbyAsync(Guid declaration)
    {
        await using var standby = NpgsqlDataSource.Create(pair.Standby.ConnectionString);
        return await standby.ScalarAsync<long>(Ct, "select count(*) from clearance.step where declaration = $1", declaration);
    }
}
