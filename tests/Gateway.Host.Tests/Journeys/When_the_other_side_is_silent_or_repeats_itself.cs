namespace Gateway.Host.Tests.Journeys;

/// <summary>The simulator takes its script from the words of the reference: SILENT answers only when asked, TWICE says everything twice.</summary>
public sealed class When_the_other_side_is_silent_or_repeats_itself
{
    [Fact]
    public async Task Every_journey_ends_as_if_it_had_answered_once_and_at_once()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var rig = await GatewayRig.StartAsync(cancellation);

        var plain = await JourneyEnd.PlayAsync(rig, "1", cancellation);
        var twice = await JourneyEnd.PlayAsync(rig, "2-TWICE", cancellation);
        var silent = await JourneyEnd.PlayAsync(rig, "3-SILENT", cancellation, TimeSpan.FromMinutes(2), most: 2);

        Assert.Empty(plain.Differences);
        Assert.Empty(twice.Differences);
        Assert.Empty(silent.Differences);
        Assert.Equal(Essence(plain), Essence(twice));
        Assert.Equal(Essence(plain).Where(line => line.StartsWith("IM", StringComparison.Ordinal)), Essence(silent));
        Assert.Contains("poll", await File.ReadAllTextAsync(rig.Log, cancellation), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Essence(JourneyEnd end) => end.Shape().Where(line => !line.Contains(" message ", StringComparison.Ordinal));
}
