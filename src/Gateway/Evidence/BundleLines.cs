using System.Globalization;
using System.Text.Json;

namespace Gateway.Evidence;

/// <summary>Entries, things and anchors as lines of JSON, and back.</summary>
public static class BundleLines
{
    private const string Instant = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>Lines of entries.</summary>
    public static byte[] Of(IEnumerable<Entry> entries) => Write(entries, entry => new EntryLine(
        entry.Sequence, entry.Previous.ToString(), entry.Kind, entry.Key, Text(entry.At), entry.Content.ToString(), entry.Hash.ToString()));

    /// <summary>Lines of things by the place of their entry.</summary>
    public static byte[] Of(IEnumerable<(long Sequence, Thing Thing)> things) => Write(things, one => new ThingLine(
        one.Sequence, one.Thing.Kind, one.Thing.Key, [.. one.Thing.Fields.Select(field => new[] { field.Name, field.Value })]));

    /// <summary>Lines of anchors.</summary>
    public static byte[] Of(IEnumerable<Anchor> anchors) => Write(anchors, anchor => new AnchorLine(
        anchor.Sequence, anchor.Hash.ToString(), Text(anchor.At), anchor.Signature, anchor.Stamp));

    internal static IEnumerable<Entry> Entries(ReadOnlyMemory<byte> lines, ICollection<Finding> faults) =>
        Read<EntryLine, Entry>(lines, BundleManifest.ChainName, faults, line =>
            IsPlace(line.Sequence) && Digest.TryParse(line.Previous, out var previous) && Digest.TryParse(line.Content, out var content) && Digest.TryParse(line.Hash, out var hash) && TryTime(line.At, out var at)
                ? new Entry(line.Sequence, previous, line.Kind, line.Key, at, content, hash)
                : null);

    internal static IEnumerable<Placed> Things(ReadOnlyMemory<byte> lines, ICollection<Finding> faults) =>
        Read<ThingLine, Placed>(lines, BundleManifest.ThingsName, faults, line => IsPlace(line.Sequence) && line.Fields.All(field => field is [not null, _])
            ? new Placed(line.Sequence, new Thing(line.Kind, line.Key, [.. line.Fields.Select(field => new ThingField(field[0]!, field[1]))]))
            : null);

    internal static IEnumerable<Anchor> Anchors(ReadOnlyMemory<byte> lines, ICollection<Finding> faults) =>
        Read<AnchorLine, Anchor>(lines, BundleManifest.AnchorsName, faults, line =>
            IsPlace(line.Sequence) && Digest.TryParse(line.Hash, out var hash) && TryTime(line.At, out var at) ? new Anchor(line.Sequence, hash, at, line.Signature, line.Stamp) : null);

    private static byte[] Write<T, TLine>(IEnumerable<T> all, Func<T, TLine> line)
    {
        using var stream = new MemoryStream();
        foreach (var one in all)
        {
            JsonSerializer.Serialize(stream, line(one), BundleManifest.Json);
            stream.WriteByte((byte)'\n');
        }

        return stream.ToArray();
    }

    private static IEnumerable<T> Read<TLine, T>(ReadOnlyMemory<byte> lines, string file, ICollection<Finding> faults, Func<TLine, T?> read)
        where T : class
    {
        for (var number = 1; lines.Length > 0; number++)
        {
            var end = lines.Span.IndexOf((byte)'\n');
            var line = end < 0 ? lines : lines[..end];
            lines = end < 0 ? default : lines[(end + 1)..];
            if (Parse(line, read) is { } one)
            {
                yield return one;
            }
            else if (faults.Count < ChainReading.MostFaults)
            {
                faults.Add(Finding.Error(EvidenceCodes.Malformed, "", $"{file} line {number.ToString(CultureInfo.InvariantCulture)}", "it cannot be read", number));
            }
        }
    }

    private static T? Parse<TLine, T>(ReadOnlyMemory<byte> line, Func<TLine, T?> read)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<TLine>(line.Span, BundleManifest.Json) is { } parsed ? read(parsed) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsPlace(long sequence) => sequence is >= 1 and <= BundleManifest.LastPlace;

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString(Instant, CultureInfo.InvariantCulture);

    private static bool TryTime(string text, out DateTimeOffset at) =>
        DateTimeOffset.TryParseExact(text, Instant, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out at);

    internal sealed record Placed(long Sequence, Thing Thing);

    private sealed record EntryLine(long Sequence, string Previous, string Kind, string Key, string At, string Content, string Hash);

    private sealed record ThingLine(long Sequence, string Kind, string Key, IReadOnlyList<string?[]> Fields);

    private sealed record AnchorLine(long Sequence, string Hash, string At, byte[] Signature, byte[]? Stamp);
}
