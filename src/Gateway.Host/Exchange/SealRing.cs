using System.Collections.Concurrent;
using Gateway.Host.Database;

namespace Gateway.Host.Exchange;

/// <summary>
/// The keys of a node for kept bytes: <c>keys/seal.key</c>, the first, and <c>keys/seal-FINGERPRINT.key</c>. A file is read when its key is first asked for, so one
/// that is brought while the gateway runs is found.
/// </summary>
public sealed class SealRing(string data)
{
    private readonly ConcurrentDictionary<string, Seal> _open = new();

    /// <summary>The file of the first key.</summary>
    public string FirstPath { get; } = SealKey.PathIn(data);

    /// <summary>The key of this fingerprint, <c>null</c> meaning the first; throws <see cref="InvalidDataException"/> with the file to bring where it is not here.</summary>
    public Seal Of(string? fingerprint) =>
        Find(fingerprint) ?? throw new InvalidDataException($"{PathOf(fingerprint)} is missing: bytes are kept encrypted with {(fingerprint is null ? "the first key" : $"key {fingerprint}")}. Copy the file from another node or from its backup.");

    /// <summary>The key of this fingerprint, or <c>null</c>; throws where its file holds something else.</summary>
    public Seal? Find(string? fingerprint)
    {
        if (_open.TryGetValue(fingerprint ?? "", out var known))
        {
            return known;
        }

        if (Read(FirstPath) is { } first && (fingerprint is null || first.Fingerprint == fingerprint))
        {
            return _open[fingerprint ?? ""] = first;
        }

        if (fingerprint is null || Read(PathOf(fingerprint)) is not { } found)
        {
            return null;
        }

        return found.Fingerprint == fingerprint
            ? _open[fingerprint] = found
            : throw new InvalidDataException($"{PathOf(fingerprint)} holds key {found.Fingerprint}");
    }

    /// <summary>Makes a key, its file first: nothing is known of a key before it can be brought to other nodes. One that was made and never registered is taken up.</summary>
    public string Make(IReadOnlySet<string> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        var folder = Path.GetDirectoryName(FirstPath)!;
        Directory.CreateDirectory(folder);
        var waiting = Directory.EnumerateFiles(folder, "seal-*.key").Order(StringComparer.Ordinal).Select(file => Path.GetFileNameWithoutExtension(file)["seal-".Length..]);
        if (waiting.FirstOrDefault(name => !known.Contains(name) && Find(name) is not null) is { } left)
        {
            return left;
        }

        var (text, made) = Seal.Make();
        PrivateFile.Write(PathOf(made.Fingerprint), text);
        return made.Fingerprint;
    }

    /// <summary>Where the key of a fingerprint is looked for, beside the first's file.</summary>
    public string PathOf(string? fingerprint) => fingerprint is null ? FirstPath : Path.Combine(Path.GetDirectoryName(FirstPath)!, $"seal-{fingerprint}.key");

    private static Seal? Read(string path) => File.Exists(path) ? Seal.Open(path) : null;
}
