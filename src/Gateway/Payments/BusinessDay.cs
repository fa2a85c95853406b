namespace Gateway.Payments;

/// <summary>Tells which of a bank's days an instant belongs to.</summary>
public static class BusinessDay
{
    /// <summary>
    /// The day in the bank's zone; from the cut-off on, the cut-off itself included, the next day. The zone is named, never the machine's.
    /// Throws <see cref="TimeZoneNotFoundException"/> for a zone nobody knows.
    /// </summary>
    public static DateOnly Of(DateTimeOffset instant, TimeOnly cutoff, string zoneId)
    {
        var local = TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(zoneId));
        var day = DateOnly.FromDateTime(local.DateTime);
        return TimeOnly.FromDateTime(local.DateTime) >= cutoff ? day.AddDays(1) : day;
    }
}
