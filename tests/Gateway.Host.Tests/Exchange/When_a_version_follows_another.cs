using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Host.Tests.Declarations;

namespace Gateway.Host.Tests.Exchange;

/// <summary>New versions of customs' and the bank's formats come into force while a declaration is under way: it ends in the old ones.</summary>
public sealed class When_a_version_follows_another : IAsyncLifetime, IDisposable
{
    private readonly ChangingGateway _changing = new();
    private Posting _posting = null!;
    private Records _evidence = null!;

    public async ValueTask InitializeAsync()
    {
        await _changing.InitializeAsync();
        _posting = new Posting(_changing.Gateway);
        _evidence = new Records(_changing.Gateway);
        // Whichever version holds: the procedure names the families alone.
        Edit("adapters/procedures/vn/import/1.json", text => text.Replace("import/2014:", "import:", StringComparison.Ordinal).Replace("debit-order/3.1:", "debit-order:", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync() => await _changing.DisposeAsync();

    public void Dispose() => _posting.Dispose();

    [Fact]
    public async Task A_declaration_is_continued_answered_and_read_in_the_version_it_was_begun_with()
    {
        await ChangingGateway.UntilAsync(async () => (await _changing.LogAsync()).Contains("adapters renewed", StringComparison.Ordinal), "the procedure is not taken up");
        var old = await TakenAsync();
        var number = await _evidence.NumberAsync(_posting, old);
        Assert.Equal("vn/bank/debit-order 3.1, vn/bank/payment 3.0", await VersionsAsync(old, "vn/bank/%"));
        Assert.Equal("vn/vnaccs/import 2014", await VersionsAsync(old, "vn/vnaccs/%"));

        Follow("adapters/vn/vnaccs/import/2014", "2026");
        Follow("adapters/vn/bank/debit-order/3.1", "3.2");
        Guid? fresh = null;
        await ChangingGateway.UntilAsync(async () => (await SentAsync((fresh = await TakenAsync()).Value)).Contains("vn/vnaccs/import/2026:IDA"), "the new version is not taken up");
        await _evidence.RestAsync();
        Assert.Contains("vn/vnaccs/import/2026:VAD419", await AllAsync(fresh!.Value));

        // Its channel could be of either version; what customs owes it and what it owes the bank come after the change.
        Assert.Null(await SendAsync(CustomsPaper.Channel().Numbered(number)));
        Assert.Null(await SendAsync(CustomsPaper.Notice().Numbered(number).With(CustomsPaper.SampleStatement, "9" + number)));
        await _evidence.RestAsync();

        var all = await AllAsync(old);
        Assert.Contains("vn/vnaccs/import/2014:VAD1AC", all);
        Assert.Contains("vn/bank/debit-order/3.1:304", all);
        Assert.Contains("vn/bank/debit-order/3.1:213", all);
        Assert.DoesNotContain(all, message => message.Contains("/2026:", StringComparison.Ordinal) || message.Contains("/3.2:", StringComparison.Ordinal));
        var view = (await _posting.GetAsync($"/api/declarations/{old}")).Json;
        Assert.Contains(view["timeline"]!["entries"]!.AsArray(), entry => (string?)entry!["event"] == "ChannelAssigned");
        Assert.DoesNotContain(view["findings"]!.AsArray(), finding => (string?)finding!["code"] == "VERSION-OTHER");
        Assert.Contains(view["timeline"]!["entries"]!.AsArray(), entry => (string?)entry!["event"] == "ObligationSettled");
        await ReadAsAnotherAsync(fresh.Value);
    }

    /// <summary>A declaration begun in a version whose messages nobody can make out any more: what comes is read as what it is, and said.</summary>
    private async Task ReadAsAnotherAsync(Guid declaration)
    {
        await _evidence.DoAsync($"update declarations.version set version = '1999' where declaration = '{declaration}' and family = 'vn/vnaccs/import'");
        Assert.Null(await SendAsync(CustomsPaper.Channel().Numbered(await _evidence.NumberAsync(_posting, declaration))));
        Assert.Contains("vn/vnaccs/import/2026:VAD1AC", await AllAsync(declaration));
        var findings = (await _posting.GetAsync($"/api/declarations/{declaration}/findings")).Json.AsArray();
        Assert.Equal("the declaration runs under version 1999, this is vn/vnaccs/import/2026:VAD1AC", (string?)findings.Single(finding => (string?)finding!["code"] == "VERSION-OTHER")!["message"]);
    }

    /// <summary>A copy under a new version that holds from today; the old one takes nothing new any more.</summary>
    private void Follow(string folder, string version)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Asia/Ho_Chi_Minh")).DateTime).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var (from, to) = (Path.Combine(_changing.Root, folder), Path.Combine(_changing.Root, Path.GetDirectoryName(folder)!, version));
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(file => !file.Contains("/samples/", StringComparison.Ordinal)))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        var next = JsonNode.Parse(File.ReadAllText(Path.Combine(from, "adapter.json")))!;
        next["id"] = Path.GetRelativePath(Path.Combine(_changing.Root, "adapters"), to);
        next["validFrom"] = today;
        File.WriteAllText(Path.Combine(to, "adapter.json"), next.ToJsonString());
        Edit($"{folder}/adapter.json", text =>
        {
            var manifest = JsonNode.Parse(text)!;
            manifest["validUntil"] = today;
            return manifest.ToJsonString();
        });
    }

    private void Edit(string file, Func<string, string> change)
    {
        var path = Path.Combine(_changing.Root, file);
        File.WriteAllText(path, change(File.ReadAllText(path)));
    }

    private async Task<Guid> TakenAsync()
    {
        var reply = await _posting.PostAsync(Posting.Declaration(SharedGateway.Word()));
        Assert.True((int)reply.Status == 201, reply.Text);
        return reply.Id;
    }

    private async Task<string?> SendAsync(CustomsPaper paper)
    {
        var (bytes, type) = paper.Sign(_changing.Gateway.Certificates.Key("customs"));
        var reply = await _posting.AskAsync(HttpMethod.Post, "/inbox/customs", _changing.Gateway.Rig.Tokens["customs"], Posting.Content(bytes, type));
        Assert.Equal(202, (int)reply.Status);
        return (await _evidence.ProcessedAsync(bytes)).Aside;
    }

    private Task<IReadOnlyList<string>> SentAsync(Guid declaration) =>
        _evidence.LinesAsync("select message from exchange.envelope where declaration = $1 and direction = 'out'", declaration);

    private async Task<List<string>> AllAsync(Guid declaration) => [.. (await _posting.GetAsync($"/api/declarations/{declaration}/messages")).Json.AsArray()
        .Select(message => (string?)message!["message"]).OfType<string>()];

    private async Task<string> VersionsAsync(Guid declaration, string family) => string.Join(", ", await _evidence.LinesAsync(
        "select family || ' ' || version from declarations.version where declaration = $1 and family like $2 order by family", declaration, family));
}
