using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gateway.Adapters;
using Gateway.Host.Tests.Declarations;
using Gateway.Host.Tests.Exchange;
using Gateway.Messages;

namespace Gateway.Host.Tests.Journeys;

/// <summary>
/// 120 lines are three declarations of at most 50: the first goes at once, the others wait for its number and name it. Against the real host, its
/// database and the other side, which refuses a part whose first it does not know.
/// </summary>
[Collection(GatewayCollection.Name)]
public sealed class When_a_declaration_is_longer_than_a_message(SharedGateway gateway) : IDisposable
{
    private readonly Posting _posting = new(gateway);
    private readonly Records _evidence = new(gateway);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _posting.Dispose();

    [Fact]
    public async Task Each_part_is_cleared_its_tax_paid_and_together_they_are_what_was_posted()
    {
        var (key, posted) = (SharedGateway.Word(), LongDeclaration.Of(SharedGateway.Word(), 120));
        var reply = await _posting.PostAsync(posted, key);
        Assert.True((int)reply.Status == 201, reply.Text);
        var ids = reply.Json["part"]!["declarations"]!.AsArray().Select(id => (Guid)id!).ToList();
        Assert.Equal((reply.Id, 3), (ids[0], ids.Count));

        var views = await EndAsync(ids, "cleared");
        Assert.Equal(["F 1/3 50", $"{Number(views[0])}0 2/3 50", $"{Number(views[0])}0 3/3 20"], views.Select(view => Said(view["document"]!)));
        Assert.Equal(3, views.Select(Number).Distinct().Count());
        Assert.All(views, view => Assert.NotEmpty(view["obligations"]!.AsArray()));
        Assert.All(views.SelectMany(view => view["obligations"]!.AsArray()), debt => Assert.Equal(0, (long)debt!["open"]!));
        Assert.Equal(await DebtOfOneAsync(posted), views.Sum(view => view["obligations"]!.AsArray().Sum(debt => (long)debt!["amount"]!)));
        AssertSameAsPosted(posted, views);

        var again = await _posting.PostAsync(posted, key);
        Assert.Equal(reply.Text, again.Text);
        Assert.Equal("DEC-REFERENCE-USED", (await _posting.PostAsync(posted)).Code);
        Assert.Equal(3, await _evidence.CountAsync("select count(*) from declarations.declaration where reference = $1", (string)posted["reference"]!));
    }

    [Fact]
    public async Task Parts_of_an_export_are_told_apart_by_the_other_member_too()
    {
        var reply = await _posting.PostAsync(LongDeclaration.Export(SharedGateway.Word(), 60));
        Assert.True((int)reply.Status == 201, reply.Text);
        var ids = reply.Json["part"]!["declarations"]!.AsArray().Select(id => (Guid)id!).ToList();
        await EndAsync(ids, "cleared");
        await _evidence.RestAsync();
        foreach (var id in ids)
        {
            var entries = (await ViewAsync(id))["timeline"]!["entries"]!.AsArray();
            Assert.Equal(["AS1", "AS2", "AS3"], entries.Where(entry => (string?)entry!["event"] == "HopReached").Select(entry => (string?)entry!["attributes"]!["hop"]).Order());
        }
    }

    [Fact]
    public async Task Answers_come_in_any_order_once_the_first_has_its_number()
    {
        var reply = await _posting.PostAsync(LongDeclaration.Of($"{SharedGateway.Word()}-SILENT", 120));
        var ids = reply.Json["part"]!["declarations"]!.AsArray().Select(id => (Guid)id!).ToList();
        await _evidence.RestAsync();
        foreach (var place in new[] { 2, 0, 1 })
        {
            var number = Number(await ViewAsync(ids[place]))!;
            foreach (var paper in new[] { CustomsPaper.Clearance().Numbered(number), CustomsPaper.Channel().Numbered(number) })
            {
                var (bytes, type) = paper.Sign(gateway.Certificates.Key("customs"));
                await _posting.AskAsync(HttpMethod.Post, "/inbox/customs", gateway.Rig.Tokens["customs"], Posting.Content(bytes, type));
                Assert.Null((await _evidence.ProcessedAsync(bytes)).Aside);
            }
        }

        await EndAsync(ids, "cleared");
    }

