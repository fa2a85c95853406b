using Gateway.Adapters;

namespace Gateway.Host.Packs;

/// <summary>What came of installing a pack.</summary>
/// <param name="Manifest">The pack, where it could be read.</param>
/// <param name="Units">What was put in place; empty when all of it was there.</param>
/// <param name="Findings">Why it was refused; empty when it was not.</param>
public sealed record PackAnswer(PackManifest? Manifest, IReadOnlyList<string> Units, IReadOnlyList<Finding> Findings);

/// <summary>
/// Installs packs: signature, manifest, hashes, what is there, the resulting catalogue; only then is anything moved, each version
/// folder in one step. A running gateway takes it up by itself.
/// </summary>
public sealed class PackInstaller(string root, string trust, string environment, TimeProvider time)
{
    private readonly PackShelf _shelf = new(root);

    /// <summary>Installs a file, or says everything that speaks against it.</summary>
    public PackAnswer Add(string file)
    {
        var findings = new List<Finding>();
        if (PackFile.Read(file, findings) is not { } pack)
        {
            return new PackAnswer(null, [], findings);
        }

        // Nothing of what the pack says is read before it is known who says it.
        if (PackTrust.Refuse(pack, trust, environment, time.GetUtcNow()) is { } untrusted)
        {
            return new PackAnswer(null, [], [untrusted]);
        }

        var manifest = PackManifest.Parse(pack.Manifest, out var wrong);
        wrong = manifest?.Compare(pack.Files) ?? wrong;
        if (manifest is null || wrong.Count > 0)
        {
            return new PackAnswer(manifest, [], wrong);
        }

        using var turn = _shelf.Lock();
        return Install(pack, manifest);
    }

    private PackAnswer Install(PackFile pack, PackManifest manifest)
    {
        if (_shelf.Known(manifest) is { } known && !known.AsSpan().SequenceEqual(pack.Manifest))
        {
            return new PackAnswer(manifest, [], [Finding.Error("PACK-RELEASED", "", PackManifest.FileName, $"{manifest.Name} {manifest.Version} was installed with other content; a change is a new version")]);
        }

        var plan = PackPlan.Make(pack, root);
        var findings = plan.Findings.Count > 0 ? plan.Findings : PackPlan.Check(pack, root);
        if (findings.Count > 0)
        {
            return new PackAnswer(manifest, [], findings);
        }

        var staging = Stage(pack, manifest);
        Move(plan.Units, staging);
        Record(manifest, staging);
        Directory.Delete(staging, recursive: true);
        return new PackAnswer(manifest, plan.Units, []);
    }

    // A staging folder left by a process that died is nobody's: the lock says so.
    private string Stage(PackFile pack, PackManifest manifest)
    {
        foreach (var left in Directory.EnumerateDirectories(_shelf.Folder, "staging-*"))
        {
            Directory.Delete(left, recursive: true);
        }

        var staging = Path.Combine(_shelf.Folder, $"staging-{manifest.Name}-{manifest.Version}");
        foreach (var (path, bytes) in pack.Files)
        {
            Keep(Path.Combine(staging, "root", path), bytes.Span);
        }

        Keep(Path.Combine(staging, "record", PackManifest.FileName), pack.Manifest);
        Keep(Path.Combine(staging, "record", PackManifest.SignatureName), pack.Signature);
        return staging;
    }

    private void Move(IReadOnlyList<string> units, string staging)
    {
        var moved = new List<string>();
        try
        {
            foreach (var unit in units)
            {
                var (from, to) = (Path.Combine(staging, "root", unit), Path.Combine(root, unit));
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                Directory.Move(from, to);
                moved.Add(to);
            }
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // What was put in place by this call alone is taken back: all of the pack or nothing.
            foreach (var place in Enumerable.Reverse(moved))
            {
                Directory.Move(place, Path.Combine(staging, "root", Path.GetRelativePath(root, place)));
            }

            throw;
        }
    }

    private void Record(PackManifest manifest, string staging)
    {
        var record = _shelf.RecordOf(manifest);
        if (!Directory.Exists(record))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(record)!);
            Directory.Move(Path.Combine(staging, "record"), record);
        }
    }

    private static void Keep(string file, ReadOnlySpan<byte> bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write);
        stream.Write(bytes);
        stream.Flush(flushToDisk: true);
    }
}
