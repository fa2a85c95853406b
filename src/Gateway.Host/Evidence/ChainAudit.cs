using Gateway.Evidence;
using Gateway.Host.Database;
using Gateway.Host.Exchange;
using Gateway.Signatures;

namespace Gateway.Host.Evidence;

/// <summary>What an audit of the whole chain found.</summary>
/// <param name="Entries">Entries read.</param>
/// <param name="Things">Things whose digest was made anew.</param>
/// <param name="Anchors">Anchors looked at.</param>
/// <param name="Stamped">Those of them with a time-stamp that was looked at.</param>
/// <param name="Signed">Place up to which the chain is signed.</param>
/// <param name="Waiting">Things committed and not in the chain yet.</param>
/// <param name="Faults">Everything that is not as it was sealed.</param>
public sealed record ChainVerdict(long Entries, long Things, int Anchors, int Stamped, long Signed, long Waiting, IReadOnlyList<Finding> Faults)
{
    /// <summary>What was purged, by class: the messages' digests were made anew from the hashes kept in place of their bytes.</summary>
    public IReadOnlyList<PurgedClass> Purged { get; init; } = [];

    /// <summary>Encrypted messages that were opened and are what was sealed: those encrypted anew under another key, or all.</summary>
    public long Opened { get; init; }
}

/// <summary>Messages whose bytes were purged under a class.</summary>
/// <param name="Class">The class.</param>
/// <param name="Messages">How many.</param>
/// <param name="Last">When, the last time.</param>
public sealed record PurgedClass(string Class, long Messages, string Last);

/// <summary>
/// Holds the database against its chain: every entry against the one before it, every thing against its digest, every anchor against its
/// signature and its place, and every table for rows the chain knows nothing of.
/// </summary>
public sealed class ChainAudit(Queries queries, TrustedSigners trust, SealRing? ring = null, bool openAll = false)
{
    private const int Page = 1_000;
    private const int MostStrangers = 50;
    private readonly List<Finding> _faults = [];
    private readonly SortedDictionary<long, Anchor> _anchors = [];
    private readonly PurgeCount _purged = new();
    private readonly RewrapAudit _rewrapped = new(queries, ring, openAll);
    private long _things;
    private int _stamped;

    /// <summary>Reads everything, a page at a time.</summary>
    public async Task<ChainVerdict> RunAsync(CancellationToken cancellation)
    {
        var reading = new ChainReading(1, Digest.Nothing, _faults);
        var anchors = await AnchorsAsync(cancellation).ConfigureAwait(false);
        var end = (await ChainStore.LastAsync(queries, cancellation).ConfigureAwait(false))?.Sequence ?? 0;
        for (long place = 0; place < end;)
        {
            var page = await ChainStore.AfterAsync(queries, place, Page, cancellation).ConfigureAwait(false);
            if (page.Count == 0)
            {
                break;
            }

            await PageAsync(reading, page, cancellation).ConfigureAwait(false);
            place = page[^1].Sequence;
        }

        var signed = _anchors.Count == 0 ? 0 : _anchors.Keys.Last();
        reading.EndsAt(signed);
        await StrangersAsync(cancellation).ConfigureAwait(false);
        await ProofsAsync(cancellation).ConfigureAwait(false);
        await AnswersAsync(cancellation).ConfigureAwait(false);
        var waiting = await queries.FirstAsync("select count(*) from audit.pending", row => row.GetInt64(0), cancellation).ConfigureAwait(false);
        foreach (var fault in (waiting == 0 ? _purged.Faults().Concat(_rewrapped.Miscounted()) : []).Concat(await _rewrapped.FaultsAsync(ChainReading.MostFaults, cancellation).ConfigureAwait(false)))
        {
            Add(fault);
        }

        return new ChainVerdict(reading.Last, _things, anchors, _stamped, signed, waiting, _faults) { Purged = _purged.Classes, Opened = _rewrapped.Opened };
    }

    private async Task<int> AnchorsAsync(CancellationToken cancellation)
    {
        for (var page = await ChainStore.AnchorsAsync(queries, 0, Page, cancellation).ConfigureAwait(false); page.Count > 0;
             page = await ChainStore.AnchorsAsync(queries, page[^1].Sequence + 1, Page, cancellation).ConfigureAwait(false))
        {
            foreach (var anchor in page)
            {
                if (anchor.Refuse(trust) is { } fault)
                {
                    Add(fault);
                }

                _stamped += anchor.Stamp is not null && trust.TimeAuthorities is not null ? 1 : 0;
                if (trust.TimeAuthorities is { } authorities && anchor.RefuseStamp(authorities) is { } mistimed)
                {
                    Add(mistimed);
                }

                _anchors[anchor.Sequence] = anchor;
            }
        }

        return _anchors.Count;
    }

