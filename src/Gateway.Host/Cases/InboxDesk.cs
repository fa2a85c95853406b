using System.Diagnostics;
using System.Net.Sockets;
using Gateway.Host.Clearance;
using Gateway.Host.Database;
using Gateway.Host.Declarations;
using Gateway.Host.Exchange;

namespace Gateway.Host.Cases;

/// <summary>Processes a kept message: what it says becomes events, documents, obligations; what cannot be acted on is set aside with its reason.</summary>
public sealed partial class InboxDesk(DurableCommit commit, InboxParts parts, Keys keys, ILogger<InboxDesk> logger)
{
    private const int MostAttempts = 5;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);

    /// <summary>Processes the head of an inbox lane; idempotent.</summary>
    public async Task HandleAsync(LaneHead head, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(head);
        try
        {
            if (await parts.Envelopes.FindAsync(head.Envelope, cancellation).ConfigureAwait(false) is { } envelope)
            {
                await TakeAsync(envelope with { Round = head.Round }, head, cancellation).ConfigureAwait(false);
            }
            else
            {
                await parts.Steps.RetakeAsync(head, cancellation).ConfigureAwait(false);
                parts.Bells.RingAll();
            }
        }
        catch (Exception error) when (IsTheMessages(error))
        {
            await PutOffAsync(head, error, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Processes an envelope; <c>null</c> when it was acted on, else the trouble it was set aside for. Throws <see cref="HeldException"/> where it has to wait.</summary>
    public async Task<string?> ProcessAsync(Envelope envelope, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        using var held = parts.Reading.Hold();
        var (interpretation, row) = await parts.Reading.ReadAsync(envelope, cancellation).ConfigureAwait(false);
        await parts.Holds.RefuseHeldAsync(envelope, interpretation, cancellation).ConfigureAwait(false);
        return await ProcessAsync(envelope, interpretation, row, cancellation).ConfigureAwait(false);
    }

    // What a port answers at once, and a person put back, goes to the same desk as then; the sender was told already and gets no second answer.
    private async Task TakeAsync(Envelope envelope, LaneHead head, CancellationToken cancellation)
    {
        using var held = parts.Reading.Hold();
        var (interpretation, row) = await parts.Reading.ReadAsync(envelope, cancellation).ConfigureAwait(false);
        if (interpretation.IsHeld)
        {
            await parts.Holds.AgainAsync(envelope, head, interpretation, cancellation).ConfigureAwait(false);
            return;
        }

        switch (interpretation is { Good: true, Document.Name: var kind } ? kind : "")
        {
            case "payment":
                await parts.Payments.TakeAsync(envelope, interpretation, cancellation).ConfigureAwait(false);
                await DoneAsync(envelope, cancellation).ConfigureAwait(false);
                break;
            case "statement":
                await parts.DayClose.TakeAsync(envelope, interpretation, cancellation).ConfigureAwait(false);
                await DoneAsync(envelope, cancellation).ConfigureAwait(false);
                break;
            default:
                await ProcessAsync(envelope, interpretation, row, cancellation).ConfigureAwait(false);
                break;
        }
    }

    private Task DoneAsync(Envelope envelope, CancellationToken cancellation) => commit.RunAsync(
        envelope.Key("process"),
        async work =>
        {
            await work.ExecuteAsync("delete from exchange.inbox where envelope = $1", envelope.Id).ConfigureAwait(false);
            return "processed";
        },
        cancellation);

    private async Task<string?> ProcessAsync(Envelope envelope, Interpretation interpretation, DeclarationRow? row, CancellationToken cancellation)
    {
        using var activity = Telemetry.Source.StartActivity("exchange.process", ActivityKind.Consumer);
        var trouble = !interpretation.Good ? interpretation.Trouble : row is null ? "EXC-NO-DECLARATION no declaration is known for this message" : null;
        var committed = await commit.RunAsync(
            envelope.Key("process"),
            async work => await WriteAsync(work, envelope, interpretation, row, trouble).ConfigureAwait(false),
            cancellation).ConfigureAwait(false);
        parts.Bells.RingAll();
        var result = committed.Answer;
        var correlation = row?.Correlation ?? envelope.Correlation;
        activity?.SetTag("gateway.correlation", correlation).SetTag("gateway.message", interpretation.Guide?.Id).SetTag("gateway.result", result);
        Telemetry.Messages.Add(1, new("partner", envelope.Partner), new("result", result.Split(' ')[0]));
        LogProcessed(logger, correlation, envelope.Partner, interpretation.Guide?.Id ?? "unrecognised", result);
        return result is "processed" or "repeat" ? null : result;
    }

    // A failure of the database or of the host is not the message's fault: it waits. Any other would come back for ever.
    private static bool IsTheMessages(Exception error) =>
        error is not (OperationCanceledException or NotAcknowledgedException or OutOfMemoryException or IOException or SocketException or TimeoutException or ObjectDisposedException)
        && !Transience.IsWorthAnother(error);

    /// <summary>A message that makes us fail is tried again a few times and then set aside, so that those behind it get their turn.</summary>
    private async Task PutOffAsync(LaneHead head, Exception error, CancellationToken cancellation)
    {
        LogFailed(logger, head.Envelope, head.Attempts + 1, error);
        await commit.RunAsync(
            $"{head.Key("process-failed")}:{head.Attempts}",
            async work =>
            {
                var now = keys.Time.GetUtcNow();
                if (head.Attempts + 1 < MostAttempts)
                {
                    await work.ExecuteAsync("update exchange.inbox set attempts = attempts + 1, due = $2 where envelope = $1", head.Envelope, now + (FirstPause * (1 << head.Attempts))).ConfigureAwait(false);
                    return "again";
                }

                await work.ExecuteAsync("delete from exchange.inbox where envelope = $1", head.Envelope).ConfigureAwait(false);
                await EnvelopeStore.DeadLetterAsync(work, head.Envelope, "EXC-FAILED", $"processing failed {MostAttempts} times: {error.GetType().Name}", now).ConfigureAwait(false);
                return "aside";
            },
            cancellation).ConfigureAwait(false);
    }

    private async Task<string> WriteAsync(Work work, Envelope envelope, Interpretation interpretation, DeclarationRow? row, string? trouble)
    {
        var now = keys.Time.GetUtcNow();
        await EnvelopeStore.InterpretedAsync(work, envelope, interpretation, now).ConfigureAwait(false);
        await EnvelopeStore.FindingsAsync(work, envelope.Id, row?.Id, interpretation.Findings).ConfigureAwait(false);
        await work.ExecuteAsync("delete from exchange.inbox where envelope = $1", envelope.Id).ConfigureAwait(false);
        if (trouble is null)
        {
            trouble = await ActAsync(work, envelope, interpretation, row!, now).ConfigureAwait(false);
        }

        if (trouble is null or "repeat")
        {
            return trouble ?? "processed";
        }

        await EnvelopeStore.DeadLetterAsync(work, envelope.Id, trouble.Split(' ')[0], trouble, now, row?.Id).ConfigureAwait(false);
        return trouble;
    }

    private async Task<string?> ActAsync(Work work, Envelope envelope, Interpretation interpretation, DeclarationRow row, DateTimeOffset now)
    {
        await work.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended($1, 0))", row.Id.ToString("N")).ConfigureAwait(false);
        if (interpretation.Context.Value("id") is { Length: > 0 } reference
            && await EnvelopeStore.ClaimAsync(work, envelope.Partner, interpretation.Guide!.Id, reference, envelope.Id, Content(interpretation)).ConfigureAwait(false) is { } kept)
        {
            return kept.AsSpan().SequenceEqual(Content(interpretation))
                ? await FirstResultAsync(work, envelope, interpretation, reference).ConfigureAwait(false)
                : "EXC-CONFLICT the same identity came before with another content";
        }

        var @case = new Case(work, row.Id, row.Correlation, row.Enterprise, row.Procedure, envelope.Id, now);
        return await parts.Effects.ApplyAsync(@case, envelope, interpretation).ConfigureAwait(false);
    }

    // A repeat gets what the first one got, in its last round: a message that was set aside stays set aside however often it comes.
    private static async Task<string> FirstResultAsync(Work work, Envelope envelope, Interpretation interpretation, string reference)
    {
        var first = await work.ScalarAsync<string>(
            """
            select c.answer from exchange.identity i
            cross join lateral generate_series(1, exchange.round_of(i.envelope)) as r(round)
            join database.commit c on c.key = 'process:' || replace(i.envelope::text, '-', '') || case r.round when 1 then '' else ':round-' || r.round end
            where i.partner = $1 and i.kind = $2 and i.reference = $3 and c.answer is not null
            order by r.round desc limit 1
            """,
            envelope.Partner, interpretation.Guide!.Id, reference).ConfigureAwait(false);
        return first is null or "processed" or "repeat" ? "repeat" : first;
    }

    private static byte[] Content(Interpretation interpretation) =>
        System.Security.Cryptography.SHA256.HashData(Gateway.Messages.CanonicalJson.Write(interpretation.Document!, interpretation.Document!.Name));

    [LoggerMessage(EventId = 2202, Level = LogLevel.Error, Message = "processing {Envelope} failed, attempt {Attempt}")]
    private static partial void LogFailed(ILogger logger, Guid envelope, int attempt, Exception error);

    [LoggerMessage(EventId = 2201, Level = LogLevel.Information, Message = "{Correlation} {Partner} {Received}: {Result}")]
    private static partial void LogProcessed(ILogger logger, string correlation, string partner, string received, string result);
}

/// <summary>What processing needs from the rest of the host.</summary>
public sealed record InboxParts(
    EnvelopeStore Envelopes, CaseReading Reading, InboundEffects Effects, Bells Bells, StepDesk Steps, PaymentDesk Payments, DayCloseDesk DayClose, HeldDesk Holds);
