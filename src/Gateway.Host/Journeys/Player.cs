using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.Json;
using System.Text;
using Gateway.Host.Cases;
using Gateway.Host.Declarations;

namespace Gateway.Host.Journeys;

/// <summary>How a journey ended.</summary>
/// <param name="Journey">File of the journey.</param>
/// <param name="Declaration">The declaration's whole view at the end.</param>
/// <param name="Differences">Every difference from what the sample says; none when it came out right.</param>
public sealed record Played(string Journey, DeclarationView Declaration, IReadOnlyList<string> Differences);

/// <summary>Plays journeys over the real interfaces, patient with a gateway that is away: every post carries its key and is simply sent again.</summary>
public sealed class Player(PlayerSettings settings, TextWriter said, TimeProvider time) : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(15);
    private readonly HttpClient _client = new() { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Plays one journey; <paramref name="before"/> is the declaration it goes on with.</summary>
    public async Task<Played> PlayAsync(string file, Journey journey, Guid? before, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(journey);
        said.WriteLine();
        said.WriteLine($"== {journey.Name["en"]} / {journey.Name["vi"]}");
        var differences = new List<string>();
        var id = journey.Post.Count > 0 ? await PostAsync(file, journey, cancellation).ConfigureAwait(false) : before ?? throw new InvalidDataException($"{file} has nothing to post and no journey before it");
        foreach (var step in journey.Steps)
        {
            await StepAsync(id, step, differences, cancellation).ConfigureAwait(false);
        }

        var view = await SettledAsync(id, journey, cancellation).ConfigureAwait(false);
        differences.AddRange(Differences.Of(journey, view));
        return new Played(Path.GetFileName(file), view, differences);
    }

    /// <summary>The view of a declaration.</summary>
    public async Task<DeclarationView> ViewAsync(Guid id, CancellationToken cancellation) =>
        JsonSerializer.Deserialize<DeclarationView>(await PatientlyAsync(() => Request(HttpMethod.Get, $"{settings.Gateway}/api/declarations/{id}"), cancellation).ConfigureAwait(false), Json)
            ?? throw new InvalidDataException("an empty view");

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<Guid> PostAsync(string file, Journey journey, CancellationToken cancellation)
    {
        var folder = Path.GetDirectoryName(file)!;
        var key = $"{settings.Run}-{Path.GetFileName(file)}";
        HttpRequestMessage Post()
        {
            var request = Request(HttpMethod.Post, $"{settings.Gateway}/api/declarations");
            request.Headers.Add("Idempotency-Key", key);
            request.Content = Content(folder, journey);
            return request;
        }

        var answer = JsonNode.Parse(await PatientlyAsync(Post, cancellation).ConfigureAwait(false))!;
        said.WriteLine($"   posted {string.Join(" + ", journey.Post.Values)}: declaration {answer["id"]}, reference {answer["reference"]}");
        return answer["id"]!.GetValue<Guid>();
    }

    private HttpContent Content(string folder, Journey journey)
    {
        HttpContent Part(string name)
        {
            var text = File.ReadAllText(Path.Combine(folder, name)).Replace("{run}", settings.Run, StringComparison.Ordinal);
            var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
            content.Headers.ContentType = new MediaTypeHeaderValue(name.EndsWith(".json", StringComparison.Ordinal) ? "application/json" : "application/xml");
            return content;
        }

        if (journey.Post.TryGetValue("declaration", out var only) && journey.Post.Count == 1)
        {
            return Part(only);
        }

        var form = new MultipartFormDataContent();
        foreach (var (part, name) in journey.Post)
        {
            form.Add(Part(name), part, name);
        }

        return form;
    }

    private async Task StepAsync(Guid id, JourneyStep step, List<string> differences, CancellationToken cancellation)
    {
        if (step.Await is { } awaited)
        {
            var view = await AwaitAsync(id, view => view.Timeline.Entries.Any(entry => entry.Event == awaited), cancellation).ConfigureAwait(false);
            var entry = view?.Timeline.Entries.First(entry => entry.Event == awaited);
            said.WriteLine(entry is null ? $"   {awaited} did not come" : $"   {awaited} {string.Join(", ", entry.Attributes.Select(pair => $"{pair.Key} {pair.Value}"))} ({entry.Source})");
            if (entry is null)
            {
                differences.Add($"{awaited} did not come within {settings.Patience}");
            }
        }

        if (step.Control is { } control)
        {
            await ControlAsync(id, step, control, differences, cancellation).ConfigureAwait(false);
        }
    }

    private async Task ControlAsync(Guid id, JourneyStep step, string control, List<string> differences, CancellationToken cancellation)
    {
        var view = await ViewAsync(id, cancellation).ConfigureAwait(false);
        var today = TimeZoneInfo.ConvertTime(time.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(settings.Zone));
        var path = control
            .Replace("{number}", view.Declaration.Number, StringComparison.Ordinal)
            .Replace("{day}", today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), StringComparison.Ordinal);
        var text = await PatientlyAsync(() => Request(HttpMethod.Post, settings.Simulator + path), cancellation, settings.Patience).ConfigureAwait(false);
        var answer = JsonNode.Parse(text);
        foreach (var (property, expected) in step.Expect)
        {
            var actual = property.Split('/').Aggregate(answer, (node, step) => node?[step])?.ToString();
            if (!string.Equals(actual, expected, StringComparison.OrdinalIgnoreCase))
            {
                differences.Add($"{control}: {property} is {actual}, the sample says {expected}");
            }
        }

        said.WriteLine($"   {(step.Say.Length > 0 ? step.Say : control)}");
    }

    private async Task<DeclarationView> SettledAsync(Guid id, Journey journey, CancellationToken cancellation) =>
        await AwaitAsync(id, view => Differences.Of(journey, view).Count == 0, cancellation).ConfigureAwait(false) ?? await ViewAsync(id, cancellation).ConfigureAwait(false);

    private async Task<DeclarationView?> AwaitAsync(Guid id, Func<DeclarationView, bool> enough, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        while (time.GetElapsedTime(started) < settings.Patience)
        {
            var view = await ViewAsync(id, cancellation).ConfigureAwait(false);
            if (enough(view))
            {
                return view;
            }

            await Task.Delay(settings.Pause, time, cancellation).ConfigureAwait(false);
        }

        return null;
    }

    private HttpRequestMessage Request(HttpMethod method, string address)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", settings.Token);
        return request;
    }

    // A control is answered when the gateway has answered, however often that was away: it is not asked for twice.
    private async Task<string> PatientlyAsync(Func<HttpRequestMessage> make, CancellationToken cancellation, TimeSpan? answer = null)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                limit.CancelAfter(answer ?? Answer);
                using var request = make();
                using var response = await _client.SendAsync(request, limit.Token).ConfigureAwait(false);
                var body = await response.Content.ReadAsStringAsync(limit.Token).ConfigureAwait(false);
                if (response.IsSuccessStatusCode)
                {
                    return body;
                }

                if ((int)response.StatusCode < 500)
                {
                    throw new InvalidDataException($"{request.RequestUri?.PathAndQuery} answered {(int)response.StatusCode}: {body}");
                }
            }
            catch (Exception error) when (error is HttpRequestException or IOException or System.Net.Sockets.SocketException or OperationCanceledException && !cancellation.IsCancellationRequested && time.GetElapsedTime(started) < settings.Patience)
            {
                // The gateway is away; the same request is sent again below.
            }

            if (time.GetElapsedTime(started) > settings.Patience)
            {
                throw new TimeoutException($"no good answer within {settings.Patience}");
            }

            await Task.Delay(settings.Pause, time, cancellation).ConfigureAwait(false);
        }
    }
}

/// <summary>Where a player plays.</summary>
/// <param name="Gateway">Address of the gateway.</param>
/// <param name="Simulator">Address of the simulator.</param>
/// <param name="Token">The enterprise's token.</param>
/// <param name="Run">Makes references and keys of this run its own.</param>
/// <param name="Patience">Longest wait for one thing.</param>
public sealed record PlayerSettings(string Gateway, string Simulator, string Token, string Run, TimeSpan Patience)
{
    /// <summary>Pause between looks.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Zone of the bank's day.</summary>
    public string Zone { get; init; } = "Asia/Ho_Chi_Minh";
}
