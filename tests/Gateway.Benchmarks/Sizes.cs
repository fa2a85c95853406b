namespace Gateway.Benchmarks;

/// <summary>How much is measured.</summary>
/// <param name="Rounds">How often everything is measured.</param>
/// <param name="Messages">Declarations, and payments, per round.</param>
/// <param name="Calls">Calls one at a time per round.</param>
/// <param name="Limit">How long each limit is measured.</param>
public sealed record Sizes(int Rounds, int Messages, int Calls, TimeSpan Limit)
{
    /// <summary>Callers at the same time, and connections of the commit limit.</summary>
    public const int Concurrency = 8;

    /// <summary>What the README's figures were taken with.</summary>
    public static Sizes Full { get; } = new(3, 300, 200, TimeSpan.FromSeconds(2));

    /// <summary>A fifth of it.</summary>
    public static Sizes Quick { get; } = new(3, 60, 40, TimeSpan.FromSeconds(0.4));
}
