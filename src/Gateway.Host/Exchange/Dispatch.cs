using System.Diagnostics;
using Gateway.Exchange;
using Gateway.Host.Database;
using Gateway.Host.Partners;
using Gateway.Signatures;

namespace Gateway.Host.Exchange;

/// <summary>Sends the head of a lane once and writes down how it ended, together with the partner's immediate answer.</summary>
public sealed partial class Dispatch(DispatchParts parts, Keys keys, Bells bells, ILogger<Dispatch> logger)
{
    /// <summary>One attempt.</summary>
    public async Task SendAsync(LaneHead head, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(head);
        using var held = parts.Adapters.Hold();
        var envelope = await parts.Envelopes.FindAsync(head.Envelope, cancellation).ConfigureAwait(false)
            ?? throw new InvalidDataException($"envelope {head.Envelope} is queued and not kept");
        var stamped = await parts.Envelopes.HeldBackAsync(head.Envelope, cancellation).ConfigureAwait(false);
        envelope = stamped is null ? envelope : envelope.In(stamped);
        using var activity = Telemetry.Source.StartActivity("exchange.send", ActivityKind.Client);
        activity?.SetTag("gateway.correlation", envelope.Correlation).SetTag("gateway.message", envelope.Message).SetTag("gateway.attempt", head.Attempts + 1);
        var transmission = await TryAsync(envelope, stamped is not null, cancellation).ConfigureAwait(false);
        Telemetry.Attempts.Add(1, new("partner", envelope.Partner), new("outcome", transmission.Outcome.ToString()));
        LogAttempt(logger, envelope.Correlation, envelope.Message ?? "", head.Attempts + 1, transmission.Outcome, transmission.Detail);
        await RecordAsync(head, envelope, transmission, cancellation).ConfigureAwait(false);
        bells.Inbox.Ring();
    }

    // Whatever goes wrong in sending is an attempt that is written down and put off; it never stops the lanes of other partners.
    private async Task<Transmission> TryAsync(Envelope envelope, bool stamped, CancellationToken cancellation)
    {
        if (!stamped && parts.Signature(envelope)?.Stamping == StampTime.BeforeSending)
        {
            return new Transmission(Outcome.Retry, "it is not sent without its time-stamp");
        }

        if (parts.Partners.Find(envelope.Partner) is not { } partner)
        {
            return new Transmission(Outcome.Retry, $"partner {envelope.Partner} is not configured");
        }

        try
        {
            return await parts.Transports.SendAsync(envelope, partner, parts.Call(envelope), cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OutOfMemoryException && !cancellation.IsCancellationRequested)
        {
            return new Transmission(Outcome.Unknown, error.GetType().Name);
        }
    }

    private async Task RecordAsync(LaneHead head, Envelope envelope, Transmission transmission, CancellationToken cancellation)
    {
        var now = keys.Time.GetUtcNow();
        var number = head.Attempts + 1;
        var (spent, since) = await AllowanceAsync(head, envelope, cancellation).ConfigureAwait(false);
        var next = Attempts.After(number - spent, transmission.Outcome, parts.OnUnknown(envelope), now, since);
        await parts.Commit.RunAsync(
            $"attempt:{envelope.Id:N}:{number}",
            async work =>
            {
                await work.ExecuteAsync(
                    "insert into exchange.attempt (id, envelope, number, at, outcome, sha256, detail) values ($1,$2,$3,$4,$5,$6,$7)",
                    keys.Next(), envelope.Id, number, now, Word(transmission.Outcome), envelope.Sha256, transmission.Detail).ConfigureAwait(false);
                await FollowAsync(work, envelope, transmission, next, now).ConfigureAwait(false);
                return Word(transmission.Outcome);
            },
            cancellation).ConfigureAwait(false);
    }

    // A message that a person put back has its number of attempts and its days anew, while the numbers themselves go on.
    private async Task<(int Spent, DateTimeOffset Since)> AllowanceAsync(LaneHead head, Envelope envelope, CancellationToken cancellation) => head.Round == Round.First
        ? (0, envelope.RecordedAt)
        : await parts.Envelopes.PutBackAsync(head.Envelope, head.Round - 1, cancellation).ConfigureAwait(false);

    private async Task FollowAsync(Work work, Envelope envelope, Transmission transmission, Next next, DateTimeOffset now)
    {
        switch (next)
        {
            case Next.Again again:
                await PutOffAsync(work, envelope.Id, again.At, ask: false).ConfigureAwait(false);
                return;
            case Next.Ask ask:
                await PutOffAsync(work, envelope.Id, ask.At, ask: true).ConfigureAwait(false);
                return;
            case Next.DeadLetter dead:
                await EnvelopeStore.DeadLetterAsync(work, envelope.Id, dead.Code, transmission.Detail, now, envelope.Declaration).ConfigureAwait(false);
                break;
            case Next.Done when transmission.Reply is { Length: > 0 } reply && parts.ExpectsReply(envelope):
                await KeepReplyAsync(work, envelope, reply, transmission.ReplyType, now).ConfigureAwait(false);
                break;
        }

        await work.ExecuteAsync("delete from exchange.outbox where envelope = $1", envelope.Id).ConfigureAwait(false);
    }

    private static Task PutOffAsync(Work work, Guid envelope, DateTimeOffset at, bool ask) =>
        work.ExecuteAsync("update exchange.outbox set attempts = attempts + 1, due = $2, ask = $3 where envelope = $1", envelope, at, ask);

    private async Task KeepReplyAsync(Work work, Envelope sent, byte[] reply, string type, DateTimeOffset now)
    {
        var answer = Envelope.Whole(keys.Next(), "in", sent.Partner, "reply", type.Length == 0 ? "application/octet-stream" : type, reply, now, sent.Correlation) with
        {
            Declaration = sent.Declaration,
            InReplyTo = sent.Id,
        };
        await parts.Envelopes.InsertAsync(work, answer).ConfigureAwait(false);
        await EnvelopeStore.QueueAsync(work, "inbox", answer.Id, answer.Lane, now).ConfigureAwait(false);
    }

    private static string Word(Outcome outcome) => outcome.ToString().ToLowerInvariant();

    [LoggerMessage(EventId = 2101, Level = LogLevel.Information, Message = "{Correlation} {Sent} attempt {Attempt}: {Outcome} {Detail}")]
    private static partial void LogAttempt(ILogger logger, string correlation, string sent, int attempt, Outcome outcome, string detail);
}
