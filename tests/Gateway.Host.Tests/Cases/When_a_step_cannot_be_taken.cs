using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Host.Cases;
using Gateway.Host.Database;
using Gateway.Host.Journeys;
using Gateway.Host.Tests.Journeys;
using Gateway.Host.Tests.Serving;
using Npgsql;

namespace Gateway.Host.Tests.Cases;

/// <summary>An enterprise without the standing data of a debit order, and a customs office that speaks no confirmation: what happened is kept all the same.</summary>
public sealed class When_a_step_cannot_be_taken
{
    private const string Confirmation = "vn/customs/payment-confirmed/own-1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_taxes_are_open_the_step_is_shown_as_failed_and_once_put_back_the_journey_ends_cleared()
    {
        await using var rig = await GatewayRig.StartAsync(Cancellation, partners => Take(partners, standing: true));
        using var said = new StringWriter();
        using var player = rig.Player("STEP", said);
        var id = await PostAsync(rig, "STEP-1");

        var order = await FailedAsync(player, id, "order");
        var view = await player.ViewAsync(id, Cancellation);
        Assert.Equal(("EXC-CANNOT-WRITE", "vn/bank/debit-order/3.1:304", null), (order.Code, order.Message, order.Dropped));
        Assert.Equal([17_420_832, 21_928_320], view.Obligations.Select(obligation => obligation.Open).Order());
        Assert.Contains(view.Timeline.Entries, entry => entry.Event == "TaxAssessed");
        Assert.Equal(39_349_152, view.Ledger.Where(line => line.Reason == "R0_ASSESSED").Sum(line => line.Debit));
        Assert.Contains(view.Findings, finding => finding.Pointer == "account/number");
        Assert.DoesNotContain(view.Messages, message => message.SetAside is not null);
        Assert.Equal(["order"], (await ListAsync(rig)).Select(each => (string?)each!["step"]));

        // Mended and started anew; put back while the gateway is dead, so that only the database can know of it; and once more, which is nothing.
        await rig.KillGatewayAsync();
        Stage.WritePartners(Template, rig.Folder, rig.Simulator, rig.Tokens);
        Edit(rig, partners => Take(partners, standing: false));
        Assert.Contains("ok ", await AsideAsync(rig, 0, "retry", order.Id.ToString(), "--why", "standing data added", "--who", "an operator"), StringComparison.Ordinal);
        Assert.Contains("nothing changed", await AsideAsync(rig, 0, "retry", order.Id.ToString()), StringComparison.Ordinal);
        await rig.StartGatewayAsync(Cancellation);

        // The next step that fails: paid, settled and answered to the bank, but nobody is there to be told.
        var confirm = await FailedAsync(player, id, "confirm");
        view = await player.ViewAsync(id, Cancellation);
        Assert.Equal("EXC-NOBODY-SPEAKS", confirm.Code);
        Assert.Equal(["confirm"], view.FailedSteps.Select(step => step.Step));
        Assert.DoesNotContain(view.Findings, finding => finding.Pointer == "account/number");
        Assert.All(view.Obligations, obligation => Assert.Equal(0, obligation.Open));
        Assert.Contains(view.Timeline.Entries, entry => entry.Event == "ObligationSettled");

        Stage.WritePartners(Template, rig.Folder, rig.Simulator, rig.Tokens);
        await rig.KillGatewayAsync();
        await rig.StartGatewayAsync(Cancellation);
        await AsideAsync(rig, 0, "retry", confirm.Id.ToString());
        await rig.KillGatewayAsync(); // perhaps before it was taken, perhaps after
        await rig.StartGatewayAsync(Cancellation);
        await EndsClearedAsync(rig, player, id);
        await RecordedAsync(rig, order, confirm);
    }

    private static string Template => Path.Combine(TryVerb.JourneyFolder(GatewayRig.Root), "partners.json");

