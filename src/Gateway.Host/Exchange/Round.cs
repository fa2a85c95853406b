namespace Gateway.Host.Exchange;

/// <summary>
/// Which time a message is handled: 1 as it came, one more for each decision on it. A commit key gives its first answer for ever;
/// the round in the key makes handling it again an effect of its own, once.
/// </summary>
public static class Round
{
    /// <summary>As it came.</summary>
    public const int First = 1;

    /// <summary>The commit key of something done with an envelope in a round.</summary>
    public static string Key(string what, Guid envelope, int round) => round == First ? $"{what}:{envelope:N}" : $"{what}:{envelope:N}:round-{round}";
}
