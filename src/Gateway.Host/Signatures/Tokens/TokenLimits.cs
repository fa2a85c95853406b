namespace Gateway.Host.Signatures.Tokens;

/// <summary>Bounds on what one key asks of its token.</summary>
/// <param name="Sessions">Sessions open at once, 1 to 64; more signatures wait.</param>
/// <param name="Wait">How long a signature waits for a session.</param>
/// <param name="BetweenRestarts">The least time between two new starts of a module, which end the sessions of all its keys.</param>
public sealed record TokenLimits(int Sessions, TimeSpan Wait, TimeSpan BetweenRestarts)
{
    /// <summary>Eight sessions, ten seconds, five seconds.</summary>
    public static TokenLimits Default { get; } = new(8, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5));
}
