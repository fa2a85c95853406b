using System.Globalization;
using Gateway.Evidence;
using Gateway.Host.Database;
using Gateway.Host.Exchange;

namespace Gateway.Host.Evidence;

/// <summary>
/// Looks into what was encrypted anew. A rewrap replaces the bytes the chain has the hash of, so that hash says nothing of them any more: they are
/// opened, and must be the message. Without the keys that cannot be told, and is said. Where all is asked for, everything encrypted is opened: which
/// key something is encrypted with is not in the chain, nor is the second copy of an answer.
/// </summary>
internal sealed class RewrapAudit(Queries queries, SealRing? ring, bool all = false)
{
    private const int Page = 200;
    private const string Rewrapped = "select distinct envelope, part from audit.rewrapped where (envelope, part) > ($1, $2) order by envelope, part limit $3";

    private const string Encrypted =
        """
        select id, part from (
            select id, 'envelope' as part from exchange.envelope where sealed and octet_length(bytes) > 0 and id >= $1
            union select envelope, 'stamped' from exchange.stamped where sealed and octet_length(bytes) > 0 and envelope >= $1
            union select envelope, 'answer' from exchange.answer where sealed and octet_length(bytes) > 0 and envelope >= $1
            union select envelope, part from audit.rewrapped where envelope >= $1) kept
        where (id, part) > ($1, $2) order by id, part limit $3
        """;

    private readonly Dictionary<string, long> _said = [];
    private readonly Dictionary<string, long> _named = [];

    /// <summary>How many were opened.</summary>
    public long Opened { get; private set; }

    /// <summary>Takes a rewrap, or something that was encrypted anew by one; of other things nothing.</summary>
    public void Take(Thing thing)
    {
        if (thing.Kind == "rewrap")
        {
            _said[thing.Key] = long.TryParse(thing["messages"], CultureInfo.InvariantCulture, out var said) ? said : 0;
        }
        else if (thing.Kind == "rewrapped")
        {
            _named[thing["rewrap"] ?? ""] = _named.GetValueOrDefault(thing["rewrap"] ?? "") + 1;
        }
    }

    /// <summary>Rewraps that replaced others than they say.</summary>
    public IEnumerable<Finding> Miscounted() =>
        _said.Keys.Union(_named.Keys).Order(StringComparer.Ordinal).Where(batch => _said.GetValueOrDefault(batch) != _named.GetValueOrDefault(batch)).Select(batch => Finding.Error(
            EvidenceCodes.Content, "", $"rewrap {batch}",
            string.Create(CultureInfo.InvariantCulture, $"it encrypted {_said.GetValueOrDefault(batch)} messages anew, and {_named.GetValueOrDefault(batch)} say they were by it")));

    /// <summary>What was encrypted anew and is not the message it was.</summary>
    public async Task<IReadOnlyList<Finding>> FaultsAsync(int most, CancellationToken cancellation)
    {
        var (faults, place) = (new List<Finding>(), (Id: Guid.Empty, Part: ""));
        while (faults.Count < most)
        {
            var page = await queries.QueryAsync(
                all ? Encrypted : Rewrapped,
                row => (Id: row.GetGuid(0), Part: row.GetString(1)), cancellation, place.Id, place.Part, Page).ConfigureAwait(false);
            foreach (var (id, part) in page)
            {
                if (await FaultAsync(id, part, cancellation).ConfigureAwait(false) is { } fault)
                {
                    faults.Add(Finding.Error(EvidenceCodes.Content, "", $"{part} {id}", fault));
                }
            }

            if (page.Count < Page)
            {
                break;
            }

            place = page[^1];
        }

        return faults;
    }

    private async Task<string?> FaultAsync(Guid id, string part, CancellationToken cancellation)
    {
        if (await KeptCipher.FindAsync(queries, id, part, cancellation).ConfigureAwait(false) is not { } kept)
        {
            return null;   // purged; what is gone otherwise is missed by its own entry
        }

        if (ring is null || ring.Find(kept.Key) is null)
        {
            return $"it {(all ? "is encrypted" : "was encrypted anew")}, and {(kept.Key is null ? "the first key" : $"key {kept.Key}")} is not here to see that it is the same: bring the file, or name the folder with --data";
        }

        Opened++;
        return kept.Open(ring, out _);
    }
}
