namespace Gateway.Exchange;

/// <summary>What came of one attempt to send.</summary>
public enum Outcome
{
    /// <summary>The partner has it.</summary>
    Accepted,

    /// <summary>The partner has it and says no: sending it again would change nothing.</summary>
    Refused,

    /// <summary>The partner surely does not have it.</summary>
    Retry,

    /// <summary>Nobody knows: the answer was lost, or cannot be read.</summary>
    Unknown,
}

/// <summary>What a partner's adapter wants after <see cref="Outcome.Unknown"/>.</summary>
public enum OnUnknown
{
    /// <summary>The same bytes again; the partner recognises a repeat.</summary>
    Resend,

    /// <summary>Ask the partner first.</summary>
    Query,
}

/// <summary>What to do with a message after an attempt.</summary>
public abstract record Next
{
    private Next()
    {
    }

    /// <summary>Nothing more.</summary>
    public sealed record Done : Next;

    /// <summary>Send the same bytes again.</summary>
    /// <param name="At">Not before.</param>
    public sealed record Again(DateTimeOffset At) : Next;

    /// <summary>Ask what became of it.</summary>
    /// <param name="At">Not before.</param>
    public sealed record Ask(DateTimeOffset At) : Next;

    /// <summary>Give up and put it before a person.</summary>
    /// <param name="Code">Why: <c>EXC-REFUSED</c>, <c>EXC-ATTEMPTS</c> or <c>EXC-AGE</c>.</param>
    public sealed record DeadLetter(string Code) : Next;
}

/// <summary>Decides what follows an attempt to send.</summary>
public static class Attempts
{
    /// <summary>No message is tried more often; at the longest pause this is more than three days.</summary>
    public const int Limit = 1000;

    /// <summary>No message is tried longer.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromDays(3);

    private static readonly int[] PausesInSeconds = [1, 2, 5, 15, 60, 120, 300];

    /// <summary>The pause after the given number of attempts: 1 s, 2 s, 5 s, 15 s, 1 min, 2 min, then 5 min.</summary>
    public static TimeSpan Pause(int attempts) =>
        TimeSpan.FromSeconds(PausesInSeconds[Math.Clamp(attempts - 1, 0, PausesInSeconds.Length - 1)]);

    /// <summary>What follows the attempt just made.</summary>
    /// <param name="attempts">Attempts made, this one included.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="onUnknown">What the partner's adapter wants when nobody knows.</param>
    /// <param name="now">The instant of the decision.</param>
    /// <param name="since">When the message was first due; without it only the number of attempts is bounded.</param>
    public static Next After(int attempts, Outcome outcome, OnUnknown onUnknown, DateTimeOffset now, DateTimeOffset? since = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempts, 1);
        var due = now + Pause(attempts);
        return outcome switch
        {
            Outcome.Accepted => new Next.Done(),
            Outcome.Refused => new Next.DeadLetter("EXC-REFUSED"),
            _ when attempts >= Limit => new Next.DeadLetter("EXC-ATTEMPTS"),
            _ when since is { } first && due - first > MaxAge => new Next.DeadLetter("EXC-AGE"),
            Outcome.Unknown when onUnknown == OnUnknown.Query => new Next.Ask(due),
            _ => new Next.Again(due),
        };
    }
}
