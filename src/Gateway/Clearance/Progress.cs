namespace Gateway.Clearance;

/// <summary>The running state of a fold: what was reached and what is open.</summary>
internal sealed class Progress
{
    private static readonly IComparer<(Matter Matter, string Name)> ByPrecedence = Comparer<(Matter Matter, string Name)>.Create((left, right) =>
        left.Matter != right.Matter ? left.Matter.CompareTo(right.Matter) : string.CompareOrdinal(left.Name, right.Name));

    private readonly SortedSet<(Matter Matter, string Name)> _open = new(ByPrecedence);
    private readonly HashSet<EventType> _reached = [];
    private string? _ending;

    internal DateTimeOffset? RegisteredAt { get; private set; }

    internal DateTimeOffset? ReleasedAt { get; private set; }

    internal DateTimeOffset? ClearedAt { get; private set; }

    internal DateTimeOffset? EndedAt { get; private set; }

    internal string? Channel { get; private set; }

    /// <summary>Whose hand it is in: the first open matter's, else that of the stage reached.</summary>
    internal Holder Holder =>
        _open.Count > 0 ? Matters.HolderOf(_open.Min.Matter)
        : ClearedAt is not null ? Holder.Port
        : RegisteredAt is not null ? Holder.Customs
        : Holder.Trader;

    internal string Status => _ending ?? (ClearedAt is not null ? Clearance.Status.Cleared : StatusOfMatter() ?? StatusOfStage());

    internal void Take(Event happened)
    {
        _reached.Add(happened.Type);
        Matters.Apply(happened, _open);
        var at = happened.OccurredAt;
        switch (happened.Type)
        {
            case EventType.Registered:
                RegisteredAt ??= at;
                break;
            case EventType.ChannelAssigned:
                Channel = happened.Attributes.GetValueOrDefault("channel") ?? Channel;
                break;
            case EventType.Released:
                ReleasedAt ??= at;
                break;
            case EventType.Cleared:
                ClearedAt ??= at;
                break;
            case EventType.Cancelled or EventType.Withdrawn or EventType.Returned:
                End(happened.Type, at);
                break;
        }

        // Goods may leave on release, but the declaration is done only when formalities ended too.
        if (ClearedAt is not null && (_reached.Contains(EventType.PassedSupervision) || _reached.Contains(EventType.GateOut)))
        {
            End(EventType.PassedSupervision, at);
        }
    }

    private void End(EventType type, DateTimeOffset at)
    {
        EndedAt ??= at;
        _ending ??= type switch
        {
            EventType.Cancelled => Clearance.Status.Cancelled,
            EventType.Withdrawn => Clearance.Status.Withdrawn,
            EventType.Returned => Clearance.Status.Returned,
            _ => Clearance.Status.Passed,
        };
    }

    private string? StatusOfMatter()
    {
        var first = _open.Select(item => item.Matter).FirstOrDefault(matter => matter != Matter.Outage);
        return first == Matter.Suspension ? Clearance.Status.Suspended
            : ReleasedAt is not null ? Clearance.Status.Released
            : first switch
            {
                Matter.DocumentCheck => Clearance.Status.DocumentCheck,
                Matter.Inspection => Clearance.Status.Inspection,
                Matter.Permit => Clearance.Status.PermitAwaited,
                Matter.Bank => Clearance.Status.PaymentOrdered,
                Matter.Documents => Clearance.Status.DocumentsRequested,
                Matter.Amendment => Clearance.Status.AmendmentInstructed,
                Matter.Correction => Clearance.Status.Refused,
                Matter.Payment => Clearance.Status.PaymentDue,
                _ => null,
            };
    }

    private string StatusOfStage() =>
        Reached(EventType.ObligationSettled) || Reached(EventType.Guaranteed) || Reached(EventType.Deferred) ? Clearance.Status.Settled
        : Reached(EventType.ChannelAssigned) ? Clearance.Status.ChannelAssigned
        : Reached(EventType.Registered) ? Clearance.Status.Registered
        : Reached(EventType.PreRegistered) ? Clearance.Status.PreRegistered
        : Reached(EventType.Checked) ? Clearance.Status.Checked
        : _reached.Count > 0 ? Clearance.Status.Received
        : Clearance.Status.None;

    private bool Reached(EventType type) => _reached.Contains(type);
}
