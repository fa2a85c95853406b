using Gateway.Host.Database;

namespace Gateway.Host.Exchange;

/// <summary>A message of ours that waits for the time-stamp of its signature.</summary>
/// <param name="Id">Envelope.</param>
/// <param name="Partner">Who gets it.</param>
/// <param name="Message">Adapter message id.</param>
/// <param name="Since">When it was written.</param>
/// <param name="Asked">How often the authority was asked and did not answer.</param>
/// <param name="Next">When it is asked again.</param>
/// <param name="Holds">The message is not sent before.</param>
public sealed record WaitingStamp(Guid Id, string Partner, string? Message, DateTimeOffset Since, int Asked, DateTimeOffset Next, bool Holds);

/// <summary>Reads what waits for a time-stamp.</summary>
public sealed class StampPages(Queries queries)
{
    /// <summary>What the authority was asked for in vain, the longest first.</summary>
    public Task<List<WaitingStamp>> ListAsync(int most, CancellationToken cancellation) => queries.QueryAsync(
        """
        select s.envelope, e.partner, e.message, e.recorded_at, s.attempts, s.due, s.holds
        from exchange.stamping s join exchange.envelope e on e.id = s.envelope where s.attempts > 0 order by e.recorded_at, s.sequence limit $1
        """,
        row => new WaitingStamp(
            row.GetGuid(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), row.GetFieldValue<DateTimeOffset>(3), row.GetInt32(4), row.GetFieldValue<DateTimeOffset>(5), row.GetBoolean(6)),
        cancellation, Math.Clamp(most, 1, 1_000));
}
