using System.Text.Json.Nodes;
using Gateway.Host.Tests.Declarations;

namespace Gateway.Host.Tests.Exchange;

/// <summary>What a policy forgives in a message, and what it changes in one of ours, is named in the audit and on the message's page.</summary>
public sealed class When_a_partner_s_mistakes_are_forgiven : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _root = new();
    private readonly SharedGateway _gateway = new();
    private Posting _posting = null!;
    private Records _evidence = null!;

    public async ValueTask InitializeAsync()
    {
        await ChangingGateway.CopyAsync(_root.Path);
        var manifest = Path.Combine(_root.Path, "adapters", "vn", "vnaccs", "import", "2014", "adapter.json");
        var text = await File.ReadAllTextAsync(manifest);
        await File.WriteAllTextAsync(manifest, text.Replace("[\"upper-case\", \"latin\", \"line-breaks\"]", "[\"upper-case\", \"latin\", \"line-breaks\", \"bare-lf\", \"length\"]", StringComparison.Ordinal));
        await _gateway.StartAsync(Silent, new Dictionary<string, string> { ["GATEWAY_ROOT"] = _root.Path });
        _posting = new Posting(_gateway);
        _evidence = new Records(_gateway);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _root.Dispose();
    }

    public void Dispose() => _posting.Dispose();

    [Fact]
    public async Task The_audit_and_the_page_of_a_message_name_each_tolerance_used()
    {
        var declaration = Posting.Declaration(SharedGateway.Word());
        declaration["marks"] = "KIỆN 1";
        var reply = await _posting.PostAsync(declaration);
        Assert.Equal(201, (int)reply.Status);
        var number = await _evidence.NumberAsync(_posting, reply.Id);

        // Received: two deviations, each with one note; it is acted on all the same.
        var kept = await SendAsync(CustomsPaper.Channel().Numbered(number).BareLf());
        Assert.Null(kept.Aside);
        Assert.Equal(["TOL-LENGTH header/LENGTH", "TOL-BARE-LF "], kept.Findings);
        var view = (await _posting.GetAsync($"/api/declarations/{reply.Id}")).Json;
        Assert.Contains(view["timeline"]!["entries"]!.AsArray(), entry => (string?)entry!["event"] == "ChannelAssigned");
        await ShownAsync(reply.Id, kept.Id, "TOL-BARE-LF", "'bare-lf' is tolerated");

        // Sent: the first message is written in plain letters, and says of which noun.
        var messages = (await _posting.GetAsync($"/api/declarations/{reply.Id}/messages")).Json.AsArray();
        var sent = (Guid)Assert.Single(messages, message => (string?)message!["message"] == "vn/vnaccs/import/2014:IDA")!["id"]!;
        var note = await ShownAsync(reply.Id, sent, "TOL-LATIN", "'latin' is tolerated");
        Assert.Equal("marks", (string)note["pointer"]!);
        Assert.Contains(view["findings"]!.AsArray(), finding => (string?)finding!["code"] == "TOL-LATIN");

        // The same message as it should be: nothing is said.
        Assert.Empty((await SendAsync(CustomsPaper.Clearance().Numbered(number))).Findings);
    }

    private async Task<Kept> SendAsync(CustomsPaper paper)
    {
        var (bytes, type) = paper.Sign(_gateway.Certificates.Key("customs"));
        var reply = await _posting.AskAsync(HttpMethod.Post, "/inbox/customs", _gateway.Rig.Tokens["customs"], Posting.Content(bytes, type));
        Assert.Equal(202, (int)reply.Status);
        return await _evidence.ProcessedAsync(bytes);
    }

    private async Task<JsonNode> ShownAsync(Guid declaration, Guid message, string code, string text)
    {
        var told = (await _posting.GetAsync($"/api/declarations/{declaration}/messages/{message}/provenance")).Json;
        var note = Assert.Single(told["findings"]!.AsArray(), finding => (string?)finding!["code"] == code)!;
        Assert.Equal("note", (string?)note["severity"]);
        Assert.StartsWith(text, (string?)note["message"], StringComparison.Ordinal);
        var page = await _posting.GetAsync($"/console/declarations/{declaration}/messages/{message}?lang=en");
        Assert.Contains(code, page.Text, StringComparison.Ordinal);
        Assert.Contains(text, System.Net.WebUtility.HtmlDecode(page.Text), StringComparison.Ordinal);
        return note;
    }

    // Customs is only heard, never polled.
    private static void Silent(JsonArray partners) => partners.Single(partner => (string?)partner!["id"] == "customs")!.AsObject().Remove("poll");
}
