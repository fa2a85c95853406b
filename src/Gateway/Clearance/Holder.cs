namespace Gateway.Clearance;

/// <summary>Who a declaration waits for.</summary>
public enum Holder
{
    /// <summary>The customs office.</summary>
    Customs,

    /// <summary>The trader or its agent.</summary>
    Trader,

    /// <summary>The bank or treasury.</summary>
    Bank,

    /// <summary>Another agency.</summary>
    OtherAgency,

    /// <summary>The port or carrier.</summary>
    Port,

    /// <summary>Nobody: a system is down.</summary>
    Outage,
}

/// <summary>A stretch of time in one hand, from inclusive, to exclusive.</summary>
/// <param name="Holder">Whose hand.</param>
/// <param name="From">First instant.</param>
/// <param name="To">First instant no longer in it.</param>
public sealed record CustodySpan(Holder Holder, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>How long.</summary>
    public TimeSpan Length => To - From;
}
