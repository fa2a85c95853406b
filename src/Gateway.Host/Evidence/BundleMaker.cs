using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Gateway.Evidence;
using Gateway.Host.Database;
using Gateway.Signatures;

namespace Gateway.Host.Evidence;

/// <summary>Puts together what somebody outside needs to check what happened: entries from anchor to anchor, the things asked for, their bytes.</summary>
public sealed class BundleMaker(Queries queries, KeptMessages messages, Anchoring anchoring)
{
    private const int Page = 5_000;
    private const long MostBytes = 536_870_912;

    /// <summary>The files of a bundle over the things at these places.</summary>
    public async Task<SortedDictionary<string, ReadOnlyMemory<byte>>> MakeAsync(
        string subject, IReadOnlyList<long> places, SigningKey key, DateTimeOffset now, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(places);
        var anchors = await AnchorsAsync(places[0], places[^1], key, cancellation).ConfigureAwait(false);
        var (from, to) = (anchors[0].Sequence < places[0] ? anchors[0].Sequence + 1 : 1, anchors[^1].Sequence);
        if (to - from >= BundleManifest.MostEntries)
        {
            throw new InvalidDataException($"more than {BundleManifest.MostEntries} entries lie between the first and the last of {subject}: export it in parts");
        }

        var entries = await EntriesAsync(from, to, cancellation).ConfigureAwait(false);
        var wanted = places.ToHashSet();
        var things = await ThingsAsync(entries, wanted, cancellation).ConfigureAwait(false);
        var files = new SortedDictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal)
        {
            [BundleManifest.ChainName] = BundleLines.Of(entries),
            [BundleManifest.ThingsName] = BundleLines.Of(things),
            [BundleManifest.AnchorsName] = BundleLines.Of(anchors),
            ["certificate.pem"] = System.Text.Encoding.ASCII.GetBytes(key.Certificate.ExportCertificatePem() + "\n"),
        };
        await ProofsAsync(things, files, cancellation).ConfigureAwait(false);
        var listed = files.ToDictionary(file => file.Key, file => Hash(file.Value.Span));
        var kept = await MessagesAsync(things, files, cancellation).ConfigureAwait(false);
        var manifest = new BundleManifest(
            BundleManifest.FormatName, now, subject, from, to, entries.Count > 0 ? entries[0].Previous.ToString() : Digest.Nothing.ToString(),
            [.. entries.Select(entry => entry.Sequence).Where(wanted.Contains)], kept, listed).ToJson();
        files[BundleManifest.FileName] = manifest;
        files[BundleManifest.SignatureName] = DetachedSignatures.Sign(manifest, key);
        return files;
    }

    // The last anchor before the first place, where there is one, all between, and the first at or behind the last that is by who signs the bundle: made
    // now, where there is none.
    private async Task<List<Anchor>> AnchorsAsync(long first, long last, SigningKey key, CancellationToken cancellation)
    {
        var maker = TrustedSigners.Pin(key.Certificate);
        var closing = await FromAsync(last, cancellation).TakeWhile(anchor => anchor.Sequence - last < BundleManifest.MostEntries).FirstOrDefaultAsync(anchor => anchor.Refuse(maker) is null, cancellation).ConfigureAwait(false)
            ?? await anchoring.SignAsync(cancellation).ConfigureAwait(false)
            ?? throw new InvalidDataException("there is no chain");
        var opening = await queries.FirstAsync("select coalesce(max(sequence), 0) from audit.anchor where sequence < $1", row => row.GetInt64(0), cancellation, first).ConfigureAwait(false);
        return [.. await FromAsync(Math.Max(opening, 1), cancellation).TakeWhile(anchor => anchor.Sequence < closing.Sequence).ToListAsync(cancellation).ConfigureAwait(false), closing];
    }

    private async IAsyncEnumerable<Anchor> FromAsync(long place, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var page = new List<Anchor>(); ; place = page[^1].Sequence + 1)
        {
            page = await ChainStore.AnchorsAsync(queries, place, Page, cancellation).ConfigureAwait(false);
            foreach (var anchor in page)
            {
                yield return anchor;
            }

            if (page.Count < Page)
            {
                yield break;
            }
        }
    }

    private async Task<List<Entry>> EntriesAsync(long from, long to, CancellationToken cancellation)
    {
        var entries = new List<Entry>();
        for (var place = from - 1; place < to;)
        {
            var page = await ChainStore.AfterAsync(queries, place, Page, cancellation).ConfigureAwait(false);
            if (page.Count == 0)
            {
                throw new InvalidDataException($"the audit chain ends before entry {to}, which was signed: see gateway audit verify");
            }

            entries.AddRange(page.TakeWhile(entry => entry.Sequence <= to));
            place = page[^1].Sequence;
        }

        return entries;
    }

    private async Task<List<(long Sequence, Thing Thing)>> ThingsAsync(List<Entry> entries, HashSet<long> places, CancellationToken cancellation)
    {
        var things = new List<(long, Thing)>();
        foreach (var page in entries.Where(entry => places.Contains(entry.Sequence)).Chunk(Page))
        {
            var found = await ChainStore.ThingsAsync(page.Select(entry => (entry.Kind, entry.Key)), (sql, map, keys) => queries.QueryAsync(sql, map, cancellation, [keys])).ConfigureAwait(false);
            foreach (var entry in page)
            {
                // What was sealed and is gone stays on the list of contents: whoever checks the bundle misses it.
                if (found.TryGetValue((entry.Kind, entry.Key), out var thing))
                {
                    things.Add((entry.Sequence, thing));
                }
            }
        }

        return things;
    }

    private async Task ProofsAsync(List<(long Sequence, Thing Thing)> things, SortedDictionary<string, ReadOnlyMemory<byte>> files, CancellationToken cancellation)
    {
        long total = 0;
        foreach (var (file, digest) in things.SelectMany(one => BundleProofs.Of(one.Thing)).Distinct())
        {
            var table = file.StartsWith("certificates/", StringComparison.Ordinal) ? "certificate" : "revocation";
            var bytes = await queries.FirstAsync(
                $"select bytes from exchange.{table} where sha256 = decode($1, 'hex')", row => row.GetFieldValue<byte[]>(0), cancellation, digest).ConfigureAwait(false);
            if (bytes is not null)
            {
                total += bytes.Length;
                files[file] = total <= MostBytes ? bytes : throw new InvalidDataException($"the answers about revocation are more than {MostBytes} bytes: export them in parts");
            }
        }
    }

    private async Task<List<BundleMessage>> MessagesAsync(
        List<(long Sequence, Thing Thing)> things, SortedDictionary<string, ReadOnlyMemory<byte>> files, CancellationToken cancellation)
    {
        var kept = new List<BundleMessage>();
        long total = 0;
        foreach (var (sequence, thing) in things.Where(one => one.Thing.Kind is "envelope" or "stamped"))
        {
            var released = await messages.ReleaseAsync(Guid.Parse(thing.Key), thing.Kind == "stamped", cancellation).ConfigureAwait(false);
            if (released.Bytes is not { } bytes)
            {
                kept.Add(new BundleMessage(sequence, "", "", [], released.Withheld));
                continue;
            }

            total += bytes.Length;
            if (total > MostBytes)
            {
                throw new InvalidDataException($"the messages are more than {MostBytes} bytes: export them in parts");
            }

            var name = $"messages/{sequence.ToString(CultureInfo.InvariantCulture)}.bin";
            files[name] = bytes;
            kept.Add(new BundleMessage(sequence, name, Hash(bytes), released.Redacted, ""));
        }

        return kept;
    }

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
