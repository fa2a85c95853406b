namespace Gateway.Host.Exchange;

/// <summary>One bell for each queue.</summary>
public sealed class Bells : IDisposable
{
    /// <summary>Rung when something is to be processed.</summary>
    public Bell Inbox { get; } = new();

    /// <summary>Rung when something is to be sent.</summary>
    public Bell Outbox { get; } = new();

    /// <summary>Rings both.</summary>
    public void RingAll()
    {
        Inbox.Ring();
        Outbox.Ring();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Inbox.Dispose();
        Outbox.Dispose();
    }
}
