using Gateway.Host.Database;
using Gateway.Signatures;

namespace Gateway.Host.Exchange;

/// <summary>Cries out, every minute, while messages are set aside on which the two engines for signatures do not agree: one of them is wrong, or somebody tries them out.</summary>
public sealed partial class EngineAlarm(Queries queries, TimeProvider time, ILogger<EngineAlarm> logger)
{
    // What nobody decides on in this time is in the list of what is set aside, and not news any more.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);
    private readonly HashSet<string> _crying = new(StringComparer.Ordinal);

    /// <summary>Looks once: a line in the log for each partner, and how many messages of it as a metric.</summary>
    public async Task<IReadOnlyDictionary<string, long>> LookAsync(CancellationToken cancellation)
    {
        var waiting = await queries.QueryAsync(
            """
            select e.partner, count(*), min(d.at) from exchange.dead_letter d join exchange.envelope e on e.id = d.envelope
            where d.at > $2 and d.code = $1 and not exists (select 1 from exchange.resolution r where r.envelope = d.envelope and r.round = d.round)
            group by e.partner
            """,
            row => (Partner: row.GetString(0), Messages: row.GetInt64(1), Since: row.GetFieldValue<DateTimeOffset>(2)),
            cancellation, SignatureCodes.Engines, time.GetUtcNow() - Longest).ConfigureAwait(false);
        var partners = waiting.ToDictionary(each => each.Partner, each => each.Messages);
        foreach (var (partner, messages, since) in waiting)
        {
            LogDisagreement(logger, messages, partner, since);
        }

        // Who is at peace again has to be said as well: a gauge keeps its last value.
        foreach (var partner in partners.Keys.Union(_crying).ToList())
        {
            Telemetry.Disagreements.Record(partners.GetValueOrDefault(partner), new KeyValuePair<string, object?>("partner", partner));
        }

        _crying.Clear();
        _crying.UnionWith(partners.Keys);
        return partners;
    }

    [LoggerMessage(EventId = 3104, Level = LogLevel.Critical, Message = "signatures: the engines do not agree on {Messages} messages of {Partner}, since {Since:O}; they are set aside")]
    private static partial void LogDisagreement(ILogger logger, long messages, string partner, DateTimeOffset since);
}
