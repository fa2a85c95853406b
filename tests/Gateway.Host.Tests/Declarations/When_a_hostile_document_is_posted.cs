using System.Text;
using Gateway.Host.Tests.Exchange;
using Gateway.Host.Verbs;
using Gateway.Messages;

namespace Gateway.Host.Tests.Declarations;

/// <summary>Bad documents at the enterprise's interface: a refusal that names the place, the raw bytes kept, nothing begun, the gateway well.</summary>
[Collection(GatewayCollection.Name)]
public sealed class When_a_hostile_document_is_posted(SharedGateway gateway) : IDisposable
{
    private const string Invoice21 = "enterprise/ubl/invoice/2.1:INVOICE";
    private readonly Posting _posting = new(gateway);
    private readonly Records _evidence = new(gateway);

    public static TheoryData<string, string, string> Documents => new()
    {
        { "not XML", "application/xml", "this is no XML" },
        { "not JSON", "application/json", "this is no JSON" },
        { "empty", "application/json", "" },
        { "truncated JSON", "application/json", "{\"reference\":\"A\",\"goods\":[{\"number\":\"1\"" },
        { "truncated XML", "application/xml", Truncated(Text(Posting.Invoice())) },
        { "a list", "application/json", "[]" },
        { "DTD", "application/xml", Doctype("<!DOCTYPE Invoice>") },
        { "external entity", "application/xml", Doctype("<!DOCTYPE Invoice [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>") },
        { "billion laughs", "application/xml", Doctype("<!DOCTYPE Invoice [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>").Replace("INV-MAU-2026-001", "&c;", StringComparison.Ordinal) },
        { "deep XML", "application/xml", Deep("<a>", "</a>") },
        { "deep JSON", "application/json", Deep("{\"a\":", "}", "1") },
        { "deep lists", "application/json", Deep("[", "]") },
        { "unknown message", "application/xml", "<Nothing xmlns=\"urn:nobody\"/>" },
        { "ISO 8859-1", "application/xml", Text(Posting.Invoice()).Replace("UTF-8", "ISO-8859-1", StringComparison.Ordinal) },
    };

    public void Dispose() => _posting.Dispose();

    [Theory]
    [MemberData(nameof(Documents))]
    public Task It_is_refused_and_kept(string what, string type, string document) => RefusedAsync(what, type, Encoding.UTF8.GetBytes(document));

