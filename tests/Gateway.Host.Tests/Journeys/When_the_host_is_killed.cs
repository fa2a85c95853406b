using System.Globalization;

namespace Gateway.Host.Tests.Journeys;

/// <summary>
/// SIGKILL at seeded points of the journeys: the points are moments drawn from a seed over the time an undisturbed run takes,
/// several in each run. Whatever was cut, the journeys end as if nothing had happened.
/// </summary>
public sealed class When_the_host_is_killed(ITestOutputHelper output)
{
    private const int Kills = 100;
    private const int KillsInOneRun = 10;

    // Ten starts one after the other take minutes where other work keeps the cores busy.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task A_hundred_kills_leave_the_same_events_the_same_postings_and_the_same_bytes()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var seed = int.Parse(Environment.GetEnvironmentVariable("GATEWAY_SEED") ?? "20261124", CultureInfo.InvariantCulture);
        var kills = int.Parse(Environment.GetEnvironmentVariable("GATEWAY_KILLS") ?? Kills.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var random = new Random(seed);
        await using var rig = await GatewayRig.StartAsync(cancellation);
        await JourneyEnd.PlayAsync(rig, "WARM", cancellation);
        var started = TimeProvider.System.GetTimestamp();
        var reference = await JourneyEnd.PlayAsync(rig, "REFERENCE", cancellation);
        var span = TimeProvider.System.GetElapsedTime(started);
        Assert.Empty(reference.Differences);

        var done = 0;
        for (var run = 0; done < kills; run++)
        {
            var points = Enumerable.Range(0, Math.Min(KillsInOneRun, kills - done)).Select(_ => random.NextDouble() * span.TotalMilliseconds).ToList();
            var play = JourneyEnd.PlayAsync(rig, $"K{run.ToString(CultureInfo.InvariantCulture)}", cancellation, Patience);
            foreach (var point in points)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(point / KillsInOneRun), cancellation);
                await rig.KillGatewayAsync();
                await rig.StartGatewayAsync(cancellation);
                done++;
            }

            var end = await play;
            output.WriteLine($"run {run}, seed {seed}: {points.Count} kills at {string.Join(", ", points.Select(point => $"{point:0}"))} ms");
            Assert.True(end.Differences.Count == 0, string.Join("\n", end.Differences));
            Assert.Equal(reference.Shape(), end.Shape());
            Assert.Empty(await end.BytesThatDifferAsync(rig, cancellation));
        }

        Assert.Empty(await JourneyEnd.BookViolationsAsync(rig, cancellation));
        output.WriteLine($"{done} kills, seed {seed}, {rig.Starts} starts, an undisturbed run takes {span.TotalMilliseconds:0} ms");
        Assert.Equal(kills, done);
    }
}
