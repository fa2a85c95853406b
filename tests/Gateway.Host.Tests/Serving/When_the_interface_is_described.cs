using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Host.Tests.Serving;

/// <summary>The OpenAPI document is generated and committed; <c>ACCEPT=1</c> takes a new one.</summary>
[Collection(GatewayCollection.Name)]
public sealed class When_the_interface_is_described(SharedGateway gateway)
{
    private const string Committed = "schemas/gateway/rest/1/openapi.json";
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task The_committed_document_is_the_running_one()
    {
        var path = Path.Combine(GatewayRig.Root, Committed);
        var running = (await RunningAsync()).ToJsonString(Readable) + "\n";
        if (Environment.GetEnvironmentVariable("ACCEPT") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, running, TestContext.Current.CancellationToken);
        }

        Assert.True(File.Exists(path), $"{Committed} is missing: ACCEPT=1 writes it");
        Assert.Equal(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), running);
    }

    [Fact]
    public async Task Every_path_says_which_problems_it_answers_with()
    {
        var paths = (await RunningAsync())["paths"]!.AsObject();
        Assert.Equal(
            ["/api/declarations", "/api/declarations/{id}", "/api/declarations/{id}/findings", "/api/declarations/{id}/messages", "/api/declarations/{id}/messages/{message}/provenance", "/api/declarations/{id}/timeline", "/inbox/{partner}", "/inbox/{partner}/held"],
            paths.Select(path => path.Key.TrimEnd('/')).Order(StringComparer.Ordinal));
        foreach (var (path, item) in paths)
        {
            foreach (var (method, operation) in item!.AsObject().Where(member => member.Key is "get" or "post"))
            {
                var responses = operation!["responses"]!.AsObject();
                var expected = method == "post" ? new[] { "400", "401", "413", "429", "500" } : path.Contains("{id}", StringComparison.Ordinal) ? ["401", "404", "429", "500"] : ["400", "401", "429", "500"];
                Assert.Empty(expected.Except(responses.Select(response => response.Key)).Select(status => $"{method} {path} {status}"));
                Assert.All(responses.Where(response => response.Key[0] is '4' or '5'), response => Assert.NotNull(response.Value!["content"]!["application/problem+json"]!["schema"]));
                Assert.Contains(responses, response => response.Key[0] == '2');
            }
        }
    }

    [Fact]
    public async Task A_post_is_described_with_its_key_and_its_forms()
    {
        var post = (await RunningAsync())["paths"]!.AsObject().First(path => path.Key.TrimEnd('/') == "/api/declarations").Value!["post"]!;
        Assert.Equal(["application/json", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/xml", "multipart/form-data", "text/csv"], post["requestBody"]!["content"]!.AsObject().Select(content => content.Key).Order(StringComparer.Ordinal));
        Assert.Contains(post["parameters"]!.AsArray(), parameter => (string?)parameter!["name"] == "Idempotency-Key" && (bool)parameter["required"]!);
    }

    private async Task<JsonNode> RunningAsync()
    {
        using var client = new HttpClient();
        return JsonNode.Parse(await client.GetStringAsync(new Uri(gateway.Rig.Gateway + "/openapi/v1.json"), TestContext.Current.CancellationToken))!;
    }
}
