using System.Text;
using Gateway.Adapters;
using Xunit;

namespace Gateway.Tests.Adapters;

public sealed class When_a_pack_says_what_it_holds
{
    private static readonly Dictionary<string, ReadOnlyMemory<byte>> Files = new()
    {
        ["adapters/acme/order/slip/1/adapter.json"] = "{}"u8.ToArray(), ["schemas/acme/order/1/SLIP.tsv"] = "path"u8.ToArray(),
    };

    private static PackManifest Manifest => PackManifest.Of("acme-orders", "1.0", Files);

    [Fact]
    public void It_is_read_back_as_it_was_written()
    {
        var read = PackManifest.Parse(Manifest.ToJson(), out var findings)!;
        Assert.Empty(findings);
        Assert.Equal(("acme-orders", "1.0"), (read.Name, read.Version));
        Assert.Equal(Manifest.Files, read.Files);
        Assert.Equal("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", read.Files["adapters/acme/order/slip/1/adapter.json"]);
        Assert.Empty(read.Compare(Files));
    }

    [Fact]
    public void What_is_missing_added_or_changed_is_named()
    {
        var other = new Dictionary<string, ReadOnlyMemory<byte>> { ["schemas/acme/order/1/SLIP.tsv"] = "Path"u8.ToArray(), ["adapters/acme/more.csv"] = default };
        Assert.Equal(
            ["PACK-HASH schemas/acme/order/1/SLIP.tsv", "PACK-MISSING adapters/acme/order/slip/1/adapter.json", "PACK-UNLISTED adapters/acme/more.csv"],
            Manifest.Compare(other).Select(finding => $"{finding.Code} {finding.Path}").Order());
    }

    [Theory]
    [InlineData("adapters/acme/order/slip/1/adapter.json", true)]
    [InlineData("schemas/acme/order/1/SOURCE.md", true)]
    [InlineData("adapters/../etc/passwd.json", false)]
    [InlineData("adapters/acme/../../x.json", false)]
    [InlineData("/adapters/acme/x.json", false)]
    [InlineData("adapters\\acme\\x.json", false)]
    [InlineData("adapters/acme//x.json", false)]
    [InlineData("adapters/acme/.hidden.json", false)]
    [InlineData("adapters/acme/x.sh", false)]
    [InlineData("adapters/acme/x.dll", false)]
    [InlineData("adapters/acme/x", false)]
    [InlineData("adapters/x.json", false)]
    [InlineData("src/acme/x.json", false)]
    [InlineData("Adapters/acme/x.json", false)]
    [InlineData("schemas/canonical/declaration/1/elements.tsv", false)]
    [InlineData("adapters/acme/x\u0000.json", false)]
    [InlineData("adapters/acme/x y.json", false)]
    [InlineData("C:/adapters/x.json", false)]
    public void Only_plain_names_of_data_below_the_two_folders_may_be_in_it(string path, bool may) => Assert.Equal(may, PackPath.Refuse(path) is null);

    [Fact]
    public void Too_long_and_too_deep_paths_are_refused()
    {
        Assert.NotNull(PackPath.Refuse($"adapters/{new string('a', 240)}/x.json"));
        Assert.NotNull(PackPath.Refuse($"adapters/{string.Concat(Enumerable.Repeat("a/", 12))}x.json"));
    }

    [Theory]
    [InlineData("adapters/acme/order/slip/1/samples/one/1.xml", "adapters/acme/order/slip/1")]
    [InlineData("adapters/acme/order/codes/units.csv", "adapters/acme/order/codes/units.csv")]
    [InlineData("adapters/procedures/acme/import/1.json", "adapters/procedures/acme/import/1.json")]
    [InlineData("schemas/acme/order/1/SLIP.tsv", "schemas/acme/order/1")]
    [InlineData("schemas/acme/order/README.md", "schemas/acme/order/README.md")]
    public void A_version_folder_is_released_as_a_whole(string path, string unit) =>
        Assert.Equal(unit, PackPath.Unit(path, new HashSet<string> { "adapters/acme/order/slip/1/adapter.json" }));

    [Theory]
    [InlineData("{\"name\": \"acme\", \"version\": \"1\", \"files\": [{\"path\": \"adapters/../x.json\", \"sha256\": \"00\"}]}", "PACK-PATH")]
    [InlineData("{\"name\": \"acme\", \"version\": \"1\", \"files\": [{\"path\": \"adapters/a/x.json\", \"sha256\": \"00\"}]}", "PACK-FIELD")]
    [InlineData("{\"name\": \"Acme\", \"version\": \"1\", \"files\": []}", "PACK-FIELD")]
    [InlineData("{\"name\": \"../acme\", \"version\": \"1\", \"files\": []}", "PACK-FIELD")]
    [InlineData("{\"name\": \"acme\", \"version\": \"..\", \"files\": []}", "PACK-FIELD")]
    [InlineData("{\"name\": \"acme\", \"version\": \"1\", \"files\": [], \"run\": \"x\"}", "ADAPTER-FIELD")]
    [InlineData("{\"version\": \"1\"}", "ADAPTER-FIELD")]
    [InlineData("nonsense", "JSON-NOT-WELL-FORMED")]
    public void A_manifest_that_cannot_be_right_is_refused(string json, string code)
    {
        Assert.Null(PackManifest.Parse(Encoding.UTF8.GetBytes(json), out var findings));
        Assert.Contains(findings, finding => finding.Code == code);
    }

    [Fact]
    public void A_path_listed_twice_is_refused()
    {
        var twice = $"{{\"path\": \"adapters/a/x.json\", \"sha256\": \"{new string('0', 64)}\"}}";
        Assert.Null(PackManifest.Parse(Encoding.UTF8.GetBytes($"{{\"name\": \"acme\", \"version\": \"1\", \"files\": [{twice}, {twice}]}}"), out var findings));
        Assert.Equal(["PACK-DUPLICATE"], findings.Select(finding => finding.Code));
    }
}