    private static async Task EndsClearedAsync(GatewayRig rig, Player player, Guid id)
    {
        var (file, journey) = Journey.ReadAll(TryVerb.JourneyFolder(GatewayRig.Root))[1];
        var played = await player.PlayAsync(file, journey, id, Cancellation);
        Assert.Empty(played.Differences);
        Assert.Equal("cleared", played.Declaration.Status);
        Assert.Single(played.Declaration.Messages, message => message.Message == "vn/bank/debit-order/3.1:304");
        Assert.Empty(played.Declaration.FailedSteps);
        Assert.Empty(await ListAsync(rig));
        Assert.Empty(await JourneyEnd.BookViolationsAsync(rig, Cancellation));
        Assert.Empty(await new JourneyEnd([played.Declaration], []).BytesThatDifferAsync(rig, Cancellation));
    }

    /// <summary>Who put what back, when and why stays in the records.</summary>
    private static async Task RecordedAsync(GatewayRig rig, FailedStepView order, FailedStepView confirm)
    {
        await using var source = NpgsqlDataSource.Create(rig.Database());
        Assert.Equal(
            [$"{order.Id} 1 retry an operator: standing data added", $"{confirm.Id} 1 retry {Environment.UserName}@{Environment.MachineName}: "],
            await source.QueryAsync(Cancellation, "select format('%s %s %s %s: %s', envelope, round, decision, who, why) from exchange.resolution order by at", row => row.GetString(0)));
        var shown = JsonNode.Parse(await AsideAsync(rig, 0, "show", order.Id.ToString(), "--json"))!;
        Assert.Equal("standing data added", (string?)shown["rounds"]![0]!["decided"]!["why"]);
        Assert.Equal("step", (string?)shown["aside"]!["kind"]);
        Assert.NotEmpty(shown["findings"]!.AsArray());
    }

    private static async Task<FailedStepView> FailedAsync(Player player, Guid id, string step)
    {
        for (var attempt = 0; attempt < 300; attempt++)
        {
            if ((await player.ViewAsync(id, Cancellation)).FailedSteps.FirstOrDefault(failed => failed.Step == step) is { } found)
            {
                return found;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), Cancellation);
        }

        throw new TimeoutException($"{step} did not fail");
    }

    private static async Task<JsonArray> ListAsync(GatewayRig rig) => JsonNode.Parse(await AsideAsync(rig, 0, "list", "--json"))!["aside"]!.AsArray();

    private static async Task<string> AsideAsync(GatewayRig rig, int expected, params string[] arguments)
    {
        var (exit, output) = await CommandLine.RunAsync(["aside", .. arguments, "--data", rig.Folder]);
        Assert.True(exit == expected, $"{exit}: {output}");
        return output;
    }

    private static void Edit(GatewayRig rig, Action<JsonArray> edit)
    {
        var path = Path.Combine(rig.Folder, "partners.json");
        var file = JsonNode.Parse(File.ReadAllText(path))!;
        edit(file["partners"]!.AsArray());
        File.WriteAllText(path, file.ToJsonString());
    }

    private static void Take(JsonArray partners, bool standing)
    {
        if (standing)
        {
            Assert.True(partners.Single(partner => (string?)partner!["id"] == "enterprise")!.AsObject().Remove("standing"));
        }

        var spoken = partners.Single(partner => (string?)partner!["id"] == "customs")!["families"]!.AsArray();
        Assert.True(spoken.Remove(spoken.Single(family => (string?)family == Confirmation)));
    }

    private static async Task<Guid> PostAsync(GatewayRig rig, string reference)
    {
        var sample = Path.Combine(GatewayRig.Root, "adapters", "enterprise", "ubl", "invoice", "2.1", "samples", "import-green", "joined.json");
        var declaration = JsonNode.Parse(await File.ReadAllTextAsync(sample, Cancellation))!;
        declaration["reference"] = reference;
        using var client = rig.Client();
        using var post = new HttpRequestMessage(HttpMethod.Post, "/api/declarations") { Content = new StringContent(declaration.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
        post.Headers.Add("Idempotency-Key", reference);
        using var answer = await client.SendAsync(post, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("id").GetGuid();
    }
}
