using System.Security.Cryptography;
using Gateway.Simulator.Memory;
using Gateway.Simulator.Proofs;

namespace Gateway.Simulator.Reception;

/// <summary>
/// Receives for all partners: verifies first, answers the same identity with the same bytes and never acts on it twice,
/// writes down every attempt, and plays the faults that were ordered.
/// </summary>
internal sealed class FrontDesk(World world, Faults faults, TimeProvider time)
{
    // The same identity never passes twice at a time; a fixed number of turnstiles does that without a list that grows.
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    public async Task ReceiveAsync(HttpContext http, IPartner partner)
    {
        var incoming = await ReadAsync(http);
        var opened = partner.Open(incoming);
        if (faults.Refuses(partner.Name))
        {
            Note(partner, opened, incoming, Verdict.Bad("fault-refused", "refused by order of a test"));
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        var answer = await AnswerAsync(partner, opened, incoming, http.RequestAborted);
        await Task.Delay(faults.Delay(partner.Name), time, http.RequestAborted);
        if (faults.DropsAnswer(partner.Name))
        {
            http.Abort();
            return;
        }

        await WriteAsync(http, answer);
    }

    private async Task<Answer> AnswerAsync(IPartner partner, Opened opened, Incoming incoming, CancellationToken cancel)
    {
        if (opened.AtOnce is { } atOnce)
        {
            Note(partner, opened, incoming, atOnce.Status < 400 ? Verdict.Good("question") : Verdict.Bad("unreadable", "no message found"));
            return atOnce;
        }

        var verdict = await partner.VerifyAsync(opened, cancel);
        if (!verdict.Valid)
        {
            Note(partner, opened, incoming, verdict);
            return await partner.RefuseAsync(opened, verdict, cancel);
        }

        var key = $"{partner.Name}/{opened.Type}/{opened.Identity}";
        var turn = _turns[(key.GetHashCode(StringComparison.Ordinal) & int.MaxValue) % _turns.Length];
        await turn.WaitAsync(cancel);
        try
        {
            return await OnceAsync(key, partner, opened, Describe(partner, opened, incoming, verdict));
        }
        finally
        {
            turn.Release();
        }
    }

    // Not cancelled when the caller goes away: what has begun is finished, the caller will ask again.
    private async Task<Answer> OnceAsync(string key, IPartner partner, Opened opened, Attempt attempt)
    {
        if (world.AnswerTo(key) is { } known)
        {
            world.Commit(new Entry { Attempt = attempt });
            return known;
        }

        var acted = await partner.ActAsync(opened, CancellationToken.None);
        world.Commit(new Entry
        {
            Attempt = attempt,
            Kept = acted.Keep ? new Kept(key, acted.Answer) : null,
            Declaration = acted.Declaration,
            Letters = acted.Letters.Count > 0 ? acted.Letters.ConvertAll(letter => letter with { Correlation = attempt.Correlation }) : null,
        });
        return acted.Answer;
    }

    private void Note(IPartner partner, Opened opened, Incoming incoming, Verdict verdict) =>
        world.Commit(new Entry { Attempt = Describe(partner, opened, incoming, verdict) });

    private Attempt Describe(IPartner partner, Opened opened, Incoming incoming, Verdict verdict) => new(
        time.GetUtcNow(),
        partner.Name,
        opened.Type,
        opened.Identity,
        Convert.ToHexStringLower(SHA256.HashData(incoming.Body)),
        verdict.Code,
        verdict.Detail,
        incoming.Correlation);

    private static async Task<Incoming> ReadAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        return new Incoming(body.ToArray(), http.Request.ContentType ?? "", Correlation(http.Request.Headers["X-Correlation-Id"].ToString()));
    }

    // It ends up in logs: a plain word of bounded length, or nothing.
    private static string Correlation(string given) => given.Length <= 64 && given.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? given : "";

    private static async Task WriteAsync(HttpContext http, Answer answer)
    {
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = answer.ContentType;
        if (answer.Header is { } header)
        {
            http.Response.Headers[header] = answer.HeaderValue;
        }

        http.Response.ContentLength = answer.Body.Length;
        await http.Response.Body.WriteAsync(answer.Body);
    }
}
