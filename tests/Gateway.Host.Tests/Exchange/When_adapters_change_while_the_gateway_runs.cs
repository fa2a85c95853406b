using Gateway.Host.Tests.Declarations;

namespace Gateway.Host.Tests.Exchange;

/// <summary>A folder is the whole of a family: it is written, changed and broken under a gateway that goes on.</summary>
[Collection(ChangingCollection.Name)]
public sealed class When_adapters_change_while_the_gateway_runs(ChangingGateway changing) : IDisposable
{
    private readonly Posting _posting = new(changing.Gateway);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _posting.Dispose();

    [Fact]
    public async Task A_family_written_into_one_folder_is_used_without_a_restart()
    {
        var slip = new Slip("fresh");
        var before = Everything();
        (await slip.PostAsync(_posting, "FRESH-0")).IsProblem(422, "DECLARATION-REFUSED");

        slip.Into(changing.Root);
        await ChangingGateway.UntilAsync(async () => (int)(await slip.PostAsync(_posting, "FRESH-1")).Status == 201, "the new family is not taken up");
        var reply = await slip.PostAsync(_posting, "FRESH-2");

        Assert.Equal(201, (int)reply.Status);
        var document = (await _posting.GetAsync($"/api/declarations/{reply.Id}")).Json["document"]!;
        Assert.Equal("FRESH-2", (string?)document["invoice"]!["number"]);
        var messages = await _posting.GetAsync($"/api/declarations/{reply.Id}/messages");
        Assert.Contains(messages.Json.AsArray(), message => (string?)message!["message"] == "vn/vnaccs/import/2014:IDA");
        Assert.Equal(1, changing.Gateway.Rig.Starts);
        Assert.All(Everything().Except(before), file => Assert.StartsWith(slip.Folder + "/", file.Split(' ')[0], StringComparison.Ordinal));
        Assert.Empty(before.Except(Everything()));
    }

    [Fact]
    public async Task A_broken_folder_keeps_what_it_had_and_holds_up_no_other()
    {
        var (broken, other) = (new Slip("broken").Into(changing.Root), new Slip("other"));
        await ChangingGateway.UntilAsync(async () => (int)(await broken.PostAsync(_posting, "B-1")).Status == 201, "the first version is not taken up");

        broken.Change(changing.Root, "slip.map", broken.Map() + "  Nowhere = no/such/noun\n");
        other.Into(changing.Root);
        await ChangingGateway.UntilAsync(async () => (int)(await other.PostAsync(_posting, "O-1")).Status == 201, "the other family is not taken up");

        Assert.Equal(201, (int)(await broken.PostAsync(_posting, "B-2")).Status);
        Assert.Equal(200, (int)(await _posting.GetAsync("/health/ready")).Status);
        var log = await changing.LogAsync();
        Assert.Contains($"{broken.Folder}/slip.map:7 MAP-NOUN", log, StringComparison.Ordinal);
        Assert.Contains("1 folders refused", log, StringComparison.Ordinal);
        var console = await _posting.GetAsync("/console?lang=en");
        Assert.Contains("id=\"refused-adapters\"", console.Text, StringComparison.Ordinal);
        Assert.Contains(broken.Id, console.Text, StringComparison.Ordinal);

        broken.Change(changing.Root, "slip.tsv", broken.Files()["slip.tsv"].Replace("Slip/Note", "Slip/Number", StringComparison.Ordinal));
        broken.Change(changing.Root, "slip.map", broken.Map("Number"));
        await ChangingGateway.UntilAsync(async () => (int)(await broken.PostAsync(_posting, "B-3", "Number")).Status == 201, "the repaired folder is not taken up");
        Assert.DoesNotContain("id=\"refused-adapters\"", (await _posting.GetAsync("/console?lang=en")).Text, StringComparison.Ordinal);
        (await broken.PostAsync(_posting, "B-4")).IsProblem(422, "DECLARATION-REFUSED");
    }

    [Fact]
    public async Task A_folder_that_is_gone_stays_in_force_until_the_next_start()
    {
        var slip = new Slip("gone").Into(changing.Root);
        await ChangingGateway.UntilAsync(async () => (int)(await slip.PostAsync(_posting, "G-1")).Status == 201, "the family is not taken up");

        Directory.Delete(Path.Combine(changing.Root, slip.Folder), recursive: true);
        await ChangingGateway.UntilAsync(async () => (await changing.LogAsync()).Contains($"{slip.Folder}/adapter.json:0 ADAPTER-GONE", StringComparison.Ordinal), "nobody noticed");

        Assert.Equal(201, (int)(await slip.PostAsync(_posting, "G-2")).Status);
        slip.Into(changing.Root);
        await ChangingGateway.UntilAsync(async () => !(await _posting.GetAsync("/console?lang=en")).Text.Contains("refused-adapters", StringComparison.Ordinal), "the folder is back and still refused");
    }

    private List<string> Everything() => [.. new[] { "adapters", "schemas" }
        .SelectMany(part => Directory.EnumerateFiles(Path.Combine(changing.Root, part), "*", SearchOption.AllDirectories))
        .Select(file => $"{Path.GetRelativePath(changing.Root, file)} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))}")];
}
