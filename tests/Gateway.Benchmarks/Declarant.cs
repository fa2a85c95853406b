using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Host.Journeys;

namespace Gateway.Benchmarks;

/// <summary>The enterprise: posts the sample's invoice and facts, each time as another declaration.</summary>
public sealed class Declarant : IDisposable
{
    private readonly byte[] _invoice;
    private readonly string _facts;
    private readonly HttpClient[] _clients;
    private int _last;

    /// <summary>One client a lane.</summary>
    public Declarant(Ground ground)
    {
        ArgumentNullException.ThrowIfNull(ground);
        var folder = TryVerb.JourneyFolder(ground.Root);
        _invoice = File.ReadAllBytes(Path.Combine(folder, "1-invoice.xml"));
        _facts = File.ReadAllText(Path.Combine(folder, "1-facts.json"));
        _clients = [.. Enumerable.Range(0, Sizes.Concurrency).Select(_ => ground.Client("enterprise"))];
    }

    /// <summary>Words that make declarations distinct.</summary>
    public List<string> Runs(int count) => [.. Enumerable.Range(0, count).Select(_ => (++_last).ToString("D7", CultureInfo.InvariantCulture))];

    /// <summary>Posts one declaration; its id. Anything but 201 ends the benchmark.</summary>
    public async Task<Guid> DeclareAsync(int lane, string run, CancellationToken cancellation)
    {
        using var form = new MultipartFormDataContent
        {
            { Part(_invoice, "application/xml"), "invoice", "1-invoice.xml" },
            { Part(Encoding.UTF8.GetBytes(_facts.Replace("{run}", run, StringComparison.Ordinal)), "application/json"), "facts", "1-facts.json" },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/declarations") { Content = form };
        request.Headers.Add("Idempotency-Key", run);
        using var response = await _clients[lane].SendAsync(request, cancellation);
        var text = await response.Content.ReadAsStringAsync(cancellation);
        return response.StatusCode == HttpStatusCode.Created
            ? JsonNode.Parse(text)!["id"]!.GetValue<Guid>()
            : throw new InvalidOperationException($"declaration {run}: {(int)response.StatusCode} {text}");
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_clients, client => client.Dispose());

    private static ByteArrayContent Part(byte[] bytes, string type) => new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
}
