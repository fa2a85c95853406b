using Gateway.Host.Database;
using Gateway.Signatures;
using Gateway.Signatures.Revocations;

namespace Gateway.Host.Exchange;

/// <summary>A message has to wait, and is kept: its sender is asked to send it again.</summary>
public sealed class HeldException(string reason) : Exception(reason);

/// <summary>
/// Holds messages whose signature is sound while nothing is known about its signer's revocation: neither accepted nor refused. A held message stays
/// at the head of its lane, and those behind it wait, because their order matters; it is looked at again, less and less often, until the answer comes.
/// </summary>
public sealed partial class HeldDesk(DurableCommit commit, Keys keys, ILogger<HeldDesk> logger)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>How long after a look the next one is.</summary>
    public static TimeSpan Pause(int holds) => holds < 6 ? First * (1 << Math.Max(holds, 0)) : Longest;

    /// <summary>Puts off the head of a lane.</summary>
    public Task AgainAsync(Envelope envelope, LaneHead head, Interpretation interpretation, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(interpretation);
        var reason = Reason(interpretation);
        LogHeld(logger, envelope.Correlation, envelope.Partner, envelope.Id, reason);
        return commit.RunAsync(
            $"{head.Key("held")}:{head.Holds}",
            async work =>
            {
                await work.ExecuteAsync(
                    "update exchange.inbox set holds = $2, held = $3, due = $4 where envelope = $1 and round = $5", envelope.Id, head.Holds + 1, reason, keys.Time.GetUtcNow() + Pause(head.Holds), head.Round).ConfigureAwait(false);
                await NoteAsync(work, envelope, reason).ConfigureAwait(false);
                return "held";
            },
            cancellation);
    }

    /// <summary>
    /// A message whose answer is waited for, and which has to wait itself, goes to the inbox, where it is acted on when it may be; throws
    /// <see cref="HeldException"/>. The sender's repeat gets what the first one got.
    /// </summary>
    public async Task RefuseHeldAsync(Envelope envelope, Interpretation interpretation, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(interpretation);
        if (!interpretation.IsHeld)
        {
            return;
        }

        var reason = Reason(interpretation);
        LogHeld(logger, envelope.Correlation, envelope.Partner, envelope.Id, reason);
        await commit.RunAsync(
            $"held:{envelope.Id:N}:port",
            async work =>
            {
                await work.ExecuteAsync(
                    "insert into exchange.inbox (envelope, lane, due, holds, held) values ($1,$2,$3,1,$4) on conflict do nothing", envelope.Id, envelope.Partner, keys.Time.GetUtcNow() + First, reason).ConfigureAwait(false);
                await NoteAsync(work, envelope, reason).ConfigureAwait(false);
                return "held";
            },
            cancellation).ConfigureAwait(false);
        throw new HeldException($"{envelope.Id}: {reason}");
    }

    private async Task NoteAsync(Work work, Envelope envelope, string reason) => await work.ExecuteAsync(
        "insert into exchange.hold (envelope, round, code, detail, at) values ($1,exchange.round_of($1),$2,$3,$4) on conflict do nothing", envelope.Id, SignatureCodes.Revocation, reason, keys.Time.GetUtcNow()).ConfigureAwait(false);

    // Which of the certificates it is; the words are the decision's own.
    private static string Reason(Interpretation interpretation)
    {
        var open = interpretation.Verdict?.Revocation?.Steps.Select((step, at) => (step, at)).FirstOrDefault(one => one.step.State == RevocationState.Unknown);
        return open is not { step: { } step } one ? "nothing is known about revocation" : one.at == 0 ? $"the signer's certificate: {step.Why}" : $"the authority {one.at} above the signer: {step.Why}";
    }

    [LoggerMessage(EventId = 2203, Level = LogLevel.Warning, Message = "{Correlation} {Partner} {Envelope} is held: {Reason}")]
    private static partial void LogHeld(ILogger logger, string correlation, string partner, Guid envelope, string reason);
}
