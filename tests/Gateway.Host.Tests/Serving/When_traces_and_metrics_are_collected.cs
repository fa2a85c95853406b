using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Gateway.Host.Journeys;
using Gateway.Host.Tests.Declarations;

namespace Gateway.Host.Tests.Serving;

/// <summary>A collector that speaks OTLP gets the spans of a declaration, with its correlation id, and the counters.</summary>
public sealed class When_traces_and_metrics_are_collected
{
    private static readonly string[] Spans = ["declaration.intake", "exchange.send", "exchange.process"];
    private static readonly string[] Metrics = ["gateway.declarations", "gateway.exchange.attempts", "gateway.exchange.messages"];

    [Fact]
    public async Task A_declaration_is_followed_from_its_intake_to_the_answers_it_got()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var collector = new Collector();
        await using var rig = await GatewayRig.StartAsync(cancellation, environment: new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "300",
        });
        using var client = rig.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/declarations") { Content = Posting.Content(Posting.Bytes(Posting.Declaration("OTEL"))) };
        request.Headers.Add("Idempotency-Key", "otel");
        using var answer = await client.SendAsync(request, cancellation);
        Assert.Equal(201, (int)answer.StatusCode);
        var id = (Guid)System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellation))!["id"]!;

        await collector.SeeAsync("/v1/traces", [.. Spans, $"dec-{id:N}"], cancellation);
        await collector.SeeAsync("/v1/metrics", Metrics, cancellation);
    }

    /// <summary>Takes what is posted to it. Names and texts stand in the protobuf bytes as they are.</summary>
    private sealed class Collector : IDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly ConcurrentDictionary<string, StringBuilder> _seen = new();

        public Collector()
        {
            Address = $"http://127.0.0.1:{Stage.FreePort()}";
            _listener.Prefixes.Add(Address + "/");
            _listener.Start();
            _ = TakeAsync();
        }

        public string Address { get; }

        public async Task SeeAsync(string path, string[] words, CancellationToken cancellation)
        {
            string[] missing = words;
            for (var look = 0; look < 150 && missing.Length > 0; look++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), cancellation);
                var text = _seen.TryGetValue(path, out var seen) ? Text(seen) : "";
                missing = [.. words.Where(word => !text.Contains(word, StringComparison.Ordinal))];
            }

            Assert.True(missing.Length == 0, $"{path} never said {string.Join(", ", missing)}");
        }

        public void Dispose() => _listener.Close();

        private static string Text(StringBuilder seen)
        {
            lock (seen)
            {
                return seen.ToString();
            }
        }

        private async Task TakeAsync()
        {
            while (_listener.IsListening)
            {
                try
                {
                    var context = await _listener.GetContextAsync();
                    using var body = new MemoryStream();
                    await context.Request.InputStream.CopyToAsync(body);
                    var seen = _seen.GetOrAdd(context.Request.Url!.AbsolutePath, _ => new StringBuilder());
                    lock (seen)
                    {
                        seen.Append(Encoding.Latin1.GetString(body.ToArray()));
                    }

                    context.Response.Close();
                }
                catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }
            }
        }
    }
}