    [Fact]
    public async Task The_others_wait_visibly_until_the_first_has_its_number()
    {
        await FaultAsync(100_000);
        try
        {
            var reply = await _posting.PostAsync(LongDeclaration.Of($"{SharedGateway.Word()}-SILENT", 120));
            var ids = reply.Json["part"]!["declarations"]!.AsArray().Select(id => (Guid)id!).ToList();
            var waiting = await ViewAsync(ids[1]);
            Assert.Equal(("received", 0), ((string?)waiting["status"], waiting["messages"]!.AsArray().Count(message => (string?)message!["direction"] == "out")));
            Assert.Equal(["1 1-50 checked False", "2 51-100 received True", "3 101-120 received True"], waiting["branches"]!.AsArray().Select(Told));
            Assert.Equal(ids.Select(id => $"/api/declarations/{id}"), waiting["branches"]!.AsArray().Select(branch => (string?)branch!["url"]));
            var pages = new[] { ("en", "waits for the number of the first declaration"), ("vi", "chờ số của tờ khai đầu tiên") };
            foreach (var (language, words) in pages)
            {
                var page = System.Net.WebUtility.HtmlDecode((await _posting.GetAsync($"/console/declarations/{ids[1]}?lang={language}")).Text);
                Assert.Contains(words, page, StringComparison.Ordinal);
                Assert.All([ids[0], ids[2]], id => Assert.Contains($"/console/declarations/{id}?lang={language}", page, StringComparison.Ordinal));
            }

            var list = (await _posting.GetAsync("/console?lang=en")).Text;
            Assert.All(["1/3", "2/3", "3/3"], place => Assert.Contains($"{place}</span>", list, StringComparison.Ordinal));
            await FaultAsync(0);
            await EndAsync(ids, "pre-registered", "registered");
            Assert.DoesNotContain("waits-for-first", (await _posting.GetAsync($"/console/declarations/{ids[1]}?lang=en")).Text, StringComparison.Ordinal);
        }
        finally
        {
            await FaultAsync(0);
            await _evidence.RestAsync();
        }
    }

    [Fact]
    public async Task When_the_first_is_refused_the_others_are_refused_for_the_same_reason_and_never_sent()
    {
        var reply = await _posting.PostAsync(LongDeclaration.Of($"{SharedGateway.Word()}-REFUSE", 120));
        var views = await EndAsync([.. reply.Json["part"]!["declarations"]!.AsArray().Select(id => (Guid)id!)], "refused");
        var refusals = views.Select(view => view["timeline"]!["entries"]!.AsArray().Single(entry => (string?)entry!["event"] == "Refused")!).ToList();
        Assert.All(refusals, refusal => Assert.Equal("E1001", (string?)refusal["attributes"]!["code"]));
        Assert.Equal(["customs", "gateway", "gateway"], refusals.Select(refusal => (string?)refusal["source"]));
        Assert.Equal([null, $"{reply.Id}", $"{reply.Id}"], refusals.Select(refusal => (string?)refusal["attributes"]!["first"]));
        Assert.Equal([1, 0, 0], views.Select(view => view["messages"]!.AsArray().Count(message => (string?)message!["direction"] == "out")));
    }

    [Fact]
    public async Task A_number_that_comes_after_the_refusal_lets_the_others_go_on()
    {
        var reply = await _posting.PostAsync(LongDeclaration.Of($"{SharedGateway.Word()}-REFUSE", 60));
        var ids = reply.Json["part"]!["declarations"]!.AsArray().Select(id => (Guid)id!).ToList();
        await EndAsync(ids, "refused");
        await using var sent = gateway.Database.CreateCommand("select reference from exchange.envelope where declaration = $1 and direction = 'out'");
        sent.Parameters.Add(new() { Value = ids[0] });
        var echo = System.Text.Encoding.ASCII.GetBytes((string)(await sent.ExecuteScalarAsync(Cancellation))!);
        var (bytes, type) = CustomsPaper.Channel().Numbered("19876543210").At(CustomsPaper.Echo, echo).Sign(gateway.Certificates.Key("customs"));
        await _posting.AskAsync(HttpMethod.Post, "/inbox/customs", gateway.Rig.Tokens["customs"], Posting.Content(bytes, type));
        Assert.Null((await _evidence.ProcessedAsync(bytes)).Aside);

        var later = await ViewAsync(ids[1]);
        Assert.Equal("198765432100", (string?)later["document"]!["firstNumber"]);
        Assert.Equal(["Checked", "Received", "Refused"], later["timeline"]!["entries"]!.AsArray().Select(entry => (string)entry!["event"]!).Distinct().Order(StringComparer.Ordinal));
        await _evidence.RestAsync();
    }

