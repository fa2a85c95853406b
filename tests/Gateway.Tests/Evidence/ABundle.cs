using System.Security.Cryptography;
using System.Text;
using Gateway.Evidence;
using Gateway.Signatures;
using Gateway.Tests.Signatures;

namespace Gateway.Tests.Evidence;

/// <summary>A bundle over entries 4 to 9 of a chain of 12, between the anchors 3 and 9: five messages, the last blanked in part, and a payment.</summary>
internal static class ABundle
{
    public const string Secret = "SECRET01";

    public static SortedDictionary<string, ReadOnlyMemory<byte>> Make()
    {
        var (entries, things) = Chain();
        Anchor[] anchors = [Anchor.Sign(entries[2], Signers.At, Key), Anchor.Sign(entries[8], Signers.At.AddMinutes(10), Key)];
        var files = new SortedDictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal)
        {
            [BundleManifest.ChainName] = BundleLines.Of(entries[3..9]),
            [BundleManifest.ThingsName] = BundleLines.Of(things[3..9].Select((thing, i) => (4L + i, thing))),
            [BundleManifest.AnchorsName] = BundleLines.Of(anchors),
        };
        var listed = files.ToDictionary(file => file.Key, file => Hash(file.Value.ToArray()));
        var messages = new List<BundleMessage>();
        for (var place = 4; place <= 8; place++)
        {
            var bytes = place == 8 ? Redaction.Of(Bytes(8), "text/plain", [new ConfidentialPlace("", 2, 8)])!.Value : (Bytes: Bytes(place), Stretches: []);
            files[$"messages/{place}.bin"] = bytes.Bytes;
            messages.Add(new BundleMessage(place, $"messages/{place}.bin", Hash(bytes.Bytes), bytes.Stretches, ""));
        }

        return Sign(files, new BundleManifest(
            BundleManifest.FormatName, Signers.At.AddHours(1), "declaration X", 4, 9, entries[2].Hash.ToString(), [4, 5, 6, 7, 8, 9], messages, listed), Key);
    }

    /// <summary>Signs the list of contents, for whoever has a key.</summary>
    public static SortedDictionary<string, ReadOnlyMemory<byte>> Sign(SortedDictionary<string, ReadOnlyMemory<byte>> files, BundleManifest manifest, SigningKey key)
    {
        var bytes = manifest.ToJson();
        files[BundleManifest.FileName] = bytes;
        files[BundleManifest.SignatureName] = DetachedSignatures.Sign(bytes, key);
        return files;
    }

    public static SigningKey Key => SigningKey.Of(Signers.Bank);

    public static (List<Entry> Entries, List<Thing> Things) Chain(Func<Thing, Thing>? change = null)
    {
        var (entries, things) = (new List<Entry>(), new List<Thing>());
        for (var place = 1; place <= 12; place++)
        {
            var thing = place == 9
                ? new Thing("payment", "p9", [new ThingField("bank", "bank"), new ThingField("amount", "39349152"), new ThingField("checker", null)])
                : Message(place);
            thing = change?.Invoke(thing) ?? thing;
            things.Add(thing);
            entries.Add(Entry.After(entries.LastOrDefault(), thing.Kind, thing.Key, Signers.At.AddSeconds(place), thing.Digest()));
        }

        return (entries, things);
    }

    public static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static byte[] Bytes(int place) => Encoding.UTF8.GetBytes($"m{place}{Secret} the message of place {place}");

    private static Thing Message(int place) => new("envelope", $"e{place}",
    [
        new ThingField("length", Bytes(place).Length.ToString(System.Globalization.CultureInfo.InvariantCulture)), new ThingField("truncated", "false"),
        new ThingField("sealed", place == 7 ? "true" : "false"), new ThingField("sha256", Hash(Bytes(place))), new ThingField("stored", place == 7 ? new string('0', 64) : Hash(Bytes(place))),
    ]);
}
