using System.Text.Json.Nodes;
using System.Xml.Linq;
using Gateway.Host.Tests.Journeys;

namespace Gateway.Host.Tests.Exchange;

/// <summary>The simulated bank after a whole journey: it forges, contradicts itself and repeats itself.</summary>
[Collection(GatewayCollection.Name)]
public sealed class When_the_bank_misbehaves(SharedGateway gateway)
{
    private readonly Records _evidence = new(gateway);

    [Fact]
    public async Task Forged_and_contradicting_payments_change_nothing_and_one_correlation_id_runs_through_all_of_it()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var end = await JourneyEnd.PlayAsync(gateway.Rig, SharedGateway.Word(), cancellation);
        Assert.Empty(end.Differences);
        var declaration = end.Views[1].Declaration;
        using var client = new HttpClient();
        async Task<JsonNode> ControlAsync(string control) => JsonNode.Parse(await (await client.PostAsync(
            new Uri($"{gateway.Rig.Simulator}/control/bank/{control}?declaration={declaration.Number}"), null, cancellation)).Content.ReadAsStringAsync(cancellation))!;

        var before = await _evidence.BusinessAsync();
        var conflicts = await _evidence.CountAsync("select count(*) from reconciliation.exception where reason = 'CONFLICT'");
        var forged = await ControlAsync("forge");
        var conflict = await ControlAsync("conflict");
        var repeat = await ControlAsync("repeat");

        Assert.Equal(("refused", "refused"), ((string?)forged["outcome"], (string?)conflict["outcome"]));
        Assert.Equal(("299", "299"), (TypeOf(forged), TypeOf(conflict)));
        Assert.True((bool)repeat["sameAsFirst"]!);
        Assert.Equal(before, await _evidence.BusinessAsync());
        Assert.Equal(conflicts + 1, await _evidence.CountAsync("select count(*) from reconciliation.exception where reason = 'CONFLICT'"));
        await AnsweredAsync(forged, conflict, repeat);
        await FollowedAsync(declaration.Correlation, declaration.Id);
        await FollowedAcrossAsync(declaration.Correlation, end.Views[1].Messages.Count(message => message.Direction == "out" && message.Attempts > 0), client);
        await UnnamedAsync(declaration.Id);
    }

    /// <summary>What was answered is kept with the message it answers: of a refusal as of an acceptance, and a repeat's answer once.</summary>
    private async Task AnsweredAsync(params JsonNode[] controls)
    {
        foreach (var control in controls)
        {
            Assert.Equal(1, await _evidence.CountAsync(
                "select count(*) from exchange.envelope answer join exchange.envelope asked on asked.id = answer.in_reply_to where answer.direction = 'out' and asked.direction = 'in' and answer.sha256 = $1",
                System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes((string)control["answer"]!))));
        }
    }

    /// <summary>The other side has the same id on every message it got for the declaration, and on what it sent because of them.</summary>
    private async Task FollowedAcrossAsync(string correlation, int sent, HttpClient client)
    {
        var log = JsonNode.Parse(await client.GetStringAsync(new Uri(gateway.Rig.Simulator + "/log"), TestContext.Current.CancellationToken))!;
        int With(string list) => log[list]!.AsArray().Count(message => (string?)message!["correlation"] == correlation);
        Assert.Equal(sent, With("received"));
        Assert.True(With("sent") >= 5, $"{With("sent")} messages came of it");
        var lines = await File.ReadAllLinesAsync(Path.Combine(gateway.Rig.Folder, "simulator.log"), TestContext.Current.CancellationToken);
        Assert.True(lines.Count(line => line.Contains(correlation, StringComparison.Ordinal)) >= sent + 5, "the process's own log");
    }

    /// <summary>Money that names no declaration is its payer's, and an event of none of the payer's declarations.</summary>
    private async Task UnnamedAsync(Guid declaration)
    {
        using var bank = new SoapCaller(gateway);
        var paper = new BankPaper(gateway);
        var payer = Assert.Single(await _evidence.LinesAsync("select distinct payer from taxes.obligation where declaration = $1", declaration));
        var payment = XDocument.Parse(BankPaper.Payment(out var transaction).Replace("RF71900000000010", "", StringComparison.Ordinal));
        payment.Descendants("So_TK").Single().Value = "0";
        payment.Descendants("Ma_DV").Single().Value = payer;
        var before = await _evidence.BusinessAsync();

        Assert.Equal("200", paper.Read(await bank.ProcessAsync(paper.Sign(payment.ToString()))).Type);
        Assert.Equal(before with { Payments = before.Payments + 1, Journals = before.Journals + 1 }, await _evidence.BusinessAsync());
        Assert.DoesNotContain("allocated", await _evidence.LinesAsync("select m.disposition from reconciliation.match m join payments.payment p on p.id = m.payment where p.transaction_id = $1", transaction));
    }

    private static string TypeOf(JsonNode answer) => (string?)XDocument.Parse((string)answer["answer"]!).Descendants("Message_Type").First() ?? "";

    /// <summary>Every kind of work on the declaration is in the log under its correlation id, which every message sent for it carries.</summary>
    private async Task FollowedAsync(string correlation, Guid declaration)
    {
        var log = await File.ReadAllLinesAsync(gateway.Rig.Log, TestContext.Current.CancellationToken);
        var lines = log.Where(line => line.Contains(correlation, StringComparison.Ordinal) && line.StartsWith('{')).Select(line => JsonNode.Parse(line)!).ToList();
        foreach (var work in new[] { 1001, 2101, 2201, 4001 })
        {
            Assert.Contains(lines, line => (int)line["EventId"]! == work);
        }

        Assert.All(lines, line => Assert.Equal(correlation, (string?)line["State"]!["Correlation"]));
        Assert.Equal(1, await _evidence.CountAsync("select count(distinct correlation) from exchange.envelope where direction = 'out' and declaration = $1", declaration));
    }
}
