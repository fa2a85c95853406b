using System.Text.Json.Nodes;
using Gateway.Host.Tests.Exchange;
using Gateway.Host.Tests.Workbooks;
using Gateway.Host.Workbooks;

namespace Gateway.Host.Tests.Declarations;

[Collection(GatewayCollection.Name)]
public sealed class When_an_enterprise_posts_a_declaration(SharedGateway gateway) : IDisposable
{
    private readonly Posting _posting = new(gateway);
    private readonly Records _evidence = new(gateway);

    public void Dispose() => _posting.Dispose();

    [Fact]
    public async Task Canonical_JSON_is_taken_and_can_be_followed()
    {
        var word = SharedGateway.Word();
        var reply = await _posting.PostAsync(Posting.Declaration(word));

        Assert.Equal((201, "application/json"), ((int)reply.Status, reply.Type));
        Assert.Equal($"{word}-SILENT", (string?)reply.Json["reference"]);
        var view = await _posting.GetAsync($"/api/declarations/{reply.Id}");
        Assert.Equal($"{word}-SILENT", (string?)view.Json["document"]!["reference"]);
        var timeline = await _posting.GetAsync($"/api/declarations/{reply.Id}/timeline");
        Assert.Contains(timeline.Json["entries"]!.AsArray(), entry => (string?)entry!["event"] == "Checked");
        Assert.NotNull(timeline.Json["status"]);
        Assert.Equal(200, (int)(await _posting.GetAsync($"/api/declarations/{reply.Id}/findings")).Status);
        var messages = await _posting.GetAsync($"/api/declarations/{reply.Id}/messages");
        Assert.Contains(messages.Json.AsArray(), message => (string?)message!["message"] == "vn/vnaccs/import/2014:IDA");
        var list = await _posting.GetAsync("/api/declarations?limit=5");
        Assert.Contains(list.Json.AsArray(), declaration => (Guid)declaration!["id"]! == reply.Id);
    }

    [Fact]
    public async Task An_invoice_and_facts_become_one_declaration()
    {
        var word = SharedGateway.Word();
        using var form = Posting.Form(Posting.Invoice(), Posting.Bytes(Posting.Facts(word)), "one");
        var reply = await _posting.SendAsync(form, word);

        Assert.Equal(201, (int)reply.Status);
        var view = await _posting.GetAsync($"/api/declarations/{reply.Id}");
        Assert.Equal("INV-MAU-2026-001", (string?)view.Json["document"]!["invoice"]!["number"]);
        Assert.Equal("39269099", (string?)view.Json["document"]!["goods"]![0]!["hs"]);
    }

    [Theory]
    [InlineData(WorkbookReader.MediaType)]
    [InlineData("text/csv")]
    public async Task A_sheet_that_a_person_filled_in_becomes_a_declaration(string type)
    {
        var word = SharedGateway.Word();
        var bytes = type == "text/csv"
            ? System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(Book.Text()).Replace("MAU-IM-2026-0001", $"{word}-SILENT", StringComparison.Ordinal))
            : new Book().Type("header", Book.Field("reference"), $"{word}-SILENT").Bytes;
        var reply = await _posting.PostAsync(bytes, word, type);

