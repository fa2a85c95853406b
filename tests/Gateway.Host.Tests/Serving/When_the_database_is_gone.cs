using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gateway.Host.Database;
using Gateway.Host.Tests.Declarations;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Host.Tests.Serving;

/// <summary>A gateway on a database that is not its own, which is taken away and given back.</summary>
public sealed class When_the_database_is_gone(TestDatabase databases)
{
    [Fact]
    public async Task The_gateway_lives_says_it_is_not_ready_and_comes_back()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var folder = new TestFolder();
        await databases.PrepareAsync(folder.In("postgres"), cancellation);
        var database = await StartAsync(folder, cancellation);
        await using var rig = await GatewayRig.StartAsync(cancellation, database: database.ConnectionString);
        using var client = rig.Client();
        Assert.Equal(200, await StatusAsync(client, "/health/ready"));

        var port = database.Port;
        await database.DisposeAsync();
        Assert.Equal(503, await UntilAsync(client, "/health/ready", 503));
        Assert.Equal(200, await StatusAsync(client, "/health/live"));
        await AwayAsync(await client.GetAsync("/api/declarations", cancellation), "DATABASE-AWAY");
        await AwayAsync(await PostAsync(client), "NOT-ACKNOWLEDGED");

        await File.WriteAllTextAsync(Path.Combine(folder.In("postgres"), "port"), port.ToString(CultureInfo.InvariantCulture), cancellation);
        await using var again = await StartAsync(folder, cancellation);
        Assert.Equal(port, again.Port);
        Assert.Equal(200, await UntilAsync(client, "/health/ready", 200));
        Assert.Equal(200, await StatusAsync(client, "/api/declarations"));
        using var taken = await PostAsync(client);
        Assert.Equal(201, (int)taken.StatusCode);
    }

    private static async Task AwayAsync(HttpResponseMessage answer, string code)
    {
        using (answer)
        {
            Assert.Equal((503, "5"), ((int)answer.StatusCode, answer.Headers.RetryAfter?.ToString()));
            Assert.Equal(code, (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!["code"]);
        }
    }

    /// <summary>Always the same key: what was not acknowledged is simply sent again.</summary>
    private static async Task<HttpResponseMessage> PostAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/declarations") { Content = Posting.Content(Posting.Bytes(Posting.Declaration("AWAY"))) };
        request.Headers.Add("Idempotency-Key", "away");
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static Task<EmbeddedPostgres> StartAsync(TestFolder folder, CancellationToken cancellation) =>
        EmbeddedPostgres.StartAsync(folder.In("postgres"), TestDatabase.Fast, TimeProvider.System, NullLogger.Instance, cancellation);

    private static async Task<int> StatusAsync(HttpClient client, string path) => (int)(await client.GetAsync(path, TestContext.Current.CancellationToken)).StatusCode;

    private static async Task<int> UntilAsync(HttpClient client, string path, int wanted)
    {
        for (var attempt = 0; attempt < 100 && await StatusAsync(client, path) != wanted; attempt++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        }

        return await StatusAsync(client, path);
    }
}