    [Fact]
    public async Task Bytes_that_are_not_UTF8_are_refused_with_their_place()
    {
        var json = Posting.Bytes(Posting.Declaration(SharedGateway.Word()));
        json[^40] = 0xC3;
        var reply = await RefusedAsync("invalid UTF-8", "application/json", json);
        Assert.Contains(reply.Findings, finding => (string?)finding["code"] == "TXT-ENCODING" && ((string)finding["path"]!).StartsWith("byte ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task UTF16_that_calls_itself_UTF8_is_refused()
    {
        var reply = await RefusedAsync("UTF-16", "application/xml; charset=utf-8", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Text(Posting.Invoice()))]);
        Assert.Contains("TXT-ENCODING", reply.Codes);
        await RefusedAsync("UTF-16 without a mark", "application/json", Encoding.Unicode.GetBytes(Posting.Declaration(SharedGateway.Word()).ToJsonString()));
    }

    [Theory]
    [InlineData("\"marks\":\"A\\u0000B\"")]
    [InlineData("\"marks\":\"\\ud800\"")]
    [InlineData("\"a\\u0000b\":\"x\"")]
    [InlineData("\"\\udc00\":\"x\"")]
    [InlineData("\"marks\":{\"\\u0000\":\"\\u0000\"}")]
    public async Task Characters_no_database_holds_are_a_finding_and_no_failure(string member)
    {
        var json = Posting.Declaration(SharedGateway.Word());
        json.Remove("marks");
        var text = json.ToJsonString();
        await RefusedAsync(member, "application/json", Encoding.UTF8.GetBytes($"{{{member},{text[1..]}"));
    }

    [Theory]
    [InlineData("marks", "\U0001F600", "FIX-CHARACTER")]
    [InlineData("reference", "\U0001F600-SILENT", "FIX-CHARACTER")]
    [InlineData("grossMass", "111111111111111111111111111111111111111\U0001F600\U0001F600", "")]
    [InlineData("reference", " ", "DEC-REQUIRED")]
    public async Task A_character_of_two_halves_is_named_whole_or_not_at_all(string noun, string text, string code)
    {
        var json = Posting.Declaration(SharedGateway.Word());
        json[noun] = text;
        var reply = await _posting.PostAsync(json);
        reply.IsProblem(422, "DECLARATION-REFUSED");
        var finding = reply.Findings.First(finding => (string?)finding["pointer"] == noun);
        Assert.StartsWith(code, (string)finding["code"]!, StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', (string)finding["message"]!);
    }

    [Fact]
    public async Task A_finding_of_the_message_to_be_names_the_place_in_the_senders_document_once()
    {
        var json = Posting.Declaration(SharedGateway.Word());
        json["reference"] = new string('R', 20) + "-SILENT";
        json["planned"] = "23.11.2026";
        var reply = await _posting.PostAsync(json);
        reply.IsProblem(422, "DECLARATION-REFUSED");
        var (reference, planned) = (reply.Findings.Where(finding => (string?)finding["pointer"] == "reference").ToList(), reply.Findings.Where(finding => (string?)finding["pointer"] == "planned").ToList());
        Assert.Equal(("FIX-TOO-LONG", "/reference"), ((string?)Assert.Single(reference)["code"], (string?)reference[0]["path"]));
        Assert.DoesNotContain(planned, finding => (string?)finding["code"] == "VALUE-DATE");
        Assert.All(planned, finding => Assert.Equal("/planned", (string?)finding["path"]));
    }

    [Fact]
    public async Task A_part_nobody_knows_is_refused_by_name()
    {
        using var form = Posting.Form(Posting.Invoice(), Posting.Bytes(Posting.Facts(SharedGateway.Word())), "x");
        form.Add(Posting.Content("1"u8.ToArray()), "more", "more.json");
        var reply = await _posting.SendAsync(form, SharedGateway.Word());
        reply.IsProblem(400, "SUB-PART-UNKNOWN");
        Assert.Equal("more", (string?)reply.Findings[0]["path"]);
    }

    [Fact]
    public async Task A_document_over_the_limit_leaves_its_hash_its_length_and_its_first_64_KiB()
    {
        var before = await _evidence.BusinessAsync();
        var bytes = Encoding.UTF8.GetBytes($"{{\"marks\":\"{new string('x', 2_100_000)}\"}}");
        var reply = await _posting.PostAsync(bytes);

        reply.IsProblem(413, "SIZE-LIMIT");
        var kept = await _evidence.OfAsync(bytes);
        Assert.Equal((true, 65_536), (kept.Truncated, kept.Bytes.Length));
        await NothingHappenedAsync(before);
    }

    [Fact]
    public async Task A_part_over_the_limit_is_refused_like_the_whole()
    {
        using var form = Posting.Form(new byte[2_100_000], Posting.Bytes(Posting.Facts(SharedGateway.Word())), "x");
        (await _posting.SendAsync(form, SharedGateway.Word())).IsProblem(413, "SIZE-LIMIT");
    }

    [Fact]
    public async Task More_than_any_channel_takes_is_read_no_further_and_its_beginning_is_kept()
    {
        var before = await _evidence.BusinessAsync();
        const string keptRows = "select count(*) from exchange.envelope where partner = 'enterprise' and truncated and length = 67108864 and octet_length(bytes) - case when sealed then 28 else 0 end = 65536";
        var earlier = await _evidence.CountAsync(keptRows);
        using var content = new ByteArrayContent(new byte[65 * 1024 * 1024]);
        content.Headers.ContentType = new("application/json");
        try
        {
            (await _posting.SendAsync(content, SharedGateway.Word())).IsProblem(413, "SIZE-LIMIT");
        }
        catch (HttpRequestException)
        {
            // The server may close the connection while we still write: a refusal too, and what it kept may take a moment.
            for (var look = 0; look < 100 && await _evidence.CountAsync(keptRows) == earlier; look++)
            {
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
        }

        Assert.Equal(earlier + 1, await _evidence.CountAsync(keptRows));
        Assert.Equal(["SIZE-LIMIT"], await _evidence.LinesAsync("select f.code from declarations.finding f join exchange.envelope e on e.id = f.envelope where e.truncated and e.length = 67108864 limit 1"));
        await NothingHappenedAsync(before);
    }

    [Fact]
    public async Task A_post_that_breaks_off_begins_nothing()
    {
        var before = await _evidence.BusinessAsync();
        var address = new Uri(gateway.Rig.Gateway);
        using (var client = new System.Net.Sockets.TcpClient())
        {
            await client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
            var head = $"POST /api/declarations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {gateway.Rig.Tokens["enterprise"]}\r\nIdempotency-Key: {SharedGateway.Word()}\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n{{\"reference\":";
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        }

        await NothingHappenedAsync(before);
    }

    [Theory]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=")]
    [InlineData("multipart/form-data; boundary=nowhere")]
    [InlineData("not a type at all")]
    [InlineData("text/plain")]
    [InlineData(null)]
    public async Task A_body_that_is_not_what_its_header_says_is_refused(string? type)
    {
        var before = await _evidence.BusinessAsync();
        var bytes = Encoding.UTF8.GetBytes($"{{\"reference\":\"{SharedGateway.Word()}\"}}");
        var reply = await _posting.PostAsync(bytes, type: type);

        Assert.Contains((int)reply.Status, new[] { 400, 422 });
        reply.IsProblem((int)reply.Status, reply.Code);
        Assert.NotEmpty(reply.Findings);
        await _evidence.OfAsync(bytes);
        await NothingHappenedAsync(before);
    }

    [Fact]
    public async Task Ten_thousand_levels_cost_no_more_than_the_limits_say()
    {
        var json = CanonicalJson.Read(Encoding.UTF8.GetBytes(Deep("{\"a\":", "}", "1")), "declaration", ReadLimits.Default);
        Assert.InRange(json.Counts.Nodes, 0, ReadLimits.Default.MaxDepth + 1);
        var catalogue = CatalogueFolder.Read(GatewayRig.Root).Catalogue;
        var guide = catalogue.Find(Invoice21, new DateOnly(2026, 11, 24))!;
        var xml = guide.Guideline.Read(Encoding.UTF8.GetBytes(Deep("<a>", "</a>")), ReadLimits.Default);
        Assert.InRange(xml.Counts.Nodes, 1, ReadLimits.Default.MaxDepth + 1);
        var laughs = guide.Guideline.Read(Encoding.UTF8.GetBytes(Doctype("<!DOCTYPE Invoice [<!ENTITY a \"ha\">]>")), ReadLimits.Default);
        Assert.Equal(("XML-DTD", 0), (Assert.Single(laughs.Findings).Code, laughs.Counts.Nodes));
    }

    [Fact]
    public async Task Unknown_elements_are_named_each()
    {
        var json = Posting.Declaration(SharedGateway.Word());
        json["colour"] = "red";
        json["goods"]![1]!["taste"] = "sweet";
        var reply = await RefusedAsync("unknown", "application/json", Posting.Bytes(json));
        Assert.Contains(reply.Findings, finding => (string?)finding["path"] == "/colour");
        Assert.Contains(reply.Findings, finding => (string?)finding["path"] == "/goods/1/taste");

        var invoice = Text(Posting.Invoice()).Replace("<cbc:Note>", "<cbc:Colour>red</cbc:Colour><cbc:Note>", StringComparison.Ordinal);
        using var form = Posting.Form(Encoding.UTF8.GetBytes(invoice), Posting.Bytes(Posting.Facts(SharedGateway.Word())), "b");
        var refused = await _posting.SendAsync(form, SharedGateway.Word());
        Assert.Contains(refused.IsProblem(422, "DECLARATION-REFUSED").Findings, finding => ((string)finding["path"]!).Contains("Colour", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_check_digit_of_a_container_is_named()
    {
        var json = Posting.Declaration(SharedGateway.Word());
        json["container"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject { ["number"] = "CSQU3054384" });
        var reply = await RefusedAsync("container", "application/json", Posting.Bytes(json));
        Assert.Contains(reply.Findings, finding => (string?)finding["code"] == "DEC-CONTAINER" && (string?)finding["path"] == "/container/0/number");
    }

    [Theory]
    [InlineData("1926-11-23")]
    [InlineData("2126-11-23")]
    [InlineData("0001-01-01")]
    [InlineData("9999-12-31")]
    public async Task A_day_of_the_wrong_century_is_named(string day)
    {
        var json = Posting.Declaration(SharedGateway.Word());
        json["planned"] = day;
        var reply = await RefusedAsync("century", "application/json", Posting.Bytes(json));
        Assert.Contains(reply.Findings, finding => (string?)finding["code"] == "DEC-DATE-WINDOW" && (string?)finding["path"] == "/planned");
    }

    [Fact]
    public async Task A_fraction_of_a_dong_is_named()
    {
        var json = Posting.Declaration(SharedGateway.Word());
        json["invoice"]!["currency"] = "VND";
        json["invoice"]!["total"] = "6000.5";
        var reply = await RefusedAsync("fraction", "application/json", Posting.Bytes(json));
        Assert.Contains(reply.Findings, finding => (string?)finding["code"] == "DEC-SCALE" && (string?)finding["path"] == "/invoice/total");
    }

    private async Task<Reply> RefusedAsync(string what, string type, byte[] bytes)
    {
        var before = await _evidence.BusinessAsync();
        var reply = await _posting.PostAsync(bytes, type: type);

        Assert.True((int)reply.Status == 422, $"{what}: {(int)reply.Status} {reply.Text}");
        reply.IsProblem(422, "DECLARATION-REFUSED");
        Assert.NotEmpty(reply.Findings);
        Assert.All(reply.Findings, finding => Assert.NotEmpty((string)finding["code"]!));
        var kept = await _evidence.OfAsync(bytes);
        Assert.Equal(reply.Findings.Count, kept.Findings.Count);
        await NothingHappenedAsync(before);
        return reply;
    }

    private async Task NothingHappenedAsync(Business before)
    {
        Assert.Equal((before.Declarations, before.Payments, before.Journals), await _evidence.BusinessAsync() is var after ? (after.Declarations, after.Payments, after.Journals) : default);
        Assert.Equal(200, (int)(await _posting.GetAsync("/health/ready")).Status);
    }

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private static string Truncated(string text) => text[..(text.Length / 2)];

    private static string Doctype(string doctype) => Text(Posting.Invoice()).Replace("?>", "?>" + doctype, StringComparison.Ordinal);

    private static string Deep(string open, string close, string inside = "") =>
        string.Concat(Enumerable.Repeat(open, 10_000)) + inside + string.Concat(Enumerable.Repeat(close, 10_000));
}
