using Npgsql;

namespace Gateway.Host.Exchange;

/// <summary>Empties a queue lane by lane until the host stops. A failure is logged and tried again after a pause; it never ends the worker.</summary>
public sealed partial class QueueWorker(NpgsqlDataSource source, QueueDuty duty, TimeProvider time, ILogger<QueueWorker> logger)
{
    private static readonly TimeSpan Sweep = TimeSpan.FromMilliseconds(500);

    /// <summary>Runs <paramref name="workers"/> loops.</summary>
    public Task RunAsync(int workers, CancellationToken stopping) =>
        Task.WhenAll(Enumerable.Range(0, Math.Clamp(workers, 1, 64)).Select(_ => LoopAsync(stopping)));

    private async Task LoopAsync(CancellationToken stopping)
    {
        await using var lanes = new Lanes(source, duty.Queue);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (!await lanes.TakeAsync(time.GetUtcNow(), head => duty.Handle(head, stopping), stopping).ConfigureAwait(false))
                {
                    await duty.Bell.WaitAsync(Sweep, stopping).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                LogFailed(logger, duty.Queue, error);
                await lanes.DisposeAsync().ConfigureAwait(false);
                await duty.Bell.WaitAsync(Sweep, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    [LoggerMessage(EventId = 2001, Level = LogLevel.Warning, Message = "{Queue} work failed and will be tried again")]
    private static partial void LogFailed(ILogger logger, string queue, Exception error);
}

/// <summary>What a queue's worker does with the head of a lane.</summary>
/// <param name="Queue"><c>inbox</c>, <c>outbox</c> or <c>stamping</c>.</param>
/// <param name="Bell">Rung when something was queued.</param>
/// <param name="Handle">Handles a head; idempotent.</param>
public sealed record QueueDuty(string Queue, Bell Bell, Func<LaneHead, CancellationToken, Task> Handle);
