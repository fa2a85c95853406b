using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Evidence;
using Gateway.Host.Database;
using Gateway.Host.Verbs;
using Gateway.Signatures;

namespace Gateway.Host.Evidence;

/// <summary>
/// The newest anchor of an audit that found nothing, kept in a file outside of the database: who has every right there can cut the end of the chain,
/// anchors and all, and nothing left inside knows of it.
/// </summary>
/// <param name="File">The file.</param>
/// <param name="Anchor">The anchor.</param>
public sealed record RememberedAnchor(string File, Anchor Anchor)
{
    private const string Format = "gateway-anchor/1";   // own profile
    private const string Instant = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
    private const int Largest = 65_536;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false,
        NumberHandling = JsonNumberHandling.Strict, WriteIndented = true,
    };

    /// <summary>Its place as findings name it.</summary>
    public string Place => $"{File}: {ChainReading.Place(Anchor.Sequence)}";

    /// <summary>What was remembered, or <c>null</c> where the file is not there yet; throws <see cref="SetupException"/> where it is another.</summary>
    public static RememberedAnchor? Load(string file)
    {
        if (Directory.Exists(file) || Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder && !Directory.Exists(folder))
        {
            throw new SetupException($"{file} is no file, or its folder is not there");
        }

        if (!System.IO.File.Exists(file))
        {
            return null;
        }

        return new FileInfo(file).Length <= Largest && Read(System.IO.File.ReadAllBytes(file)) is { } anchor
            ? new RememberedAnchor(file, anchor)
            : throw new SetupException($"{file} is no remembered anchor of the format {Format}");
    }

    /// <summary>Writes the file, whole or not at all.</summary>
    public void Write(TrustedSigners trust) => PrivateFile.Write(File, JsonSerializer.Serialize(
        new Kept(
            Format, Anchor.Sequence, Anchor.Hash.ToString(), Anchor.At.UtcDateTime.ToString(Instant, CultureInfo.InvariantCulture), Anchor.Signature,
            DetachedSignatures.Verify(Anchor.Statement(), Anchor.Signature, trust, Anchor.At).Subject),
        Json) + "\n");

    private static Anchor? Read(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize<Kept>(json, Json) is { Format: Format, Sequence: > 0 } kept && Digest.TryParse(kept.Hash, out var hash)
                && DateTimeOffset.TryParseExact(kept.At, Instant, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
                ? new Anchor(kept.Sequence, hash, at, kept.Signature) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Kept(string Format, long Sequence, string Hash, string At, byte[] Signature, string Signer);
}
