using System.Collections.Concurrent;
using Gateway.Simulator.Memory;

namespace Gateway.Simulator.Delivery;

/// <summary>Looks every 50 ms for letters that are due. Each lane is served in order, one letter at a time; eight lanes at once.</summary>
internal sealed class Postman(World world, Post post, TimeProvider time, ILogger<Postman> log) : BackgroundService
{
    private readonly ConcurrentDictionary<string, byte> _busy = new();
    private readonly SemaphoreSlim _places = new(8);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var clock = new PeriodicTimer(TimeSpan.FromMilliseconds(50), time);
        while (await clock.WaitForNextTickAsync(stoppingToken))
        {
            var now = time.GetUtcNow();
            foreach (var letter in world.LaneHeads().Where(l => l.Due <= now && _busy.TryAdd(l.Lane, 0)))
            {
                _ = CarryAsync(letter, stoppingToken);
            }
        }
    }

    private async Task CarryAsync(Letter letter, CancellationToken cancel)
    {
        await Task.Yield();
        try
        {
            await _places.WaitAsync(cancel);
            try
            {
                await post.DeliverAsync(letter, cancel);
            }
            finally
            {
                _places.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping: the journal knows the letter and its bytes, the next start carries on.
        }
        catch (Exception e) when (e is InvalidOperationException or IOException)
        {
            log.LogError(e, "letter {Letter} was not carried", letter.Id);
            await Task.Delay(TimeSpan.FromSeconds(1), time, CancellationToken.None);
        }
        finally
        {
            _busy.TryRemove(letter.Lane, out _);
        }
    }
}
