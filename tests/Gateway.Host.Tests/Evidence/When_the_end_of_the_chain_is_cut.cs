using System.Text.Json.Nodes;
using Gateway.Evidence;
using Gateway.Host.Tests.Database;
using Gateway.Host.Tests.Serving;
using Gateway.Host.Tests.Signatures;

namespace Gateway.Host.Tests.Evidence;

/// <summary>Who has every right on the database takes the end away, anchors and all: what an audit remembered outside of it finds that.</summary>
public sealed class When_the_end_of_the_chain_is_cut(TestDatabase server, DevelopmentSet certificates)
{
    private const string Cut =
        """
        delete from exchange.envelope where id::text in (select key from audit.entry where sequence > 15);
        delete from audit.anchor where sequence >= 15;
        delete from audit.entry where sequence > 15
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_without_faults_remembers_the_newest_anchor_and_the_next_one_goes_on_from_it()
    {
        await using var chained = await FilledAsync();
        using var folder = new TestFolder();
        var file = folder.In("newest.json");

        var first = await RunAsync(chained, file);
        var kept = await File.ReadAllTextAsync(file, Ct);
        await chained.Anchoring.SignAsync(Ct);
        var second = await RunAsync(chained, file);

        Assert.True(first.Exit == 0 && first.Output.Contains($"remembered in {file}: entry 15", StringComparison.Ordinal), first.Output);
        Assert.Equal((15L, (await chained.EntriesAsync())[14].Hash.ToString()), ((long)JsonNode.Parse(kept)!["sequence"]!, (string?)JsonNode.Parse(kept)!["hash"]));
        Assert.True(second.Exit == 0 && second.Output.Contains($"remembered in {file}: entry 18", StringComparison.Ordinal), second.Output);
    }

    [Fact]
    public async Task A_cut_that_nothing_inside_knows_of_is_found_by_what_was_remembered()
    {
        await using var chained = await FilledAsync();
        using var folder = new TestFolder();
        var file = folder.In("newest.json");
        Assert.Equal(0, (await RunAsync(chained, file)).Exit);
        var kept = await File.ReadAllTextAsync(file, Ct);

        await chained.TamperAsync(Cut);

        Assert.Empty((await chained.VerifyAsync()).Faults);
        var (exit, output) = await RunAsync(chained, file);
        Assert.True(exit == 1 && output.StartsWith($"{EvidenceCodes.Truncated} {file}: entry 15: ", StringComparison.Ordinal) && output.Contains("the chain was cut or made anew since", StringComparison.Ordinal), output);
        Assert.Equal(kept, await File.ReadAllTextAsync(file, Ct));
    }

    [Fact]
    public async Task A_chain_made_anew_and_signed_with_the_key_itself_is_found_by_what_was_remembered()
    {
        await using var chained = await FilledAsync();
        using var folder = new TestFolder();
        var file = folder.In("newest.json");
        Assert.Equal(0, (await RunAsync(chained, file)).Exit);

        await chained.TamperAsync("delete from audit.stamp; delete from audit.anchor");
        await chained.TamperAsync("insert into audit.pending (kind, key) select kind, key from audit.entry where kind <> 'anchor' order by sequence");
        await chained.TamperAsync("delete from audit.entry; delete from database.commit");
        await chained.Sealer.RunAsync(Ct);
        await chained.Anchoring.SignAsync(Ct);

        Assert.Empty((await chained.VerifyAsync()).Faults);
        var (exit, output) = await RunAsync(chained, file);
        Assert.True(exit == 1 && output.Contains($"{file}: entry 15: ", StringComparison.Ordinal), output);
    }

    [Fact]
    public async Task What_was_remembered_counts_only_with_its_signature()
    {
        await using var chained = await FilledAsync();
        using var folder = new TestFolder();
        var file = folder.In("newest.json");
        Assert.Equal(0, (await RunAsync(chained, file)).Exit);
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file, Ct)).Replace("\"sequence\": 15", "\"sequence\": 14", StringComparison.Ordinal), Ct);

        var (exit, output) = await RunAsync(chained, file);

        Assert.True(exit == 1 && output.StartsWith($"{EvidenceCodes.AnchorSignature} {file}: entry 14: ", StringComparison.Ordinal), output);
    }

    [Fact]
    public async Task A_fault_leaves_the_file_as_it_is_and_another_file_is_refused()
    {
        await using var chained = await FilledAsync();
        using var folder = new TestFolder();
        var (file, other) = (folder.In("newest.json"), folder.In("other.json"));
        await File.WriteAllTextAsync(other, "{}", Ct);

        var refused = await RunAsync(chained, other);
        Assert.True(refused.Exit == 2 && refused.Output.Contains(other, StringComparison.Ordinal), refused.Output);
        Assert.Equal(2, (await RunAsync(chained, folder.In("nowhere/newest.json"))).Exit);
        await chained.TamperAsync("update payments.payment set amount = amount + 1");
        Assert.Equal(1, (await RunAsync(chained, file)).Exit);

        Assert.Equal(("{}", false), (await File.ReadAllTextAsync(other, Ct), File.Exists(file)));
    }

    private static Task<(int Exit, string Output)> RunAsync(Chained chained, string file) =>
        CommandLine.RunAsync(["audit", "verify", "--database", chained.Connection, "--anchor", chained.Certificate, "--remember", file]);

    private async Task<Chained> FilledAsync()
    {
        var chained = await Chained.StartAsync(server, certificates);
        await chained.FillAsync();
        return chained;
    }
}
