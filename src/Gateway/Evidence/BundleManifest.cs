using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Evidence;

/// <summary>A message's bytes in a bundle.</summary>
/// <param name="Sequence">Entry of the message.</param>
/// <param name="File">Where they lie in the bundle; empty where they are withheld.</param>
/// <param name="Sha256">Hash of the file as it lies there.</param>
/// <param name="Redacted">Stretches that were blanked, each offset and length; the chain keeps the digest of the original.</param>
/// <param name="Withheld">Why the bytes are not there; empty where they are.</param>
public sealed record BundleMessage(long Sequence, string File, string Sha256, IReadOnlyList<long[]> Redacted, string Withheld);

/// <summary>What a bundle holds; the maker signs it.</summary>
/// <param name="Format">Own profile: <c>gateway-evidence/1</c>.</param>
/// <param name="Made">When, as the maker says.</param>
/// <param name="Subject">What it is about, in words.</param>
/// <param name="From">First entry.</param>
/// <param name="To">Last entry, which an anchor signs.</param>
/// <param name="Previous">Hash before the first entry; an anchor signs it, or it is zeros.</param>
/// <param name="Things">Entries whose things are in the bundle.</param>
/// <param name="Messages">Messages among them.</param>
/// <param name="Files">Hash of every other file, by name.</param>
public sealed record BundleManifest(
    string Format, DateTimeOffset Made, string Subject, long From, long To, string Previous, IReadOnlyList<long> Things, IReadOnlyList<BundleMessage> Messages,
    IReadOnlyDictionary<string, string> Files)
{
    /// <summary>The only format there is.</summary>
    public const string FormatName = "gateway-evidence/1";

    /// <summary>Name of the manifest.</summary>
    public const string FileName = "manifest.json";

    /// <summary>Name of its detached signature.</summary>
    public const string SignatureName = "manifest.p7s";

    /// <summary>Entries, one a line.</summary>
    public const string ChainName = "chain.jsonl";

    /// <summary>Things, one a line.</summary>
    public const string ThingsName = "things.jsonl";

    /// <summary>Anchors, one a line.</summary>
    public const string AnchorsName = "anchors.jsonl";

    /// <summary>Most entries of a bundle.</summary>
    public const int MostEntries = 1_000_000;

    // No chain gets there; what counts on from a place can count on from this one.
    internal const long LastPlace = long.MaxValue / 2;

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, MaxDepth = 8,
        AllowDuplicateProperties = false,
    };

    /// <summary>The bytes that are signed.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <summary>Reads one; <c>null</c> when it is none.</summary>
    public static BundleManifest? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<BundleManifest>(json, Json) is { Format: FormatName } read && IsBounded(read) && IsWhole(read) ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsBounded(BundleManifest read) => read.From >= 1 && read.To >= read.From && read.To <= LastPlace && read.To - read.From < MostEntries;

    // The reader sees to members; what stands in a list or a dictionary may still be nothing.
    private static bool IsWhole(BundleManifest read) =>
        read.Messages.All(message => message is not null && message.Redacted.All(stretch => stretch is not null)) && read.Files.Values.All(hash => hash is not null);
}
