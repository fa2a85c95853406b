using Gateway.Evidence;
using Gateway.Host.Database;
using Gateway.Host.Exchange;
using Gateway.Host.Verbs;
using Gateway.Signatures;
using Npgsql;

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

    /// <summary>The newest anchor, or <c>null</c> where there is none.</summary>
    public Anchor? Newest { get; init; }
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
public sealed class ChainAudit
{
    private const int Page = 1_000;

    // Cardinality, data, syntax and rights, limits, and what the server calls corrupted.
    private static readonly string[] DataClasses = ["21", "22", "42", "54", "XX"];
    private readonly Queries _queries;
    private readonly TrustedSigners _trust;
    private readonly List<Finding> _faults = [];
    private readonly SortedDictionary<long, Anchor> _anchors = [];
    private readonly PurgeCount _purged = new();
    private readonly PurgeAudit _plans;
    private readonly RewrapAudit _rewrapped;
    private readonly ChainReading _reading;
    private long _things;
    private int _stamped;
    private bool _recalled;

    /// <summary>An audit of the database these queries ask.</summary>
    public ChainAudit(Queries queries, TrustedSigners trust, SealRing? ring = null, bool openAll = false)
    {
        ArgumentNullException.ThrowIfNull(queries);
        (_queries, _trust, _reading) = (queries.Bare(), trust, new ChainReading(1, Digest.Nothing, _faults));
        (_plans, _rewrapped) = (new PurgeAudit(_queries), new RewrapAudit(_queries, ring, openAll));
    }

    /// <summary>What an audit before this one remembered; the chain has to lead through it.</summary>
    public RememberedAnchor? Remembered { get; init; }

    /// <summary>Reads everything, a page at a time.</summary>
    public async Task<ChainVerdict> RunAsync(CancellationToken cancellation)
    {
        await TryAsync(() => "table audit.anchor", () => AnchorsAsync(cancellation)).ConfigureAwait(false);
        var signed = _anchors.Count == 0 ? 0 : _anchors.Keys.Last();
        var whole = await TryAsync(
            () => _reading.Last == 0 ? "table audit.entry" : $"after {ChainReading.Place(_reading.Last)}", () => EntriesAsync(signed, cancellation)).ConfigureAwait(false);
        foreach (var (table, look) in new RowAudit(_queries, Add).Looks())
        {
            await TryAsync(() => $"table {table}", () => look(cancellation)).ConfigureAwait(false);
        }

        var waiting = await _queries.FirstAsync("select count(*) from audit.pending", row => row.GetInt64(0), cancellation).ConfigureAwait(false);
        await TryAsync(() => "table audit.purged", () => PurgesAsync(whole, waiting, cancellation)).ConfigureAwait(false);
        await TryAsync(() => "table audit.rewrapped", async () => AddAll(await _rewrapped.FaultsAsync(ChainReading.MostFaults, cancellation).ConfigureAwait(false))).ConfigureAwait(false);
        return new ChainVerdict(_reading.Last, _things, _anchors.Count, _stamped, signed, waiting, _faults)
        {
            Purged = _purged.Classes, Opened = _rewrapped.Opened, Newest = _anchors.Values.LastOrDefault(),
        };
    }

    // What somebody made unreadable is a fault like any other, and the rest is looked at all the same. A database that is away or of another version,
    // and a file that is missing here, are none.
    private async Task<bool> TryAsync(Func<string> place, Func<Task> step)
    {
        try
        {
            await step().ConfigureAwait(false);
            return true;
        }
        catch (Exception broken) when (IsOfTheData(broken))
        {
            Add(Finding.Error(EvidenceCodes.Unreadable, "", place(), $"the audit could not go on here: {(broken as PostgresException)?.MessageText ?? broken.Message}"));
            return false;
        }
    }

    private static bool IsOfTheData(Exception broken) => broken switch
    {
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.InvalidSchemaName } => false,
        PostgresException said => DataClasses.Contains(said.SqlState[..2]),
        _ => broken is not (OperationCanceledException or NpgsqlException or SetupException or IOException or UnauthorizedAccessException),
    };

    private async Task AnchorsAsync(CancellationToken cancellation)
    {
        for (var page = await ChainStore.AnchorsAfterAsync(_queries, long.MinValue, Page, cancellation).ConfigureAwait(false); page.Count > 0;
             page = await ChainStore.AnchorsAfterAsync(_queries, page[^1].Sequence, Page, cancellation).ConfigureAwait(false))
        {
            foreach (var anchor in page)
            {
                if (anchor.Refuse(_trust) is { } fault)
                {
                    Add(fault);
                }

                _stamped += anchor.Stamp is not null && _trust.TimeAuthorities is not null ? 1 : 0;
                if (_trust.TimeAuthorities is { } authorities && anchor.RefuseStamp(authorities) is { } mistimed)
                {
                    Add(mistimed);
                }

                _anchors[anchor.Sequence] = anchor;
            }
        }
    }

    private async Task EntriesAsync(long signed, CancellationToken cancellation)
    {
        var end = (await ChainStore.LastAsync(_queries, cancellation).ConfigureAwait(false))?.Sequence ?? 0;
        for (long place = 0; place < end;)
        {
            var page = await ChainStore.AfterAsync(_queries, place, Page, cancellation).ConfigureAwait(false);
            if (page.Count == 0)
            {
                break;
            }

            await PageAsync(_reading, page, cancellation).ConfigureAwait(false);
            place = page[^1].Sequence;
        }

        _reading.EndsAt(signed);
        Recall();
    }

    // A chain that was cut or made anew to its end shows nothing of it by itself.
    private void Recall()
    {
        if (Remembered is not { Anchor: var anchor } remembered)
        {
            return;
        }

        if (anchor.Refuse(_trust) is { } fault)
        {
            _faults.Add(Finding.Error(fault.Code, "", remembered.Place, fault.Message));
        }
        else if (!_recalled || !_anchors.TryGetValue(anchor.Sequence, out var kept) || kept.Hash != anchor.Hash)
        {
            _faults.Add(Finding.Error(EvidenceCodes.Truncated, "", remembered.Place, "it was signed with another hash than stands there, or nothing signed stands there: the chain was cut or made anew since"));
        }
    }

    private async Task PurgesAsync(bool whole, long waiting, CancellationToken cancellation)
    {
        AddAll(_plans.Unplanned());
        AddAll(await _plans.YoungAsync(cancellation).ConfigureAwait(false));
        if (whole && waiting == 0)
        {
            AddAll(_purged.Faults().Concat(_rewrapped.Miscounted()));
        }
    }

    private async Task PageAsync(ChainReading reading, List<Entry> page, CancellationToken cancellation)
    {
        var twice = new HashSet<(string, string)>();
        var things = await ChainStore.ThingsAsync(
            page.Select(entry => (entry.Kind, entry.Key)), (sql, map, keys) => _queries.QueryAsync(sql, map, cancellation, [keys]), twice).ConfigureAwait(false);
        foreach (var entry in page)
        {
            reading.Take(entry);
            if (_anchors.TryGetValue(entry.Sequence, out var anchor) && anchor.Refuse(entry.Hash) is { } fault)
            {
                Add(fault);
            }

            _recalled |= (entry.Sequence, entry.Hash) == (Remembered?.Anchor.Sequence, Remembered?.Anchor.Hash);
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
            _plans.Take(entry, thing);
            _rewrapped.Take(thing);
        }
    }

    private void AddAll(IEnumerable<Finding> faults)
    {
        foreach (var fault in faults)
        {
            Add(fault);
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
