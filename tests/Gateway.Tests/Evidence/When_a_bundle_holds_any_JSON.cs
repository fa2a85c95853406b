using System.Text;
using System.Text.Json.Nodes;
using Gateway.Evidence;
using Gateway.Signatures;
using Gateway.Tests.Signatures;
using Xunit;

namespace Gateway.Tests.Evidence;

/// <summary>Whoever hands a bundle over wrote it, and need not have a key: whatever stands in it is a fault with its place.</summary>
public sealed class When_a_bundle_holds_any_JSON
{
    private static readonly string[] Anything =
    [
        "null", "true", "0", "-1", "1", "9223372036854775807", "-9223372036854775808", "1e400", "\"\"", "\"x\"", "\"\\ud800\"", "\"\\u0000\"", "[]", "{}", "[null]", "[[null]]", "{\"a\":null}",
        "[9223372036854775807,9223372036854775807]", "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.999999Z\"", "[[[[[[[[[[]]]]]]]]]]",
    ];

    private readonly SortedDictionary<string, ReadOnlyMemory<byte>> _files = ABundle.Make();

    [Theory]
    [InlineData(BundleManifest.FileName)]
    [InlineData(BundleManifest.ChainName)]
    [InlineData(BundleManifest.ThingsName)]
    [InlineData(BundleManifest.AnchorsName)]
    public void Whatever_stands_at_a_place_is_a_fault(string file)
    {
        var whole = Encoding.UTF8.GetString(_files[file].Span);
        var line = whole.Split('\n')[0];
        var count = 0;
        foreach (var changed in Places(JsonNode.Parse(line)!).SelectMany(place => Anything.Select(value => With(line, place, value))).Where(changed => changed != line))
        {
            Assert.True(Check(file, changed + whole[line.Length..]).Faults.Count > 0, changed);
            count++;
        }

        Assert.InRange(count, Anything.Length * 4, 10_000);
    }

    [Theory]
    [InlineData(BundleManifest.FileName, "manifest.json", 52)]
    [InlineData(BundleManifest.ChainName, "chain.jsonl line 1", 7)]
    [InlineData(BundleManifest.ThingsName, "things.jsonl line 1", 14)]
    [InlineData(BundleManifest.AnchorsName, "anchors.jsonl line 1", 4)]
    public void Nothing_in_place_of_something_is_named(string file, string place, int least)
    {
        var whole = Encoding.UTF8.GetString(_files[file].Span);
        var line = whole.Split('\n')[0];
        var may = new HashSet<string>(file == BundleManifest.AnchorsName ? ["/stamp"] : file == BundleManifest.ThingsName ? [.. Enumerable.Range(0, 5).Select(at => $"/fields/{at}/1")] : []);
        var places = Places(JsonNode.Parse(line)!).Where(at => !may.Contains(at)).ToList();
        foreach (var at in places)
        {
            Assert.Contains((EvidenceCodes.Malformed, place), Check(file, With(line, at, "null") + whole[line.Length..]).Faults.Select(fault => (fault.Code, fault.Path)));
        }

        Assert.InRange(places.Count, least, 1_000);
    }

    [Fact]
    public void What_is_said_twice_is_named()
    {
        var manifest = Encoding.UTF8.GetString(_files[BundleManifest.FileName].Span);
        Assert.Contains(EvidenceCodes.Malformed, Check(BundleManifest.FileName, manifest.Replace("\"from\":4", "\"from\":4,\"from\":4", StringComparison.Ordinal)).Faults.Select(fault => fault.Code));
    }

    private BundleVerdict Check(string file, string text)
    {
        var was = _files[file];
        _files[file] = Encoding.UTF8.GetBytes(text);
        try
        {
            var verdict = BundleCheck.Run(_files, TrustedSigners.Pin(Signers.Bank));
            Assert.All(verdict.Faults, fault => Assert.NotEmpty(fault.Path));
            return verdict;
        }
        finally
        {
            _files[file] = was;
        }
    }

    private static IEnumerable<string> Places(JsonNode? node, string at = "") => node switch
    {
        JsonObject members => members.SelectMany(member => Places(member.Value, $"{at}/{member.Key.Replace("/", "~1", StringComparison.Ordinal)}")).Prepend(at),
        JsonArray items => items.SelectMany((item, i) => Places(item, $"{at}/{i}")).Prepend(at),
        _ => [at],
    };

    // As text, because a tree cannot hold everything that can be written.
    private static string With(string line, string place, string value)
    {
        const string Mark = "\"it stands here\"";
        if (place.Length == 0)
        {
            return value;
        }

        var root = JsonNode.Parse(line)!;
        var steps = place[1..].Split('/').Select(step => step.Replace("~1", "/", StringComparison.Ordinal)).ToList();
        var parent = steps.SkipLast(1).Aggregate(root, (node, step) => node is JsonArray items ? items[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]! : node[step]!);
        if (parent is JsonArray array)
        {
            array[int.Parse(steps[^1], System.Globalization.CultureInfo.InvariantCulture)] = JsonNode.Parse(Mark);
        }
        else
        {
            parent[steps[^1]] = JsonNode.Parse(Mark);
        }

        return root.ToJsonString().Replace(Mark, value, StringComparison.Ordinal);
    }
}
