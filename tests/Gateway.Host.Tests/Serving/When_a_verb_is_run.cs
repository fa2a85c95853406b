using System.Text.Json.Nodes;
using Gateway.Host.Signatures;

namespace Gateway.Host.Tests.Serving;

/// <summary>The command line as people and scripts meet it: a process with an exit code.</summary>
public sealed class When_a_verb_is_run
{
    private const string Nobody = "01900000-0000-7000-8000-000000000000";
    private const string Samples = "adapters/vn/vnaccs/import/2014/samples/green";

    public static TheoryData<int, string, string> Runs => new()
    {
        { 0, "check", "0 refused" },
        { 0, "adapters", "vn/vnaccs/import/2014" },
        { 0, "adapters --on 2015-01-01", "vn/vnaccs/import/2014" },
        { 0, "adapters --on 2015-01-01", " of " },
        { 0, "adapters --on 1990-01-01 --json", "[]" },
        { 2, "adapters --on yesterday", "yyyy-MM-dd" },
        { 0, "rules", "DEC-NUMBER  error  pattern [0-9]{11}" },
        { 0, "rules vn/vnaccs/export --json", "\"code\": \"VN-EXPORT-KIND\"" },
        { 0, "rules wco", "0 rules" },
        { 2, "rules nobody", "no adapter speaks 'nobody'" },
        { 2, "packs", "" },
        { 2, "packs add no-such-file", "no file" },
        { 2, "packs make no-such-folder --key a --out b", "no folder" },
        { 0, "packs list", "0 packs" },
        { 0, $"translate --from vn/vnaccs/import/2014:VAD1AC --to canonical {Samples}/5-VAD1AC.txt", "1 ok, 0 refused" },
        { 1, $"translate --from vn/vnaccs/import/2014:VAD1AC --to canonical {Samples}/story.md", "0 ok, 1 refused" },
        { 0, $"validate --as vn/vnaccs/import/2014:VAD1AC {Samples}/5-VAD1AC.txt", "1 ok, 0 refused" },
        { 1, $"validate --as vn/vnaccs/import/2014:VAD1AC {Samples}/1-IDA.txt", "0 ok, 1 refused" },
        { 2, "translate", "" },
        { 2, "validate --as vn/vnaccs/import/2014:VAD1AC no-such-file", "" },
        { 2, "aside", "" },
        { 2, "aside retry", "" },
        { 2, "aside retry no-id", "is no id" },
        { 2, "aside show no-id", "is no id" },
        { 2, "aside list --since yesterday", "--since" },
        { 2, "aside list --most 0", "--most" },
        { 2, $"aside drop {Nobody}", "--why" },
        { 2, $"aside retry {Nobody} --who=", "--who" },
        { 2, "aside list --data no-such-folder", "there is no embedded database in" },
        { 2, "aside list --database Host=127.0.0.1;Port=1;Timeout=1", "" },
        { 2, "nonsense", "" },
        { 2, "serve --no-such-option", "" },
        { 2, "try --port 99999999", "--port is 0 to 65535" },
        { 1, "migrate --database nonsense", "" },
        { 2, "", "" },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Its_exit_code_says_how_it_went(int expected, string arguments, string said)
    {
        var (exit, output) = await RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), new());
        Assert.True(exit == expected, $"{exit}: {output}");
        Assert.Contains(said, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_verb_explains_itself()
    {
        foreach (var verb in new[] { "adapters", "rules", "check", "translate", "validate", "migrate", "serve", "try", "certs", "keys", "template", "packs add", "packs list", "packs make" })
        {
            var (exit, output) = await RunAsync([.. verb.Split(' '), "--help"], new());
            Assert.True(exit == 0 && output.Contains("Usage", StringComparison.OrdinalIgnoreCase) && output.Contains("--json", StringComparison.Ordinal), $"{verb}: {exit} {output}");
        }

        foreach (var verb in new[] { "list", "show", "retry", "drop" })
        {
            var (exit, output) = await RunAsync(["aside", verb, "--help"], new());
            Assert.True(exit == 0 && output.Contains("--json", StringComparison.Ordinal) && output.Contains("--database", StringComparison.Ordinal), $"{verb}: {exit} {output}");
        }

        Assert.Equal(0, (await RunAsync(["--help"], new())).Exit);
    }

    /// <summary>The message could be written, and is not: what its partner says of the document does not hold.</summary>
    [Fact]
    public async Task What_breaks_a_rule_of_the_partner_is_not_translated()
    {
        using var folder = new TestFolder();
        var sample = await File.ReadAllTextAsync(Path.Combine(GatewayRig.Root, Samples, "1-declaration.json"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.In("right.json"), sample, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.In("wrong.json"), sample.Replace("\"personClass\": \"4\"", "\"personClass\": \"9\"", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var (exit, output) = await RunAsync(["translate", "--from", "canonical", "--to", "vn/vnaccs/import/2014:IDA", "--out", folder.In("out"), folder.In("right.json"), folder.In("wrong.json")], new());
        Assert.Equal(1, exit);
        Assert.Contains("1 ok, 1 refused", output, StringComparison.Ordinal);
        Assert.Contains("wrong.json: VN-PERSON-CLASS personClass", output, StringComparison.Ordinal);
    }

    /// <summary>The command line finds what the interface would.</summary>
    [Fact]
    public async Task What_is_wrong_in_every_country_is_not_translated_and_not_valid()
    {
        using var folder = new TestFolder();
        var sample = await File.ReadAllTextAsync(Path.Combine(GatewayRig.Root, Samples, "1-declaration.json"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.In("wrong.json"), sample.Replace("\"number\": \"2\"", "\"number\": \"1\"", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        foreach (var verb in new[] { "translate --from canonical --to vn/vnaccs/import/2014:IDA", "validate --as declaration" })
        {
            var (exit, output) = await RunAsync([.. verb.Split(' '), folder.In("wrong.json")], new());
            Assert.Equal(1, exit);
            Assert.Contains("wrong.json: DEC-LINE-TWICE goods[2]/number", output, StringComparison.Ordinal);
        }

        Assert.Equal(0, (await RunAsync(["validate", "--as", "declaration", Path.Combine(GatewayRig.Root, Samples, "1-declaration.json")], new())).Exit);
    }

    [Fact]
    public async Task An_invoice_with_its_facts_becomes_a_declaration_whose_every_box_names_its_source()
    {
        const string invoices = "adapters/enterprise/ubl/invoice/2.1/samples/import-green";
        using var folder = new TestFolder();
        var (exit, output) = await RunAsync(
            ["translate", "--from", "enterprise/ubl/invoice/2.1:INVOICE", "--to", "canonical", "--facts", Path.Combine(GatewayRig.Root, invoices, "facts.json"), "--report", "--out", folder.Path, Path.Combine(GatewayRig.Root, invoices, "1-INVOICE.xml")],
            new());
        Assert.True(exit == 0, output);
        var made = JsonNode.Parse(await File.ReadAllTextAsync(folder.In("1-INVOICE.declaration.json"), TestContext.Current.CancellationToken));
        var shown = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(GatewayRig.Root, invoices, "joined.json"), TestContext.Current.CancellationToken));
        Assert.True(JsonNode.DeepEquals(shown, made), made!.ToJsonString());
        var boxes = JsonNode.Parse(output)!["files"]![0]!["provenance"]!.AsArray();
        Assert.All(boxes, box => Assert.NotEmpty(box!["source"]!.GetValue<string>()));
        Assert.Contains(boxes, box => box!["source"]!.GetValue<string>().StartsWith("facts:", StringComparison.Ordinal));
        Assert.Equal(2, (await RunAsync(["translate", "--from", "vn/vnaccs/import/2014:VAD1AC", "--to", "canonical", "--facts", "no-such-file", "x"], new())).Exit);
    }

    [Fact]
    public async Task A_folder_with_a_broken_map_is_named_by_file_and_line()
    {
        using var folder = new TestFolder();
        var (copied, said) = await Signatures.Tool.RunAsync("cp", "-r", Path.Combine(GatewayRig.Root, "adapters"), Path.Combine(GatewayRig.Root, "schemas"), folder.Path);
        Assert.True(copied == 0, said);
        await File.AppendAllTextAsync(folder.In("adapters/vn/bank/payment/3.0/301.map"), "  No_Such = no/such/noun\n", TestContext.Current.CancellationToken);
        var (exit, output) = await RunAsync(["check", folder.Path], new());
        Assert.Equal(1, exit);
        Assert.Contains("301.map", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Production_does_not_start_with_development_certificates()
    {
        using var folder = new TestFolder();
        DevelopmentCertificates.Ensure(folder.In("certificates"), TimeProvider.System);
        var (exit, output) = await RunAsync(["serve", "--data", folder.Path, "--urls", "http://127.0.0.1:0"], new() { ["ASPNETCORE_ENVIRONMENT"] = "Production" });
        Assert.Equal(1, exit);
        Assert.Contains("production does not start with development certificates", output, StringComparison.Ordinal);
        Assert.Contains("gateway.crt.pem", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Production_makes_no_certificates_of_its_own()
    {
        using var folder = new TestFolder();
        var (exit, output) = await RunAsync(["serve", "--data", folder.Path, "--urls", "http://127.0.0.1:0"], new() { ["ASPNETCORE_ENVIRONMENT"] = "Production" });
        Assert.Equal(1, exit);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.In("certificates/gateway.key.pem")));
    }

    [Theory]
    [InlineData("this is no JSON")]
    [InlineData("{\"partners\":[{\"id\":\"a\"},{\"id\":\"a\"}]}")]
    [InlineData("{\"partners\":[{\"id\":\"a\",\"colour\":\"red\"}]}")]
    public async Task A_partner_file_that_cannot_be_right_is_named(string text)
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder.In("partners.json"), text, TestContext.Current.CancellationToken);
        var (exit, output) = await RunAsync(
            ["serve", "--data", folder.Path, "--urls", "http://127.0.0.1:0", "--partners", folder.In("partners.json"), "--database", "Host=127.0.0.1;Port=1;Timeout=1"], new());
        Assert.Equal(1, exit);
        Assert.Contains("partner", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    private static Task<(int Exit, string Output)> RunAsync(IEnumerable<string> arguments, Dictionary<string, string> environment) => CommandLine.RunAsync(arguments, environment);
}
