using Gateway.Host.Database;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Gateway.Host.Tests.Database;

public sealed class When_the_primary_dies(ReplicatedPair pair) : IClassFixture<ReplicatedPair>
{
    private const int Writers = 8;
    private static readonly CommitLimits Patience = new(TimeSpan.FromSeconds(60), 1000, TimeSpan.FromMilliseconds(100));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>
    /// Writers write; the standby freezes under them, so that commits hang; the primary is killed and the standby takes
    /// over. Nobody who was told yes may miss a row, but for the naive writer, who is there to show that the proof can fail.
    /// </summary>
    [Fact]
    public async Task Nothing_that_was_acknowledged_is_lost()
    {
        await using var source = GatewayDatabase.Open(pair.ConnectionString);
        var commit = new DurableCommit(source, TimeProvider.System, NullLogger.Instance, Patience);
        var naive = Rows.Id();
        using var enough = new CancellationTokenSource();
        var counts = new int[Writers];

        var writers = Enumerable.Range(0, Writers).Select(w => WriteAsync(commit, () => counts[w]++, enough.Token)).ToList();
        await Machine.UntilAsync(() => counts.All(c => c > 5), Ct);
        pair.FreezeStandby();
        await When_the_standby_is_frozen.NaiveAsync(pair.ConnectionString, naive, Ct);
        var before = counts.Sum();
        pair.KillPrimary();
        await pair.PromoteStandbyAsync(Ct);
        await Machine.UntilAsync(() => counts.Sum() > before + Writers, Ct);
        await enough.CancelAsync();
        var acknowledged = (await Task.WhenAll(writers)).SelectMany(ids => ids).ToList();

        Assert.Equal(counts.Sum(), acknowledged.Count);
        var there = await RowsAsync(pair.Standby.ConnectionString);
        Assert.Empty(acknowledged.Except(there));
        Assert.DoesNotContain(naive, there);
    }

    /// <summary>One after another until told to stop; returns what was acknowledged.</summary>
    private static async Task<List<Guid>> WriteAsync(DurableCommit commit, Action count, CancellationToken enough)
    {
        var acknowledged = new List<Guid>();
        while (!enough.IsCancellationRequested)
        {
            var declaration = Rows.Id(TimeProvider.System.GetUtcNow());
            await commit.RunAsync(declaration.ToString(), async work => $"{await work.StepAsync(declaration)}", Ct);
            acknowledged.Add(declaration);
            count();
        }
        return acknowledged;
    }

    private static async Task<HashSet<Guid>> RowsAsync(string connection)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        return [.. await source.QueryAsync(Ct, "select declaration from clearance.step", row => row.GetGuid(0))];
    }
}
