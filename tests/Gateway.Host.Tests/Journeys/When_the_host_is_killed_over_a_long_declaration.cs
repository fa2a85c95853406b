using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Host.Tests.Declarations;
using Npgsql;

namespace Gateway.Host.Tests.Journeys;

/// <summary>SIGKILL while a declaration of three parts is taken, numbered and assessed: its key is simply sent again, and nothing is lost or doubled.</summary>
public sealed class When_the_host_is_killed_over_a_long_declaration(ITestOutputHelper output)
{
    private const int Kills = 8;
    private const int LongestPause = 1_500;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_parts_are_there_once_and_cleared_and_every_message_has_one_form()
    {
        var seed = int.Parse(Environment.GetEnvironmentVariable("GATEWAY_SEED") ?? "20261127", CultureInfo.InvariantCulture);
        var random = new Random(seed);
        output.WriteLine($"seed {seed}");
        await using var rig = await GatewayRig.StartAsync(Cancellation);
        var posted = Posting.Bytes(LongDeclaration.Of("KILLED-PARTS", 120));
        var post = PostAsync(rig, posted);
        for (var kill = 0; kill < Kills; kill++)
        {
            await Task.Delay(random.Next(LongestPause), Cancellation);
            await rig.KillGatewayAsync();
            await rig.StartGatewayAsync(Cancellation);
        }

        var first = await post;
        Assert.Equal(first, await PostAsync(rig, posted));
        var ids = JsonNode.Parse(first)!["part"]!["declarations"]!.AsArray().Select(id => (string)id!).ToList();
        Assert.Equal(["cleared", "cleared", "cleared"], await StatusesAsync(rig, ids));

        await using var database = NpgsqlDataSource.Create(rig.Database());
        await using var rows = database.CreateCommand(
            "select (select count(*) from declarations.declaration) || ' ' || (select count(*) from declarations.division) || ' ' || (select count(*) from clearance.event where type = 'Checked')");
        Assert.Equal("3 3 3", await rows.ExecuteScalarAsync(Cancellation));
        Assert.Empty(await JourneyEnd.BookViolationsAsync(rig, Cancellation));
        Assert.Empty(await new JourneyEnd([], []).BytesThatDifferAsync(rig, Cancellation));
    }

    private static async Task<string> PostAsync(GatewayRig rig, byte[] declaration)
    {
        using var client = rig.Client();
        for (var attempt = 0; attempt < 600; attempt++)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/api/declarations") { Content = Posting.Content(declaration) };
                request.Headers.Add("Idempotency-Key", "killed-parts");
                using var response = await client.SendAsync(request, Cancellation);
                if ((int)response.StatusCode == 201)
                {
                    return await response.Content.ReadAsStringAsync(Cancellation);
                }

                Assert.True((int)response.StatusCode >= 500, await response.Content.ReadAsStringAsync(Cancellation));
            }
            catch (HttpRequestException)
            {
                // It is down: the same key is sent again.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), Cancellation);
        }

        Assert.Fail("never taken");
        return "";
    }

    private static async Task<IReadOnlyList<string>> StatusesAsync(GatewayRig rig, IReadOnlyList<string> ids)
    {
        using var client = rig.Client();
        var statuses = new List<string>();
        for (var look = 0; look < 600 && (statuses.Count == 0 || statuses.Exists(status => status != "cleared")); look++)
        {
            statuses.Clear();
            foreach (var id in ids)
            {
                statuses.Add((string)JsonNode.Parse(await client.GetStringAsync(new Uri($"/api/declarations/{id}", UriKind.Relative), Cancellation))!["status"]!);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), Cancellation);
        }

        return statuses;
    }
}
