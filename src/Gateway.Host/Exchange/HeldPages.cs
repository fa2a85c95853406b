using Gateway.Host.Database;

namespace Gateway.Host.Exchange;

/// <summary>A message that waits because nothing is known about its signer's revocation.</summary>
/// <param name="Id">Envelope.</param>
/// <param name="Partner">Who sent it.</param>
/// <param name="Since">When it was held first.</param>
/// <param name="Code">Code of the reason.</param>
/// <param name="Reason">The reason, in words.</param>
/// <param name="Looks">How often it was looked at.</param>
/// <param name="Next">When it is looked at again.</param>
/// <param name="Behind">How many messages wait behind it in its lane.</param>
/// <param name="Correlation">Correlation id.</param>
public sealed record HeldMessage(Guid Id, string Partner, DateTimeOffset Since, string Code, string Reason, int Looks, DateTimeOffset Next, long Behind, string Correlation);

/// <summary>Reads what is held.</summary>
public sealed class HeldPages(Queries queries)
{
    /// <summary>What is held now, of one partner or (empty) of all, the longest first.</summary>
    public Task<List<HeldMessage>> ListAsync(string partner, int most, CancellationToken cancellation) => queries.QueryAsync(
        """
        select i.envelope, e.partner, h.at, h.code, i.held, i.holds, i.due, (select count(*) from exchange.inbox b where b.lane = i.lane and b.sequence > i.sequence), e.correlation
        from exchange.inbox i join exchange.envelope e on e.id = i.envelope join exchange.hold h on h.envelope = i.envelope and h.round = i.round
        where i.holds > 0 and ($1 = '' or e.partner = $1) order by h.at, i.sequence limit $2
        """,
        row => new HeldMessage(
            row.GetGuid(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2), row.GetString(3), row.GetString(4), row.GetInt32(5), row.GetFieldValue<DateTimeOffset>(6), row.GetInt64(7), row.GetString(8)),
        cancellation, partner, Math.Clamp(most, 1, 1_000));
}

/// <summary>Cries out, every minute, while messages are held.</summary>
public sealed partial class HeldAlarm(HeldPages pages, ILogger<HeldAlarm> logger)
{
    private const int Most = 1_000;
    private readonly HashSet<string> _crying = new(StringComparer.Ordinal);

    /// <summary>Looks once: a line in the log for each partner that waits, and how many messages do as a metric.</summary>
    public async Task<IReadOnlyList<HeldMessage>> LookAsync(CancellationToken cancellation)
    {
        var held = await pages.ListAsync("", Most, cancellation).ConfigureAwait(false);
        var partners = held.GroupBy(message => message.Partner).ToDictionary(group => group.Key, group => group.ToList());
        foreach (var (partner, messages) in partners)
        {
            LogHeld(logger, partner, messages.Count, messages[0].Since, messages[0].Reason);
        }

        // Who waits no more has to be said as well: a gauge keeps its last value.
        foreach (var partner in partners.Keys.Union(_crying).ToList())
        {
            Telemetry.Held.Record(partners.TryGetValue(partner, out var messages) ? messages.Count : 0, new KeyValuePair<string, object?>("partner", partner));
        }

        _crying.Clear();
        _crying.UnionWith(partners.Keys);
        return held;
    }

    [LoggerMessage(EventId = 3103, Level = LogLevel.Critical, Message = "held: {Messages} messages of {Partner} wait since {Since:O}: {Reason}")]
    private static partial void LogHeld(ILogger logger, string partner, int messages, DateTimeOffset since, string reason);
}
