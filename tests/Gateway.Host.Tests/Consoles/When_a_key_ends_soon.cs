using System.Globalization;
using System.Text.Json.Nodes;

namespace Gateway.Host.Tests.Consoles;

/// <summary>A bank whose certificate is accepted for twenty days more: whoever opens the console sees it, and customs, which has time, is not named.</summary>
public sealed class When_a_key_ends_soon
{
    [Fact]
    public async Task The_console_and_the_log_name_it_with_its_days()
    {
        var until = TimeProvider.System.GetUtcNow().AddDays(20).AddMinutes(10).ToString("O", CultureInfo.InvariantCulture);
        await using var rig = await GatewayRig.StartAsync(TestContext.Current.CancellationToken, partners =>
            partners.Single(partner => (string?)partner!["id"] == "bank")!["certificates"] = new JsonArray(new JsonObject { ["certificate"] = "bank", ["until"] = until }));
        using var client = new HttpClient();
        var page = await client.GetStringAsync(new Uri(rig.Gateway + "/console?lang=en"), TestContext.Current.CancellationToken);
        Assert.Contains("id=\"ending-keys\"", page, StringComparison.Ordinal);
        Assert.Contains("accept/bank", page, StringComparison.Ordinal);
        Assert.Contains("Days left: 20", page, StringComparison.Ordinal);
        Assert.DoesNotContain("accept/customs", page, StringComparison.Ordinal);
        await using var log = new FileStream(rig.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(log);
        Assert.Contains("keys: accept/bank: no valid key after", await reader.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
