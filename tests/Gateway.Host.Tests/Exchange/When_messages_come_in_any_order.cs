using System.Text.Json.Nodes;
using Gateway.Host.Tests.Declarations;

namespace Gateway.Host.Tests.Exchange;

/// <summary>Channel, tax notice and clearance of one declaration, in every order and each of them twice: the end is the same.</summary>
[Collection(GatewayCollection.Name)]
public sealed class When_messages_come_in_any_order(SharedGateway gateway) : IDisposable
{
    private readonly Posting _posting = new(gateway);
    private readonly Records _evidence = new(gateway);

    public void Dispose() => _posting.Dispose();

    [Fact]
    public async Task The_events_the_debts_and_the_status_at_the_end_are_the_same()
    {
        string? first = null;
        foreach (var order in new[] { "CTL", "CLT", "TCL", "TLC", "LCT", "LTC" })
        {
            var end = await PlayAsync(order);
            first ??= end;
            Assert.Equal(first, end);
        }

        Assert.Contains("Cleared", first!, StringComparison.Ordinal);
        Assert.Contains("39349152", first!, StringComparison.Ordinal);
    }

    private async Task<string> PlayAsync(string order)
    {
        var reply = await _posting.PostAsync(Posting.Declaration(SharedGateway.Word()));
        Assert.Equal(201, (int)reply.Status);
        var number = await _evidence.NumberAsync(_posting, reply.Id);
        // Each declaration has a statement of its own, whose number ends like its own.
        var papers = new Dictionary<char, CustomsPaper>
        {
            ['C'] = CustomsPaper.Channel().Numbered(number),
            ['T'] = CustomsPaper.Notice().Numbered(number).With(CustomsPaper.SampleStatement, "9" + number),
            ['L'] = CustomsPaper.Clearance().Numbered(number),
        };
        foreach (var paper in order)
        {
            Assert.Null(await SentAsync(papers[paper]));
            Assert.Null(await SentAsync(papers[paper]));
        }

        await _evidence.RestAsync();
        var view = (await _posting.GetAsync($"/api/declarations/{reply.Id}")).Json;
        var events = view["timeline"]!["entries"]!.AsArray().Select(entry => (string)entry!["event"]!).Order(StringComparer.Ordinal);
        var debts = view["obligations"]!.AsArray().Select(debt => $"{(string)debt!["taxItem"]!} {(long)debt["amount"]!} {(long)debt["open"]!}");
        var ledger = view["ledger"]!.AsArray().Select(line => $"{((string)line!["account"]!).Split(':')[0]} {(long)line["debit"]!} {(long)line["credit"]!}").Order(StringComparer.Ordinal);
        return $"{(string)view["status"]!}: {string.Join(", ", events)}; {string.Join(", ", debts)}; {string.Join(", ", ledger)}";
    }

    private async Task<string?> SentAsync(CustomsPaper paper)
    {
        var (bytes, type) = paper.Sign(gateway.Certificates.Key("customs"));
        var reply = await _posting.AskAsync(HttpMethod.Post, "/inbox/customs", gateway.Rig.Tokens["customs"], Posting.Content(bytes, type));
        Assert.Equal(202, (int)reply.Status);
        return (await _evidence.ProcessedAsync(bytes)).Aside;
    }
}
