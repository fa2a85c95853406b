namespace Gateway.Host.Exchange;

/// <summary>Wakes the workers of this node when something was queued; the sweep catches what a bell could not say.</summary>
public sealed class Bell : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0, 64);

    /// <summary>Rings once.</summary>
    public void Ring()
    {
        try
        {
            _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // Every worker is already called.
        }
    }

    /// <summary>Waits for a ring, at most as long as told.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellation) => _signal.WaitAsync(atMost, cancellation);

    /// <inheritdoc/>
    public void Dispose() => _signal.Dispose();
}
