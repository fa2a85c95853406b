using Gateway.Host.Database;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Gateway.Host.Tests.Database;

public sealed class When_a_commit_is_repeated(FreshDatabase database) : IClassFixture<FreshDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_work_runs_once_and_the_first_answer_comes_back()
    {
        var key = Key();
        var first = await database.Commit.RunAsync(key, _ => Task.FromResult("one"), Ct);
        var second = await database.Commit.RunAsync(key, _ => throw new InvalidOperationException("runs again"), Ct);

        Assert.Equal(new Committed("one", First: true), first);
        Assert.Equal(new Committed("one", First: false), second);
    }

    [Fact]
    public async Task The_repeat_writes_all_the_same()
    {
        var key = Key();
        await database.Commit.RunAsync(key, _ => Task.FromResult("one"), Ct);
        await database.Commit.RunAsync(key, _ => Task.FromResult("two"), Ct);

        Assert.Equal(2, await database.Source.ScalarAsync<int>(Ct, "select attempt from database.commit where key = $1", key));
    }

    [Fact]
    public async Task Rivals_with_one_key_get_one_answer()
    {
        var key = Key();
        var runs = 0;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => database.Commit.RunAsync(key, work =>
        {
            Interlocked.Increment(ref runs);
            return Task.FromResult(i.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }, Ct)));

        Assert.Equal(1, runs);
        Assert.Single(outcomes, o => o.First);
        Assert.Single(outcomes.Select(o => o.Answer).Distinct());
    }

    [Fact]
    public async Task Work_that_throws_leaves_nothing_and_may_be_tried_again()
    {
        var key = Key();
        var declaration = Rows.Id();

        await Assert.ThrowsAsync<InvalidDataException>(() => database.Commit.RunAsync(key, async work =>
        {
            await work.StepAsync(declaration);
            throw new InvalidDataException();
        }, Ct));

        Assert.Equal(0, await database.Source.ScalarAsync<long>(
            Ct, "select count(*) from clearance.step where declaration = $1", declaration));
        Assert.True((await database.Commit.RunAsync(key, _ => Task.FromResult(""), Ct)).First);
    }

    [Fact]
    public async Task A_connection_that_dies_in_the_middle_is_replaced()
    {
        var declaration = Rows.Id();
        var attempts = 0;

        var outcome = await database.Commit.RunAsync(Key(), async work =>
        {
            await work.StepAsync(declaration);
            if (++attempts == 1)
            {
                await KillAsync(work.Connection.ProcessID, "pg_terminate_backend");
            }
            return "done";
        }, Ct);

        Assert.Equal(new Committed("done", First: true), outcome);
        Assert.Equal(2, attempts);
    }

    [Fact]
    public async Task A_statement_that_somebody_cancels_is_no_acknowledgement()
    {
        var attempts = 0;

        var outcome = await database.Commit.RunAsync(Key(), async work =>
        {
            if (++attempts == 1)
            {
                var sleep = work.ExecuteAsync("select pg_sleep(60)");
                while (!await CancelledAsync(work.Connection.ProcessID))
                {
                    await Task.Yield();
                }
                await sleep;
            }
            return "done";
        }, Ct);

        Assert.True(outcome.First);
        Assert.Equal(2, attempts);
    }

    [Fact]
    public async Task A_deadlock_is_resolved_by_another_attempt()
    {
        await using var quick = GatewayDatabase.Open(database.ConnectionString);
        var commit = new DurableCommit(quick, TimeProvider.System, NullLogger.Instance);
        var (a, b) = (Rows.Id(), Rows.Id());
        using var bothHold = new Barrier(2);
        Task<Committed> RunAsync(Guid first, Guid second)
        {
            var attempts = 0;
            return commit.RunAsync(Key(), async work =>
            {
                await work.ExecuteAsync("insert into clearance.step values ($1, 'p', 's', now()) on conflict do nothing", first);
                if (++attempts == 1)
                {
                    await Task.Run(() => bothHold.SignalAndWait(TimeSpan.FromSeconds(30), Ct), Ct);
                }
                await work.ExecuteAsync("insert into clearance.step values ($1, 'p', 's', now()) on conflict do nothing", second);
                return "done";
            }, Ct);
        }

        var outcomes = await Task.WhenAll(RunAsync(a, b), RunAsync(b, a));

        Assert.All(outcomes, o => Assert.True(o.First));
    }

    [Fact]
    public async Task A_rival_that_was_a_moment_faster_is_found_by_the_second_look()
    {
        var declaration = Rows.Id();
        var attempts = 0;

        var outcome = await database.Commit.RunAsync(Key(), async work =>
        {
            var known = await work.ScalarAsync<long>("select count(*) from clearance.step where declaration = $1", declaration);
            if (++attempts == 1)
            {
                await database.Commit.RunAsync(Key(), async rival => $"{await rival.StepAsync(declaration)}", Ct);
            }
            return known == 0 ? $"{await work.StepAsync(declaration)}" : "already there";
        }, Ct);

        Assert.Equal("already there", outcome.Answer);
    }

    [Fact]
    public async Task A_unique_value_that_is_simply_taken_is_an_error_after_few_attempts()
    {
        var declaration = Rows.Id();
        var attempts = 0;
        await database.Commit.RunAsync(Key(), async work => $"{await work.StepAsync(declaration)}", Ct);

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => database.Commit.RunAsync(Key(), async work =>
        {
            attempts++;
            return $"{await work.StepAsync(declaration)}";
        }, Ct));

        Assert.Equal(PostgresErrorCodes.UniqueViolation, refusal.SqlState);
        Assert.InRange(attempts, 2, 5);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_not_an_acknowledgement()
    {
        await using var nowhere = GatewayDatabase.Open("Host=127.0.0.1:1,127.0.0.1:2;Username=x;Password=x;Database=x");
        var commit = new DurableCommit(nowhere, TimeProvider.System, NullLogger.Instance,
            new CommitLimits(TimeSpan.FromSeconds(1), 1000, TimeSpan.FromMilliseconds(100)));

        var failure = await Assert.ThrowsAsync<NotAcknowledgedException>(
            () => commit.RunAsync("k", _ => Task.FromResult(""), Ct));

        Assert.Equal("k", failure.Key);
        Assert.IsAssignableFrom<NpgsqlException>(failure.InnerException);
    }

    [Fact]
    public async Task Attempts_are_bounded_too()
    {
        await using var nowhere = GatewayDatabase.Open("Host=127.0.0.1;Port=1;Username=x;Password=x;Database=x");
        var commit = new DurableCommit(nowhere, TimeProvider.System, NullLogger.Instance,
            new CommitLimits(TimeSpan.FromHours(1), 2, TimeSpan.FromMilliseconds(50)));

        await Assert.ThrowsAsync<NotAcknowledgedException>(() => commit.RunAsync("k", _ => Task.FromResult(""), Ct));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public async Task A_key_is_required(string? key) =>
        await Assert.ThrowsAnyAsync<ArgumentException>(() => database.Commit.RunAsync(key!, _ => Task.FromResult(""), Ct));

    private static string Key() => Rows.Id().ToString();

    private async Task KillAsync(int backend, string how)
    {
        await using var owner = GatewayDatabase.OpenAsOwner(database.ConnectionString);
        await owner.ScalarAsync<bool>(Ct, $"select {how}($1)", backend);
    }

    /// <summary>Cancels the sleep once it sleeps.</summary>
    private async Task<bool> CancelledAsync(int backend)
    {
        await using var owner = GatewayDatabase.OpenAsOwner(database.ConnectionString);
        return await owner.ScalarAsync<bool>(
            Ct, "select pg_cancel_backend(pid) from pg_stat_activity where pid = $1 and wait_event = 'PgSleep'", backend);
    }
}
