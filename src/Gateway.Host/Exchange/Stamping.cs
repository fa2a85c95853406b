using System.Security.Cryptography;
using Gateway.Exchange;
using Gateway.Host.Signatures;
using Gateway.Signatures;

namespace Gateway.Host.Exchange;

/// <summary>Adds the time-stamp to a message that was signed without. While the authority is away the message waits; nothing is given up.</summary>
public sealed partial class Stamping(DispatchParts parts, TimeAuthority authority, TimeProvider time, ILogger<Stamping> logger)
{
    /// <summary>From then on somebody has to look.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>One attempt; idempotent.</summary>
    public async Task HandleAsync(LaneHead head, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(head);
        using var held = parts.Adapters.Hold();
        var envelope = await parts.Envelopes.FindAsync(head.Envelope, cancellation).ConfigureAwait(false)
            ?? throw new InvalidDataException($"envelope {head.Envelope} waits for a time-stamp and is not kept");
        var (stamped, moment, why) = await TryAsync(envelope, cancellation).ConfigureAwait(false);
        Telemetry.Stamps.Add(1, new KeyValuePair<string, object?>("outcome", stamped is null ? "away" : "stamped"));
        var now = time.GetUtcNow();
        if (stamped is null)
        {
            Cry(envelope, now, why);
            await PutOffAsync(head, now, cancellation).ConfigureAwait(false);
            return;
        }

        await parts.Commit.RunAsync(
            $"attempt:{envelope.Id:N}:stamped",
            async work =>
            {
                await parts.Envelopes.StampedAsync(work, envelope.In(stamped), moment, now).ConfigureAwait(false);
                return "stamped";
            },
            cancellation).ConfigureAwait(false);
    }

    private async Task<(byte[]? Bytes, DateTimeOffset At, string Why)> TryAsync(Envelope envelope, CancellationToken cancellation)
    {
        if (parts.Signature(envelope) is not { Placement: SignaturePlacement.Enveloped } profile)
        {
            return (null, default, $"{envelope.Message} has no profile with a time-stamp any more");
        }

        try
        {
            var (bytes, at) = await authority.AddAsync(envelope.Bytes, profile, cancellation).ConfigureAwait(false);
            return (bytes, at, "");
        }
        catch (Exception away) when (away is HttpRequestException or SigningException or CryptographicException)
        {
            return (null, default, away.Message);
        }
    }

    private Task PutOffAsync(LaneHead head, DateTimeOffset now, CancellationToken cancellation) => parts.Commit.RunAsync(
        $"attempt:{head.Envelope:N}:stamp-{head.Attempts + 1}",
        async work =>
        {
            await work.ExecuteAsync(
                "update exchange.stamping set attempts = attempts + 1, due = $2 where envelope = $1", head.Envelope, now + Attempts.Pause(head.Attempts + 1)).ConfigureAwait(false);
            return "put off";
        },
        cancellation);

    private void Cry(Envelope envelope, DateTimeOffset now, string why)
    {
        if (now - envelope.RecordedAt >= Patience)
        {
            LogLong(logger, envelope.Correlation, envelope.Message ?? "", (long)(now - envelope.RecordedAt).TotalMinutes, why);
        }
        else
        {
            LogAway(logger, envelope.Correlation, envelope.Message ?? "", why);
        }
    }

    [LoggerMessage(EventId = 2102, Level = LogLevel.Warning, Message = "{Correlation} {Sent} waits for its time-stamp: {Reason}")]
    private static partial void LogAway(ILogger logger, string correlation, string sent, string reason);

    [LoggerMessage(EventId = 2103, Level = LogLevel.Critical, Message = "{Correlation} {Sent} has waited {Minutes} minutes for its time-stamp: {Reason}")]
    private static partial void LogLong(ILogger logger, string correlation, string sent, long minutes, string reason);
}
