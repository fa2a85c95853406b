using Gateway.Host.Database;
using Gateway.Host.Evidence;
using Gateway.Host.Tests.Database;
using Gateway.Host.Tests.Signatures;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Host.Tests.Evidence;

/// <summary>The sealer runs behind commits that come late, in any order and from everywhere: each thing is sealed once.</summary>
public sealed class When_things_are_committed_while_the_chain_is_made(TestDatabase server, DevelopmentSet certificates)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_transaction_that_commits_late_with_a_smaller_key_is_not_missed()
    {
        await using var chained = await Chained.StartAsync(server, certificates);
        var (begun, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        var late = Rows.Id(Rows.At);
        var slow = chained.DoAsync(async work =>
        {
            await work.EventAsync(late, late, "Received");
            begun.SetResult();
            await end.Task;
        });
        await begun.Task;
        var early = Rows.Id(Rows.At.AddSeconds(1));
        await chained.DoAsync(work => work.EventAsync(early, early, "Received"));

        Assert.Equal(1, await chained.Sealer.RunAsync(Ct));
        Assert.Equal(0, await chained.Sealer.RunAsync(Ct));
        end.SetResult();
        await slow;
        Assert.Equal(1, await chained.Sealer.RunAsync(Ct));

        Assert.Equal([early.ToString(), late.ToString()], (await chained.EntriesAsync()).Select(entry => entry.Key));
        Assert.Empty((await chained.VerifyAsync()).Faults);
    }

    [Fact]
    public async Task A_transaction_that_is_undone_leaves_nothing_to_seal()
    {
        await using var chained = await Chained.StartAsync(server, certificates);
        await Assert.ThrowsAsync<InvalidOperationException>(() => chained.DoAsync(async work =>
        {
            await work.EventAsync(Rows.Id(), Rows.Id(), "Received");
            throw new InvalidOperationException("undone");
        }));

        Assert.Equal(0, await chained.Sealer.RunAsync(Ct));
        Assert.Null(await chained.Anchoring.SignAsync(Ct));
    }

    [Fact]
    public async Task Many_writers_and_three_sealers_that_are_stopped_in_the_middle_make_one_chain_without_a_gap()
    {
        await using var chained = await Chained.StartAsync(server, certificates);
        using var over = new CancellationTokenSource();
        var sealers = Enumerable.Range(0, 3).Select(_ => StoppedSealerAsync(chained, over.Token)).ToArray();
        var random = new Random(20261127);
        var pauses = Enumerable.Range(0, 400).Select(_ => random.Next(0, 6)).ToArray();
        var written = new System.Collections.Concurrent.ConcurrentBag<string>();
        await Parallel.ForEachAsync(pauses, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Ct }, async (pause, token) =>
        {
            var ids = new[] { Rows.Id(), Rows.Id() };
            await chained.DoAsync(async work =>
            {
                await work.EventAsync(ids[0], ids[0], "Received");
                await Task.Delay(TimeSpan.FromMilliseconds(pause), token);
                await work.EventAsync(ids[1], ids[1], "Received");
            });
            Array.ForEach(ids, id => written.Add(id.ToString()));
        });
        await over.CancelAsync();
        await Task.WhenAll(sealers);
        await chained.Sealer.RunAsync(Ct);

        var entries = await chained.EntriesAsync();
        Assert.Equal(Enumerable.Range(1, 800).Select(place => (long)place), entries.Select(entry => entry.Sequence));
        Assert.Equal(written.Order(StringComparer.Ordinal), entries.Select(entry => entry.Key).Order(StringComparer.Ordinal));
        Assert.Empty((await chained.VerifyAsync()).Faults);
    }

    [Fact]
    public async Task What_was_there_before_the_chain_is_sealed_first()
    {
        var connection = await server.EmptyAsync(Ct);
        await using var owner = GatewayDatabase.OpenAsOwner(connection);
        var scripts = Migration.Embedded();
        await MigrationHistory.ApplyAsync(owner, [.. scripts.TakeWhile(script => script.Name != "audit")], Ct);
        await Partitions.EnsureAsync(owner, TimeProvider.System.GetUtcNow(), Ct);
        await using var source = GatewayDatabase.Open(connection);
        var commit = new DurableCommit(source, TimeProvider.System, NullLogger.Instance);
        await commit.RunAsync("before", async work =>
        {
            await work.EventAsync(Rows.Id(), Rows.Id(), "Received");
            await work.PaidAsync(await work.ObligationAsync(5), 5);
            return "";
        }, Ct);

        await MigrationHistory.ApplyAsync(owner, scripts, Ct);

        Assert.Equal(5, await new Sealer(commit, new Queries(source), TimeProvider.System).RunAsync(Ct));
        Assert.Empty((await new ChainAudit(new Queries(source), Gateway.Signatures.TrustedSigners.Nobody).RunAsync(Ct)).Faults);
    }

    [Fact]
    public async Task The_end_is_signed_after_so_many_entries_or_so_many_minutes_and_never_for_an_anchor_alone()
    {
        await using var chained = await Chained.StartAsync(server, certificates);
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var anchoring = new Anchoring(chained.Commit, chained.Queries, clock, () => Gateway.Signatures.SigningKey.Of(chained.Certificates.Key("gateway")));
        var times = new AnchorTimes(3, 10);
        Assert.False(await anchoring.RunAsync(times, Ct));

        await SealAsync(2);
        Assert.False(await anchoring.RunAsync(times, Ct));
        await SealAsync(1);
        Assert.True(await anchoring.RunAsync(times, Ct));
        await SealAsync(0); // the anchor itself
        clock.Advance(TimeSpan.FromMinutes(60));
        Assert.False(await anchoring.RunAsync(times, Ct));
        await SealAsync(1);
        Assert.True(await anchoring.RunAsync(times, Ct));
        await SealAsync(1);
        Assert.False(await anchoring.RunAsync(times, Ct));

        var verdict = await chained.VerifyAsync();
        Assert.Empty(verdict.Faults);
        Assert.Equal((2, 5), (verdict.Anchors, verdict.Signed));

        async Task SealAsync(int events)
        {
            for (var i = 0; i < events; i++)
            {
                await chained.DoAsync(work => work.EventAsync(Rows.Id(), Rows.Id(), "Received"));
            }

            await chained.Sealer.RunAsync(Ct);
        }
    }

    private static async Task StoppedSealerAsync(Chained chained, CancellationToken over)
    {
        var random = new Random(7);
        while (!over.IsCancellationRequested)
        {
            using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(1, 40)));
            try
            {
                await chained.Sealer.RunAsync(stop.Token);
                await Task.Delay(TimeSpan.FromMilliseconds(2), CancellationToken.None);
            }
            catch (Exception stopped) when (stop.IsCancellationRequested && stopped is OperationCanceledException or NotAcknowledgedException or Npgsql.NpgsqlException)
            {
                // Stopped somewhere: the next one goes on where the last commit ended.
            }
        }
    }
}
