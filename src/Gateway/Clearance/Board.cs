namespace Gateway.Clearance;

/// <summary>An event as the timeline shows it.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Holder">Who held the declaration after it.</param>
public sealed record Entry(Event Event, Holder Holder);

/// <summary>Where a declaration stands: the fold of its events, computed and never stored.</summary>
/// <param name="Status">One of <see cref="Clearance.Status"/>.</param>
/// <param name="Channel">green, yellow, red as last assigned; <c>null</c> before.</param>
/// <param name="RegisteredAt">When customs registered it.</param>
/// <param name="ReleasedAt">When the goods were released before the end of formalities.</param>
/// <param name="ClearedAt">When formalities ended.</param>
/// <param name="EndedAt">When nobody had to do anything any more.</param>
/// <param name="Entries">All events in order.</param>
/// <param name="Custody">Every instant from the first event to the end or to now, each in exactly one hand.</param>
/// <param name="Total">The time the spans add up to.</param>
public sealed record Board(
    string Status,
    string? Channel,
    DateTimeOffset? RegisteredAt,
    DateTimeOffset? ReleasedAt,
    DateTimeOffset? ClearedAt,
    DateTimeOffset? EndedAt,
    IReadOnlyList<Entry> Entries,
    IReadOnlyList<CustodySpan> Custody,
    TimeSpan Total)
{
    /// <summary>Whether customs registered it.</summary>
    public bool Registered => RegisteredAt is not null;

    /// <summary>Whether the goods were released before the end of formalities.</summary>
    public bool Released => ReleasedAt is not null;

    /// <summary>Whether formalities ended.</summary>
    public bool Cleared => ClearedAt is not null;

    /// <summary>How long one holder had it.</summary>
    public TimeSpan HeldBy(Holder holder) =>
        Custody.Where(span => span.Holder == holder).Aggregate(TimeSpan.Zero, (sum, span) => sum + span.Length);
}

/// <summary>The words a declaration's status is told in. They are stable: interfaces and stored queries rely on them.</summary>
public static class Status
{
#pragma warning disable CS1591 // the words say it
    public const string None = "none", Received = "received", Checked = "checked", Refused = "refused", PreRegistered = "pre-registered",
        Registered = "registered", ChannelAssigned = "channel-assigned", DocumentsRequested = "documents-requested",
        DocumentCheck = "document-check", Inspection = "inspection", AmendmentInstructed = "amendment-instructed",
        PermitAwaited = "permit-awaited", PaymentDue = "payment-due", PaymentOrdered = "payment-ordered", Settled = "settled",
        Released = "released", Cleared = "cleared", Passed = "passed", Suspended = "suspended", Returned = "returned",
        Withdrawn = "withdrawn", Cancelled = "cancelled";
#pragma warning restore CS1591
}