    private async Task PageAsync(ChainReading reading, List<Entry> page, CancellationToken cancellation)
    {
        var twice = new HashSet<(string, string)>();
        var things = await ChainStore.ThingsAsync(
            page.Select(entry => (entry.Kind, entry.Key)), (sql, map, keys) => queries.QueryAsync(sql, map, cancellation, [keys]), twice).ConfigureAwait(false);
        foreach (var entry in page)
        {
            reading.Take(entry);
            if (_anchors.TryGetValue(entry.Sequence, out var anchor) && anchor.Refuse(entry.Hash) is { } fault)
            {
                Add(fault);
            }

            if (twice.Contains((entry.Kind, entry.Key)))
            {
                Add(Finding.Error(EvidenceCodes.Content, "", ChainReading.Place(entry), "it stands there twice"));
            }

            Hold(entry, things.GetValueOrDefault((entry.Kind, entry.Key)));
            _things++;
        }
    }

    private void Hold(Entry entry, Thing? thing)
    {
        if (thing is null)
        {
            Add(Finding.Error(EvidenceCodes.Missing, "", ChainReading.Place(entry), "it was sealed and is gone"));
        }
        else if (thing.Digest() != entry.Content)
        {
            Add(Finding.Error(EvidenceCodes.Content, "", ChainReading.Place(entry), "what the database holds is not what was sealed"));
        }
        else if (KeptBytes.AreOthers(thing))
        {
            Add(Finding.Error(EvidenceCodes.Content, "", ChainReading.Place(entry), "its bytes were not those of the message when it was sealed"));
        }
        else
        {
            _purged.Take(thing);
            _rewrapped.Take(thing);
        }
    }

    // The second copy of an answer given at once is no thing of the chain; the answer is.
    private async Task AnswersAsync(CancellationToken cancellation)
    {
        const string other = "select a.envelope::text from exchange.answer a left join exchange.envelope e on e.id = a.envelope where e.id is null or (not a.sealed and sha256(a.bytes) <> e.sha256) limit $1";
        foreach (var envelope in await queries.QueryAsync(other, row => row.GetString(0), cancellation, MostStrangers).ConfigureAwait(false))
        {
            Add(Finding.Error(EvidenceCodes.Content, "", $"answer {envelope}", "the copy that is given to who asks again is not the answer"));
        }
    }

    // The basis of a verdict is sealed and names certificates and answers by their hash: their bytes have to give it.
    private async Task ProofsAsync(CancellationToken cancellation)
    {
        foreach (var (table, named) in new[] { ("certificate", "certificates"), ("revocation", "answers") })
        {
            var lost = $"select distinct '{table} ' || digest from exchange.basis b, unnest(b.{named}) as digest where not exists (select from exchange.{table} k where k.sha256 = decode(digest, 'hex')) limit $1";
            var other = $"select '{table} ' || encode(k.sha256, 'hex') from exchange.{table} k where sha256(k.bytes) <> k.sha256 limit $1";
            foreach (var place in await queries.QueryAsync(lost, row => row.GetString(0), cancellation, MostStrangers).ConfigureAwait(false))
            {
                Add(Finding.Error(EvidenceCodes.Missing, "", place, "a verdict was judged by it, and it is gone"));
            }

            foreach (var place in await queries.QueryAsync(other, row => row.GetString(0), cancellation, MostStrangers).ConfigureAwait(false))
            {
                Add(Finding.Error(EvidenceCodes.Content, "", place, "its bytes are not those a verdict was judged by"));
            }
        }
    }

    private async Task StrangersAsync(CancellationToken cancellation)
    {
        foreach (var kind in KeptKind.All)
        {
            foreach (var key in await queries.QueryAsync(kind.Strangers, row => row.GetString(0), cancellation, MostStrangers).ConfigureAwait(false))
            {
                Add(Finding.Error(EvidenceCodes.Unsealed, "", $"{kind.Kind} {key}", "it stands in the database and neither in the chain nor on its way there"));
            }
        }
    }

    private void Add(Finding fault)
    {
        if (_faults.Count < ChainReading.MostFaults)
        {
            _faults.Add(fault);
        }
    }
}
