using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gateway.Evidence;
using Gateway.Host.Database;

namespace Gateway.Host.Evidence;

/// <summary>Holds every purge against the plan it names: a purge is not believed because it says that it is one.</summary>
internal sealed class PurgeAudit(Queries queries)
{
    private const int Most = 50;

    // Days of 24 hours, as the plan counts them; times without a number are no age.
    private const string Young =
        """
        select p.envelope || '/' || p.part from audit.purged p join audit.purge u on u.id = p.purge left join exchange.envelope e on e.id = p.envelope
        where not coalesce(isfinite(u.at) and isfinite(e.recorded_at) and extract(epoch from u.at) - extract(epoch from e.recorded_at) >= u.days * 86400.0, false)
        order by 1 limit $1
        """;

    // Two clocks are never the same.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);
    private readonly Dictionary<string, RetentionPlan?> _plans = new(StringComparer.Ordinal);
    private readonly List<(Entry Entry, Thing Purge)> _purges = [];

    /// <summary>Takes a plan or a purge that is what was sealed; of other things nothing.</summary>
    public void Take(Entry entry, Thing thing)
    {
        if (thing.Kind == "plan")
        {
            var document = Encoding.UTF8.GetBytes(thing["document"] ?? "");
            _plans[thing.Key] = Convert.ToHexStringLower(SHA256.HashData(document)) == thing.Key ? RetentionPlan.Parse(document, []) : null;
        }
        else if (thing.Kind == "purge")
        {
            _purges.Add((entry, thing));
        }
    }

    /// <summary>Purges their plan does not allow.</summary>
    public IEnumerable<Finding> Unplanned() =>
        from purge in _purges
        let fault = Refuse(purge.Entry, purge.Purge)
        where fault is not null
        select Finding.Error(EvidenceCodes.Content, "", ChainReading.Place(purge.Entry), fault);

    /// <summary>What a purge took before its time, or what was never there.</summary>
    public async Task<IEnumerable<Finding>> YoungAsync(CancellationToken cancellation) =>
        (await queries.QueryAsync(Young, row => row.GetString(0), cancellation, Most).ConfigureAwait(false))
            .Select(key => Finding.Error(EvidenceCodes.Content, "", $"purged {key}", "no message of this name was old enough for the days of the purge that says it took it"));

    private string? Refuse(Entry entry, Thing purge)
    {
        if (_plans.GetValueOrDefault(purge["plan"] ?? "") is not { } plan)
        {
            return "the plan it names is no plan, or is not in the chain";
        }

        if (plan.Classes.FirstOrDefault(one => one.Class == purge["class"]) is not { } held)
        {
            return "its plan has no class of this name";
        }

        return held.Unconfirmed ? "its plan has not confirmed the period of the class"
            : held.Days.ToString(CultureInfo.InvariantCulture) != purge["days"] ? $"its plan keeps the class {held.Days.ToString(CultureInfo.InvariantCulture)} days, and it says {purge["days"]}"
            : !DateTimeOffset.TryParse(purge["at"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) || at > entry.At + Skew ? "it says a time after it was sealed"
            : null;
    }
}
