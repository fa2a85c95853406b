namespace Gateway.Evidence;

/// <summary>Why the bytes of a message stay.</summary>
public enum SpareReason
{
    /// <summary>No class of the plan knows it.</summary>
    Unclassified,

    /// <summary>The period of its class is not confirmed.</summary>
    Unconfirmed,

    /// <summary>Its period is not over.</summary>
    Young,

    /// <summary>Its bytes are gone already.</summary>
    Purged,

    /// <summary>It is not in the chain yet.</summary>
    Unsealed,

    /// <summary>It, or something of its declaration, waits to be processed, sent or time-stamped.</summary>
    Queued,

    /// <summary>It, or something of its declaration, failed and is set aside.</summary>
    Aside,

    /// <summary>Its declaration is not at its end.</summary>
    Unfinished,

    /// <summary>Something of its declaration is not paid.</summary>
    Unpaid,

    /// <summary>A payment it speaks of is not wholly matched.</summary>
    Unmatched,

    /// <summary>A bank's day it closes does not agree.</summary>
    Disagreeing,

    /// <summary>It is under legal hold.</summary>
    Held,
}

/// <summary>A kept message, as far as it decides about its bytes.</summary>
/// <param name="Message">Adapter message id; empty where it is not known.</param>
/// <param name="Direction"><c>in</c> or <c>out</c>.</param>
/// <param name="Channel">Channel it came or went by.</param>
/// <param name="RestedAt">When the last thing happened to it and to what it belongs to.</param>
/// <param name="Standing">What spares it whatever the plan says.</param>
public sealed record KeptItem(string Message, string Direction, string Channel, DateTimeOffset RestedAt, IReadOnlyCollection<SpareReason> Standing);

/// <summary>Whether bytes may go.</summary>
/// <param name="Class">The class that decides: of those that know the message one that is not confirmed, else the one that keeps it longest; empty where none does.</param>
/// <param name="Reasons">Why they stay, in the order of <see cref="SpareReason"/>.</param>
public sealed record PurgeDecision(string Class, IReadOnlyList<SpareReason> Reasons)
{
    /// <summary>Nothing keeps them.</summary>
    public bool MayGo => Reasons.Count == 0;
}