        Assert.True((int)reply.Status == 201, reply.Text);
        var view = await _posting.GetAsync($"/api/declarations/{reply.Id}");
        Assert.Equal(($"{word}-SILENT", "39269099"), ((string?)view.Json["document"]!["reference"], (string?)view.Json["document"]!["goods"]![0]!["hs"]));
    }

    [Fact]
    public async Task Everything_wrong_in_a_workbook_comes_back_at_once_with_its_cell()
    {
        var bytes = new Book().Type("header", Book.Field("planned"), "mai").Type("lines", Book.Line("hs", 5), "77").Set("lines", Book.Line("amount", 6), "1").Bytes;
        var reply = (await _posting.PostAsync(bytes, type: WorkbookReader.MediaType)).IsProblem(422, "DECLARATION-REFUSED");
        var places = reply.Findings.Where(finding => (string?)finding["severity"] == "error").Select(finding => $"{finding["code"]} {finding["path"]}").ToList();
        Assert.Superset(new HashSet<string> { $"DLM-TYPE header!{Book.Field("planned")}", $"DEC-HS lines!{Book.Line("hs", 5)}", $"DEC-SUM header!{Book.Field("total")}" }, places.ToHashSet());
    }

    [Fact]
    public async Task The_same_key_and_content_get_the_first_answer_byte_for_byte_whatever_the_boundary()
    {
        var word = SharedGateway.Word();
        var facts = Posting.Bytes(Posting.Facts(word));
        using var first = Posting.Form(Posting.Invoice(), facts, "first-boundary");
        using var second = Posting.Form(Posting.Invoice(), facts, "second");
        var answer = await _posting.SendAsync(first, word);
        var again = await _posting.SendAsync(second, word);

        Assert.Equal(201, (int)answer.Status);
        Assert.Equal((answer.Status, answer.Type, answer.Text), (again.Status, again.Type, again.Text));
        Assert.Equal(1, await CountAsync(word));
    }

    [Fact]
    public async Task A_refusal_is_repeated_byte_for_byte_too()
    {
        var (key, declaration) = (SharedGateway.Word(), Posting.Declaration(SharedGateway.Word()));
        declaration["direction"] = "XX";
        var answer = await _posting.PostAsync(declaration, key);

        answer.IsProblem(422, "DECLARATION-REFUSED");
        Assert.Equal(answer.Text, (await _posting.PostAsync(declaration, key)).Text);
    }

    [Fact]
    public async Task The_same_key_with_other_content_is_refused_and_changes_nothing()
    {
        var (key, word) = (SharedGateway.Word(), SharedGateway.Word());
        var first = await _posting.PostAsync(Posting.Declaration(word), key);
        var other = Posting.Declaration(SharedGateway.Word());
        var refused = await _posting.PostAsync(other, key);

        refused.IsProblem(409, "IDEMPOTENCY-KEY-REUSED");
        await _evidence.OfAsync(Posting.Bytes(other));
        Assert.Equal(0, await _evidence.CountAsync("select count(*) from declarations.declaration where reference = $1", (string)other["reference"]!));
        Assert.Equal(first.Text, (await _posting.PostAsync(Posting.Declaration(word), key)).Text);
    }

    [Fact]
    public async Task Identical_posts_at_the_same_moment_make_one_declaration()
    {
        var word = SharedGateway.Word();
        var bytes = Posting.Bytes(Posting.Declaration(word));
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _posting.PostAsync(bytes, word)));

        Assert.All(replies, reply => Assert.Equal((201, replies[0].Text), ((int)reply.Status, reply.Text)));
        Assert.Equal(1, await CountAsync(word));
    }

    [Fact]
    public async Task Posts_of_one_reference_under_different_keys_at_the_same_moment_make_one_declaration()
    {
        var word = SharedGateway.Word();
        var replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _posting.PostAsync(Posting.Declaration(word))));

        Assert.Single(replies, reply => (int)reply.Status == 201);
        Assert.All(replies.Where(reply => (int)reply.Status != 201), reply => Assert.Equal("reference", (string?)reply.IsProblem(409, "DEC-REFERENCE-USED").Findings[0]["pointer"]));
        Assert.Equal(1, await CountAsync(word));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("two words")]
    [InlineData("a\u007f")]
    public async Task A_post_without_a_usable_key_is_refused(string? key)
    {
        using var content = Posting.Content(Posting.Bytes(Posting.Declaration(SharedGateway.Word())));
        (await _posting.SendAsync(content, key)).IsProblem(400, "IDEMPOTENCY-KEY-MISSING");
    }

    [Theory]
    [InlineData("")]
    [InlineData("nobody's")]
    public async Task Nobody_is_let_in_without_a_known_token(string token)
    {
        using var content = Posting.Content(Posting.Bytes(Posting.Declaration(SharedGateway.Word())));
        var reply = await _posting.SendAsync(content, SharedGateway.Word(), token);
        reply.IsProblem(401, "TOKEN-UNKNOWN");
        Assert.Contains("Bearer", reply.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        (await _posting.GetAsync("/api/declarations", token)).IsProblem(401, "TOKEN-UNKNOWN");
    }

    [Fact]
    public async Task Over_the_quota_nothing_is_kept()
    {
        for (var i = 0; i < SharedGateway.HurriedQuota; i++)
        {
            Assert.Equal(200, (int)(await _posting.GetAsync("/api/declarations", SharedGateway.Hurried)).Status);
        }

        var declaration = Posting.Bytes(Posting.Declaration(SharedGateway.Word()));
        var reply = await _posting.SendAsync(Posting.Content(declaration), SharedGateway.Word(), SharedGateway.Hurried);
        reply.IsProblem(429, "QUOTA-EXCEEDED");
        Assert.NotNull(reply.Headers.RetryAfter);
        Assert.Equal(0, await _evidence.CountAsync("select count(*) from exchange.envelope where partner = 'hurried'"));
    }

    [Fact]
    public async Task Another_enterprises_declaration_is_not_there()
    {
        var reply = await _posting.PostAsync(Posting.Declaration(SharedGateway.Word()));

        foreach (var page in new[] { "", "/timeline", "/findings", "/messages" })
        {
            (await _posting.GetAsync($"/api/declarations/{reply.Id}{page}", SharedGateway.Other)).IsProblem(404, "NOT-FOUND");
        }

        Assert.DoesNotContain(reply.Id.ToString(), (await _posting.GetAsync("/api/declarations", SharedGateway.Other)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/api/declarations/not-an-id", 404, "NOT-FOUND")]
    [InlineData("GET", "/api/nothing", 404, "NOT-FOUND")]
    [InlineData("DELETE", "/api/declarations", 405, "METHOD-NOT-ALLOWED")]
    [InlineData("GET", "/api/declarations?limit=many", 400, "BAD-REQUEST")]
    public async Task What_the_interface_does_not_have_is_a_problem_too(string method, string path, int status, string code) =>
        (await _posting.AskAsync(new HttpMethod(method), path)).IsProblem(status, code);

    [Fact]
    public async Task All_mistakes_come_back_at_once_each_with_its_places()
    {
        var declaration = Posting.Declaration(SharedGateway.Word());
        declaration["planned"] = "1926-11-23";
        declaration["loading"]!["code"] = "KRPUSAN";
        declaration["exporter"]!["address"]!["country"] = "XQ";
        declaration["invoice"]!["currency"] = "ZZZ";
        declaration["goods"]![0]!["hs"] = "3926";
        declaration["goods"]![1]!["netMass"] = "-500";
        declaration["goods"]![2]!["number"] = "1";
        declaration["colour"] = "red";
        declaration.Remove("office");
        var reply = await _posting.PostAsync(declaration);

        reply.IsProblem(422, "DECLARATION-REFUSED");
        foreach (var pointer in new[] { "planned", "loading/code", "exporter/address/country", "invoice/currency", "goods[1]/hs", "goods[2]/netMass", "goods[3]/number", "colour", "office" })
        {
            Assert.Contains(reply.Findings, finding => (string?)finding["pointer"] == pointer && (string?)finding["severity"] == "error");
        }

        var hs = reply.Findings.First(finding => (string?)finding["pointer"] == "goods[1]/hs");
        Assert.Equal("/goods/0/hs", (string?)hs["path"]);
        Assert.Contains("(", (string)hs["wco"]!, StringComparison.Ordinal);
        Assert.NotEmpty((string)hs["message"]!);
        Assert.Equal(reply.Findings.Count, reply.Findings.Select(finding => finding.ToJsonString()).Distinct().Count());
    }

    [Fact]
    public async Task A_mistake_in_an_invoice_is_named_by_its_own_path()
    {
        var word = SharedGateway.Word();
        var invoice = System.Text.Encoding.UTF8.GetString(Posting.Invoice()).Replace("<cbc:IssueDate>2026-11-10<", "<cbc:IssueDate>1926-11-10<", StringComparison.Ordinal);
        using var form = Posting.Form(System.Text.Encoding.UTF8.GetBytes(invoice), Posting.Bytes(Posting.Facts(word)), "b");
        var reply = await _posting.SendAsync(form, word);

        var finding = Assert.Single(reply.IsProblem(422, "DECLARATION-REFUSED").Findings, finding => ((string)finding["path"]!).Contains("IssueDate", StringComparison.Ordinal));
        Assert.Equal("invoice/date", (string?)finding["pointer"]);
    }

    private Task<long> CountAsync(string word) => _evidence.CountAsync("select count(*) from declarations.declaration where reference = $1", $"{word}-SILENT");
}
