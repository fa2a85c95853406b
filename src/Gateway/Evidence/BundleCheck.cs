using System.Globalization;
using System.Security.Cryptography;
using Gateway.Signatures;

namespace Gateway.Evidence;

/// <summary>What the check of a bundle found.</summary>
/// <param name="Manifest">What the bundle says it holds; <c>null</c> when it cannot be read.</param>
/// <param name="Entries">Entries read.</param>
/// <param name="Things">Things held against their entries.</param>
/// <param name="Messages">Messages whose bytes were held against theirs.</param>
/// <param name="Anchors">Anchors whose signature was looked at.</param>
/// <param name="Stamped">Those of them with a time-stamp that was looked at.</param>
/// <param name="Faults">Everything that is not as it was made.</param>
public sealed record BundleVerdict(BundleManifest? Manifest, long Entries, int Things, int Messages, int Anchors, int Stamped, IReadOnlyList<Finding> Faults)
{
    /// <summary>Who signed the list of contents; <c>null</c> while nobody who is trusted did.</summary>
    public BundleSigner? Signer { get; init; }

    /// <summary>Who signed the anchors, each once, as far as they are trusted.</summary>
    public IReadOnlyList<BundleSigner> AnchorSigners { get; init; } = [];
}

/// <summary>
/// Holds a bundle against itself and against a certificate, and needs nothing else: the list of contents and the anchors are signed, the entries
/// follow one another from anchor to anchor, things give their entries' digests, and bytes give the hashes in their things.
/// </summary>
public sealed class BundleCheck
{
    private readonly IReadOnlyDictionary<string, ReadOnlyMemory<byte>> _files;
    private readonly TrustedSigners _trust;
    private readonly List<Finding> _faults = [];
    private readonly Dictionary<long, Anchor> _anchors = [];
    private readonly Dictionary<long, Thing> _things = [];
    private readonly List<BundleSigner> _anchorSigners = [];
    private BundleSigner? _signer;
    private BundleSigner? _closer;
    private int _messages;
    private int _stamped;

    private BundleCheck(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files, TrustedSigners trust) => (_files, _trust) = (files, trust);

