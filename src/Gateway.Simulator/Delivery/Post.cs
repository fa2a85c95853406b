using Gateway.Simulator.Memory;
using Gateway.Simulator.Proofs;
using Gateway.Simulator.Reception;

namespace Gateway.Simulator.Delivery;

/// <summary>Carries one letter to the gateway: always the same bytes, every 0.3 to 2 seconds, for five minutes at most.</summary>
internal sealed class Post(World world, Sealing sealing, GatewayLine line, Faults faults)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>Delivers and writes down how it ended.</summary>
    public async Task<Ending> DeliverAsync(Letter letter, CancellationToken cancel)
    {
        var envelope = await sealing.SealAsync(letter, cancel);
        var copies = Math.Max(letter.Copies, faults.Duplicates(letter.Partner) ? 2 : 1);
        var ending = await TryAsync(letter, envelope, cancel);
        for (var copy = 1; copy < copies; copy++)
        {
            var more = await TryAsync(letter, envelope, cancel);
            ending = ending with { Attempts = ending.Attempts + more.Attempts };
        }

        world.Commit(new Entry { Ending = ending });
        return ending;
    }

    /// <summary>Sends the bytes of a letter once more, as a partner does that forgot it had; nothing is written down.</summary>
    public async Task<Ending> RepeatAsync(Letter letter, CancellationToken cancel) =>
        await TryAsync(letter, await sealing.SealAsync(letter, cancel), cancel);

    private async Task<Ending> TryAsync(Letter letter, Envelope envelope, CancellationToken cancel)
    {
        var door = Door.Named(letter.Door);
        var began = line.Now;
        var wait = TimeSpan.FromSeconds(0.3);
        for (var attempt = 1; ; attempt++)
        {
            var reply = await line.SendAsync(door, letter, envelope, cancel);
            var expired = line.Now - began > Longest;
            if (reply.Outcome != Reply.Again || expired)
            {
                var outcome = reply.Outcome == Reply.Again ? "expired" : reply.Outcome;
                return new Ending(letter.Id, line.Now, attempt, outcome, reply.Status, reply.Answer, reply.Verdict);
            }

            await line.WaitAsync(wait, cancel);
            wait = TimeSpan.FromSeconds(Math.Min(2, wait.TotalSeconds * 1.5));
        }
    }
}

/// <summary>The connection to the gateway.</summary>
internal sealed class GatewayLine(HttpClient http, KeyRing ring, Options options, TimeProvider time)
{
    private const int MostAnswer = 10_485_760;

    public DateTimeOffset Now => time.GetUtcNow();

    public Task WaitAsync(TimeSpan wait, CancellationToken cancel) => Task.Delay(wait, time, cancel);

    public async Task<Reply> SendAsync(Door door, Letter letter, Envelope envelope, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(15));
        try
        {
            using var request = Request(door, letter, envelope);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, limit.Token);
            var body = await response.Content.ReadAsByteArrayAsync(limit.Token);
            return body.Length > MostAnswer
                ? new Reply(Reply.Refused, (int)response.StatusCode, [], "too-large")
                : await AnswerReading.ReadAsync(door, (int)response.StatusCode, body, ring, cancel);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return new Reply(Reply.Again, 0, [], "none");
        }
    }

    private HttpRequestMessage Request(Door door, Letter letter, Envelope envelope)
    {
        var content = new ByteArrayContent(envelope.Body);
        content.Headers.TryAddWithoutValidation("Content-Type", envelope.ContentType);
        var request = new HttpRequestMessage(HttpMethod.Post, options.Gateway + door.Path) { Content = content };
        if (envelope.Action is { } action)
        {
            request.Headers.TryAddWithoutValidation("SOAPAction", $"\"{action}\"");
        }

        if (letter.Correlation.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("X-Correlation-Id", letter.Correlation);
        }

        if (options.TokenOf(door.Partner) is { } token)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        }

        return request;
    }
}
