using Gateway.Host.Journeys;

namespace Gateway.Host.Tests.Journeys;

public sealed class When_the_journeys_are_played
{
    [Fact]
    public async Task Every_step_comes_out_as_the_sample_says_and_every_message_carried_the_same_bytes_each_time()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var rig = await GatewayRig.StartAsync(cancellation);

        var end = await JourneyEnd.PlayAsync(rig, "PLAIN", cancellation);

        Assert.Empty(end.Differences);
        Assert.Empty(await end.BytesThatDifferAsync(rig, cancellation));
        Assert.Empty(await JourneyEnd.BookViolationsAsync(rig, cancellation));
        Assert.Equal(3, end.Views.Count);
    }
}