    /// <summary>Checks the files of a bundle by name; time-stamps where the trust says whose (<see cref="TrustedSigners.TimeAuthorities"/>).</summary>
    public static BundleVerdict Run(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files, TrustedSigners trust)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(trust);
        return new BundleCheck(files, trust).Run();
    }

    private BundleVerdict Run()
    {
        if (BundleManifest.Parse(Bytes(BundleManifest.FileName).Span) is not { } manifest || !Digest.TryParse(manifest.Previous, out var previous))
        {
            Add(EvidenceCodes.Malformed, BundleManifest.FileName, "it is missing or is no list of contents");
            return new BundleVerdict(null, 0, 0, 0, 0, 0, _faults);
        }

        Signature(manifest);
        Listed(manifest);
        Anchors(manifest, previous);
        Closed();
        var reading = Chain(manifest, previous);
        foreach (var message in manifest.Messages)
        {
            Message(message);
        }

        Proofs();
        return new BundleVerdict(manifest, reading.Last - manifest.From + 1, _things.Count, _messages, _anchors.Count, _stamped, _faults) { Signer = _signer, AnchorSigners = _anchorSigners };
    }

    private void Signature(BundleManifest manifest)
    {
        var verdict = DetachedSignatures.Verify(Bytes(BundleManifest.FileName).ToArray(), Bytes(BundleManifest.SignatureName).ToArray(), _trust, manifest.Made);
        _signer = BundleSigner.Of(verdict);
        if (_signer is null)
        {
            Add(EvidenceCodes.Manifest, BundleManifest.FileName, $"{verdict.Code}: it is not signed by a certificate that is trusted here, or was changed after that");
        }
    }

    private void Listed(BundleManifest manifest)
    {
        var listed = manifest.Files.Concat(manifest.Messages.Where(message => message.File.Length > 0).Select(message => KeyValuePair.Create(message.File, message.Sha256)))
            .GroupBy(file => file.Key).ToDictionary(file => file.Key, file => file.First().Value);
        foreach (var name in _files.Keys.Where(name => name is not (BundleManifest.FileName or BundleManifest.SignatureName) && !listed.ContainsKey(name)))
        {
            Add(EvidenceCodes.File, name, "it was put in: the list of contents knows nothing of it");
        }

        foreach (var (name, hash) in listed)
        {
            if (!_files.ContainsKey(name))
            {
                Add(EvidenceCodes.File, name, "it was taken out");
            }
            else if (Hash(Bytes(name)) != hash)
            {
                Add(EvidenceCodes.File, name, "it was changed");
            }
        }
    }

    private void Anchors(BundleManifest manifest, Digest previous)
    {
        foreach (var anchor in BundleLines.Anchors(Bytes(BundleManifest.AnchorsName), _faults))
        {
            if (!_anchors.TryAdd(anchor.Sequence, anchor))
            {
                Add(EvidenceCodes.Inserted, anchor.Place, "a second anchor stands there");
                continue;
            }

            Signed(anchor, manifest.To);
            _stamped += anchor.Stamp is not null && _trust.TimeAuthorities is not null ? 1 : 0;
            if (_trust.TimeAuthorities is { } authorities && anchor.RefuseStamp(authorities) is { } mistimed)
            {
                Add(mistimed);
            }
        }

        if (manifest.From == 1 ? previous != Digest.Nothing : !_anchors.TryGetValue(manifest.From - 1, out var before) || before.Hash != previous)
        {
            Add(EvidenceCodes.Unanchored, ChainReading.Place(manifest.From), "no anchor signs what stands before it");
        }

        if (!_anchors.ContainsKey(manifest.To))
        {
            Add(EvidenceCodes.Unanchored, ChainReading.Place(manifest.To), "no anchor signs it");
        }
    }

    private void Signed(Anchor anchor, long last)
    {
        var verdict = anchor.Verify(_trust);
        if (anchor.Refuse(verdict) is { } fault)
        {
            Add(fault);
        }

        if (BundleSigner.Of(verdict) is { } signer)
        {
            _closer = anchor.Sequence == last ? signer : _closer;
            if (!_anchorSigners.Contains(signer))
            {
                _anchorSigners.Add(signer);
            }
        }
    }

    // Of an authority every certificate counts: whoever has another one of it must not put his list of contents around anchors of the gateway.
    private void Closed()
    {
        if (_signer is not null && _closer is not null && _signer != _closer)
        {
            Add(EvidenceCodes.Manifest, BundleManifest.FileName, "it is signed by another certificate than the anchor that closes the bundle");
        }
    }

    private ChainReading Chain(BundleManifest manifest, Digest previous)
    {
        foreach (var placed in BundleLines.Things(Bytes(BundleManifest.ThingsName), _faults))
        {
            if (!_things.TryAdd(placed.Sequence, placed.Thing))
            {
                Add(EvidenceCodes.Inserted, ChainReading.Place(placed.Sequence), "a second thing stands for it");
            }
        }

        var (reading, wanted, seen) = (new ChainReading(manifest.From, previous, _faults), manifest.Things.ToHashSet(), new HashSet<long>());
        foreach (var entry in BundleLines.Entries(Bytes(BundleManifest.ChainName), _faults))
        {
            reading.Take(entry);
            if (_anchors.TryGetValue(entry.Sequence, out var anchor) && anchor.Refuse(entry.Hash) is { } fault)
            {
                Add(fault);
            }

            Thing(entry, wanted);
            seen.Add(entry.Sequence);
        }

        reading.EndsAt(manifest.To);
        foreach (var stranger in _things.Keys.Where(sequence => !seen.Contains(sequence) || !wanted.Contains(sequence)))
        {
            Add(EvidenceCodes.Inserted, ChainReading.Place(stranger), "a thing stands for it that the bundle does not list");
        }

        return reading;
    }

    private void Thing(Entry entry, HashSet<long> wanted)
    {
        if (!_things.TryGetValue(entry.Sequence, out var thing))
        {
            if (wanted.Contains(entry.Sequence))
            {
                Add(EvidenceCodes.Missing, ChainReading.Place(entry), "its thing is not in the bundle");
            }
        }
        else if (thing.Digest() != entry.Content || thing.Kind != entry.Kind || thing.Key != entry.Key)
        {
            Add(EvidenceCodes.Content, ChainReading.Place(entry), "its thing is not what was sealed");
        }
    }

    private void Message(BundleMessage message)
    {
        if (message.File.Length == 0 || !_files.TryGetValue(message.File, out var bytes))
        {
            return;
        }

        _messages++;
        if (!_things.TryGetValue(message.Sequence, out var thing) || thing.Kind is not ("envelope" or "stamped"))
        {
            Add(EvidenceCodes.Missing, message.File, $"no message stands at {ChainReading.Place(message.Sequence)}");
        }
        else if (message.Redacted.Count == 0)
        {
            // Of an encrypted message the chain holds the hash of what it was before, if it was kept whole.
            if (Hash(bytes) != (thing["sealed"] == "true" ? thing["sha256"] : thing["stored"]))
            {
                Add(EvidenceCodes.Content, message.File, $"the bytes are not those of {ChainReading.Place(message.Sequence)}");
            }
        }
        else if (!message.Redacted.All(stretch => IsBlank(stretch, bytes.Span)) || (thing["truncated"] == "false" && thing["length"] != bytes.Length.ToString(CultureInfo.InvariantCulture)))
        {
            Add(EvidenceCodes.Content, message.File, "it is not blanked as the list of contents says");
        }
    }

    // What a verdict was judged by has to be there, whole: without it nobody can judge again.
    private void Proofs()
    {
        foreach (var (sequence, thing) in _things)
        {
            foreach (var (file, digest) in BundleProofs.Of(thing))
            {
                if (!_files.TryGetValue(file, out var bytes))
                {
                    Add(EvidenceCodes.Missing, file, $"{ChainReading.Place(sequence)} names it, and it is not in the bundle");
                }
                else if (Hash(bytes) != digest)
                {
                    Add(EvidenceCodes.Content, file, $"the bytes are not those that {ChainReading.Place(sequence)} names");
                }
            }
        }
    }

    private static bool IsBlank(long[] stretch, ReadOnlySpan<byte> bytes) =>
        stretch is [>= 0 and var offset, > 0 and var length] && length <= bytes.Length && offset <= bytes.Length - length
        && bytes.Slice((int)offset, (int)length).IndexOfAnyExcept(Redaction.Blank) < 0;

    private static string Hash(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes.Span));

    private ReadOnlyMemory<byte> Bytes(string name) => _files.GetValueOrDefault(name);

    private void Add(string code, string place, string text) => Add(Finding.Error(code, "", place, text));

    private void Add(Finding fault)
    {
        if (_faults.Count < ChainReading.MostFaults)
        {
            _faults.Add(fault);
        }
    }
}
