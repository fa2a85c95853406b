namespace Gateway.Host.Database;

/// <summary>How long a durable commit goes on trying. One attempt is bounded by the connection's command time-out.</summary>
/// <param name="Deadline">All attempts together: a fail-over takes some twenty seconds, and a caller who waits longer has hung up.</param>
/// <param name="Retries">Attempts after the first.</param>
/// <param name="LongestPause">Pauses grow from 50 ms up to this.</param>
public sealed record CommitLimits(TimeSpan Deadline, int Retries, TimeSpan LongestPause)
{
    public static CommitLimits Default { get; } = new(TimeSpan.FromSeconds(30), 100, TimeSpan.FromSeconds(2));
}