    [Fact]
    public async Task What_is_wrong_is_told_by_the_line_that_was_posted_and_too_many_lines_are_refused()
    {
        var wrong = LongDeclaration.Of(SharedGateway.Word(), 120);
        wrong["goods"]![110]!["quantityUnit"] = "NOPE";
        var refused = (await _posting.PostAsync(wrong)).IsProblem(422, "DECLARATION-REFUSED");
        Assert.Contains(refused.Findings, finding => (string?)finding["pointer"] == "goods[111]/quantityUnit" && (string?)finding["path"] == "/goods/110/quantityUnit");

        refused = (await _posting.PostAsync(LongDeclaration.Of(SharedGateway.Word(), 4951))).IsProblem(422, "DECLARATION-REFUSED");
        Assert.Equal(["SPLIT-TOO-LONG"], refused.Codes);
    }

    private static string? Number(JsonNode view) => (string?)view["declaration"]!["number"];

    private static string Said(JsonNode document) => $"{document["firstNumber"]} {document["branch"]}/{document["branches"]} {document["goods"]!.AsArray().Count}";

    private static string Told(JsonNode? branch) => $"{branch!["branch"]} {branch["from"]}-{branch["to"]} {branch["status"]} {branch["waitsForFirst"]}".Replace("true", "True", StringComparison.Ordinal).Replace("false", "False", StringComparison.Ordinal);

    // What customs and the division added is each part's own; everything else comes back as it was posted.
    private static void AssertSameAsPosted(JsonObject posted, IReadOnlyList<JsonNode> views)
    {
        var cap = DocumentOf(posted, out var whole);
        var joined = Parts.Join([.. views.Select(view => Tree(view["document"]!))], cap);
        Assert.Empty(joined.Findings);
        foreach (var own in cap.Split!.Own.Select(noun => joined.Document!.Child(noun)).OfType<Tree>())
        {
            joined.Document!.Remove(own);
        }

        Assert.Equal(Origins.Values(whole), Origins.Values(joined.Document!).Where(value => Origins.Values(whole).ContainsKey(value.Key)));
        Assert.All(DivisionSums.Of(whole, joined.Divided), sum => Assert.True(sum.Equal));
    }

    private static MessageCap DocumentOf(JsonObject posted, out Tree document)
    {
        document = Tree(posted);
        return Gateway.Host.Verbs.CatalogueFolder.Read(GatewayRig.Root).Catalogue.Find("vn/vnaccs/import/2014:IDA", new DateOnly(2026, 11, 27))!.Entry.Cap!;
    }

    private static Tree Tree(JsonNode json) => CanonicalJson.Read(Posting.Bytes(json), "declaration", ReadLimits.Default).Document!;

    // The same goods in declarations that fit: customs reckons line by line, so the debts of the parts are the debt of the whole.
    private async Task<long> DebtOfOneAsync(JsonObject posted)
    {
        var sum = 0L;
        foreach (var lines in posted["goods"]!.AsArray().Chunk(40))
        {
            var one = posted.DeepClone().AsObject();
            one["reference"] = SharedGateway.Word();
            one["goods"] = new JsonArray([.. lines.Select((line, index) =>
            {
                var copy = line!.DeepClone();
                copy["number"] = (index + 1).ToString(CultureInfo.InvariantCulture);
                return copy;
            })]);
            one["invoice"]!["total"] = lines.Sum(line => decimal.Parse((string)line!["amount"]!, CultureInfo.InvariantCulture)).ToString("0.00", CultureInfo.InvariantCulture);
            var reply = await _posting.PostAsync(one);
            var view = (await EndAsync([reply.Id], "cleared"))[0];
            sum += view["obligations"]!.AsArray().Sum(debt => (long)debt!["amount"]!);
        }

        return sum;
    }

    private async Task<JsonNode> ViewAsync(Guid id) => (await _posting.GetAsync($"/api/declarations/{id}")).Json;

    private async Task<IReadOnlyList<JsonNode>> EndAsync(IReadOnlyList<Guid> ids, params string[] statuses)
    {
        var views = new List<JsonNode>();
        for (var look = 0; look < 600; look++)
        {
            views.Clear();
            foreach (var id in ids)
            {
                views.Add(await ViewAsync(id));
            }

            if (views.TrueForAll(view => statuses.Contains((string?)view["status"])))
            {
                return views;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), Cancellation);
        }

        Assert.Fail(string.Join('\n', views.Select(view => $"{view["status"]}: {view["timeline"]!["entries"]!.ToJsonString()} {view["failedSteps"]!.ToJsonString()}")));
        return views;
    }

    private async Task FaultAsync(int refuse)
    {
        using var client = new HttpClient();
        using var response = await client.PostAsJsonAsync(new Uri(gateway.Rig.Simulator + "/control/faults"), new { refuse, partner = "customs" }, Cancellation);
        response.EnsureSuccessStatusCode();
    }
}
