using Gateway.Host.Clearance;
using Gateway.Host.Database;
using Gateway.Host.Declarations;
using Gateway.Host.Exchange;

namespace Gateway.Host.Cases;

/// <summary>Takes a failed step again that a person put back, from the state its case has now.</summary>
public sealed partial class StepDesk(DurableCommit commit, CaseFile file, DeclarationStore declarations, ILogger<StepDesk> logger)
{
    /// <summary>Takes it once in the round; fails again with its reason where it still cannot be taken.</summary>
    public async Task RetakeAsync(LaneHead head, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(head);
        var (correlation, step) = ("", "");
        var committed = await commit.RunAsync(
            head.Key("step"),
            async work =>
            {
                var failure = await StepStore.FailureAsync(work, head.Envelope).ConfigureAwait(false)
                    ?? throw new InvalidDataException($"{head.Envelope} is queued and neither a message nor a step");
                var row = await declarations.FindAsync(failure.Declaration, work.Cancellation).ConfigureAwait(false)
                    ?? throw new InvalidDataException($"declaration {failure.Declaration} is gone");
                (correlation, step) = (row.Correlation, failure.Step);
                await work.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended($1, 0))", row.Id.ToString("N")).ConfigureAwait(false);
                await work.ExecuteAsync("delete from exchange.inbox where envelope = $1", head.Envelope).ConfigureAwait(false);
                return await file.TakeAgainAsync(file.Open(work, row, failure.Cause), failure).ConfigureAwait(false);
            },
            cancellation).ConfigureAwait(false);
        LogRetaken(logger, correlation, step, committed.Answer);
    }

    [LoggerMessage(EventId = 2203, Level = LogLevel.Information, Message = "{Correlation} step {Step} was taken again: {Result}")]
    private static partial void LogRetaken(ILogger logger, string correlation, string step, string result);
}
