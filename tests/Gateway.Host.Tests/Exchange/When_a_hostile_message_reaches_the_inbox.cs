using System.Text;
using Gateway.Host.Tests.Declarations;

namespace Gateway.Host.Tests.Exchange;

/// <summary>Bad messages of customs: taken in, kept, set aside with a reason; what comes after them is processed.</summary>
[Collection(GatewayCollection.Name)]
public sealed class When_a_hostile_message_reaches_the_inbox(SharedGateway gateway) : IDisposable
{
    private readonly Posting _posting = new(gateway);
    private readonly Records _evidence = new(gateway);

    public void Dispose() => _posting.Dispose();

    [Fact]
    public async Task An_answer_to_a_declaration_that_does_not_exist_is_set_aside()
    {
        var kept = await AsideAsync(CustomsPaper.Channel().Numbered("18888888888"), "EXC-NO-DECLARATION");
        Assert.Equal("SIG-OK", kept.Verdict);
    }

    [Fact]
    public async Task A_tax_notice_for_a_number_nobody_has_is_set_aside() => await AsideAsync(CustomsPaper.Notice().Numbered("18888888887"), "EXC-NO-DECLARATION");

    [Fact]
    public async Task Lines_of_broken_UTF8_are_named() => Assert.Contains(
        (await AsideAsync(CustomsPaper.Channel().Body(150, 0xC3, 0x28), "TXT-ENCODING")).Findings, finding => finding.StartsWith("TXT-ENCODING byte ", StringComparison.Ordinal));

    [Fact]
    public async Task A_truncated_message_is_named()
    {
        var paper = CustomsPaper.Channel();
        await AsideAsync(paper.Cut(paper.Bytes.Length - 41), "FIX-");
    }

    [Fact]
    public async Task A_message_cut_inside_its_header_is_named() => await AsideAsync(CustomsPaper.Channel().Cut(200), "FIX-HEADER");

    [Fact]
    public async Task An_unknown_message_is_named() => await AsideAsync(CustomsPaper.Channel().At(8, "VXX9ZZ "u8.ToArray()), "MESSAGE-UNKNOWN");

    [Fact]
    public async Task Our_own_kind_of_message_does_not_come_back_as_theirs()
    {
        var bytes = File.ReadAllBytes(Path.Combine(GatewayRig.Root, "adapters", "vn", "vnaccs", "import", "2014", "samples", "green", "1-IDA.txt"));
        var (signed, type) = Gateway.Signatures.SmimeMessages.Sign(bytes, CustomsPaper.Type, Gateway.Signatures.SigningKey.Of(gateway.Certificates.Key("customs")));
        var kept = await ProcessedAsync(signed, type);
        Assert.Equal("EXC-DIRECTION", kept.Aside);
    }

    [Theory]
    [InlineData(8, 2)]
    [InlineData(51, 20)]
    [InlineData(221, 3)]
    [InlineData(480, 4)]
    [InlineData(700, 40)]
    public async Task Nothing_bytes_in_a_message_do_not_stop_the_lane(int offset, int count)
    {
        var kept = await SentAsync(CustomsPaper.Channel().Numbered("18888888886").At(offset, new byte[count]));
        Assert.NotNull(kept.Aside);
        await AliveAsync();
    }

    [Fact]
    public async Task A_message_that_makes_the_gateway_fail_is_set_aside_and_those_behind_it_get_their_turn()
    {
        var poison = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
        await _evidence.PlantAsync(poison, "customs");
        Assert.NotNull((await SentAsync(CustomsPaper.Channel().Numbered("18888888884"))).Aside);
        Assert.Equal(["EXC-FAILED"], await _evidence.LinesAsync("select code from exchange.dead_letter where envelope = $1", poison));
    }

    [Fact]
    public async Task A_tampered_message_is_not_read()
    {
        var (bytes, type) = CustomsPaper.Channel().Numbered("18888888885").Sign(gateway.Certificates.Key("customs"));
        var at = bytes.AsSpan().IndexOf("18888888885"u8);
        bytes[at + 3]++;
        var kept = await ProcessedAsync(bytes, type);
        Assert.StartsWith("SIG-", kept.Aside, StringComparison.Ordinal);
        Assert.Equal(kept.Aside, kept.Verdict);
    }

    [Fact]
    public async Task Another_certificate_than_the_partners_is_not_trusted()
    {
        var (bytes, type) = CustomsPaper.Channel().Sign(gateway.Certificates.Key("bank"));
        var kept = await ProcessedAsync(bytes, type);
        Assert.StartsWith("SIG-", kept.Aside, StringComparison.Ordinal);
        Assert.NotEqual("SIG-OK", kept.Verdict);
    }

    [Fact]
    public async Task A_stranger_with_the_right_name_is_not_trusted()
    {
        using var stranger = Strangers.Named("customs DEV ONLY");
        var (bytes, type) = CustomsPaper.Channel().Sign(stranger);
        Assert.StartsWith("SIG-", (await ProcessedAsync(bytes, type)).Aside, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unsigned_message_is_not_read()
    {
        var paper = CustomsPaper.Channel();
        Assert.Equal("SIG-NONE", (await ProcessedAsync(paper.ToArray(), CustomsPaper.Type)).Aside);
    }

    [Theory]
    [InlineData("text/plain", "garbage")]
    [InlineData("application/octet-stream", "\u0001\u0002")]
    [InlineData("multipart/signed", "no boundary")]
    [InlineData("multipart/signed; boundary=\"b\"; protocol=\"application/pkcs7-signature\"; micalg=sha1", "--b\r\n\r\nhalf")]
    [InlineData("application/xml", "<a><b></a>")]
    [InlineData("nonsense", "")]
    public async Task What_is_no_message_is_kept_and_set_aside(string type, string text)
    {
        var before = await _evidence.BusinessAsync();
        var kept = await ProcessedAsync(Encoding.UTF8.GetBytes(text + (text.Length == 0 ? "" : SharedGateway.Word())), type);
        Assert.NotNull(kept.Aside);
        Assert.NotEmpty(kept.Findings);
        Assert.Equal(before, await _evidence.BusinessAsync());
        await AliveAsync();
    }

    [Fact]
    public async Task A_message_over_the_limit_leaves_its_hash_its_length_and_its_first_64_KiB()
    {
        var bytes = new byte[2_000_001];
        Random.Shared.NextBytes(bytes);
        (await PostAsync(bytes, "text/plain")).IsProblem(413, "SIZE-LIMIT");
        var kept = await _evidence.ProcessedAsync(bytes);
        Assert.Equal((true, "SIZE-LIMIT"), (kept.Truncated, kept.Aside));
    }

    [Fact]
    public async Task Another_partners_inbox_is_closed()
    {
        var bytes = CustomsPaper.Channel().ToArray();
        (await _posting.AskAsync(HttpMethod.Post, "/inbox/customs", gateway.Rig.Tokens["bank"], Posting.Content(bytes, "text/plain"))).IsProblem(403, "TOKEN-OF-ANOTHER");
        (await _posting.AskAsync(HttpMethod.Post, "/inbox/customs", "", Posting.Content(bytes, "text/plain"))).IsProblem(401, "TOKEN-UNKNOWN");
    }

    [Fact]
    public async Task A_tax_notice_with_a_fraction_of_a_dong_opens_nothing()
    {
        var number = await NumberAsync();
        var before = await _evidence.BusinessAsync();
        await AsideAsync(CustomsPaper.Notice().Numbered(number).With("    21928320", "  21928320.5"), "");
        Assert.Equal(before with { Declarations = before.Declarations }, await _evidence.BusinessAsync());
    }

    [Fact]
    public async Task A_tax_notice_whose_lines_do_not_add_up_opens_nothing()
    {
        var number = await NumberAsync();
        var before = await _evidence.BusinessAsync();
        await AsideAsync(CustomsPaper.Notice().Numbered(number).With("    39349152", "    39349153"), "TAX-");
        Assert.Equal(before, await _evidence.BusinessAsync());
    }

    [Theory]
    [InlineData("19261123")]
    [InlineData("21261123")]
    [InlineData("00010101")]
    [InlineData("99991231")]
    public async Task An_answer_dated_in_the_wrong_century_changes_nothing(string day)
    {
        var number = await NumberAsync();
        var before = await _evidence.BusinessAsync();
        var kept = await AsideAsync(CustomsPaper.Channel().Numbered(number).With("20261123\r\n091600", day + "\r\n091600"), "EXC-DATE-WINDOW");
        Assert.Contains(kept.Findings, finding => finding.StartsWith("EXC-DATE-WINDOW", StringComparison.Ordinal));
        Assert.Equal(before, await _evidence.BusinessAsync());
    }

    [Fact]
    public async Task The_same_identity_with_other_content_is_a_conflict_and_the_first_stays()
    {
        var number = await NumberAsync();
        var first = CustomsPaper.Channel().Numbered(number);
        Assert.Null((await SentAsync(first)).Aside);
        var before = await _evidence.BusinessAsync();

        Assert.Null((await SentAsync(first)).Aside);
        Assert.Equal(before, await _evidence.BusinessAsync());
        Assert.Equal("EXC-CONFLICT", (await SentAsync(first.With("091600", "091601"))).Aside);
        Assert.Equal(before, await _evidence.BusinessAsync());
    }

    /// <summary>A declaration that customs has given a number and about which it says no more.</summary>
    private async Task<string> NumberAsync()
    {
        var reply = await _posting.PostAsync(Posting.Declaration(SharedGateway.Word()));
        Assert.Equal(201, (int)reply.Status);
        return await _evidence.NumberAsync(_posting, reply.Id);
    }

    private async Task<Kept> AsideAsync(CustomsPaper paper, string code)
    {
        var before = await _evidence.BusinessAsync();
        var kept = await SentAsync(paper);
        Assert.True(kept.Aside?.StartsWith(code, StringComparison.Ordinal) == true, $"{kept.Aside} {kept.Detail}");
        Assert.Equal(before, await _evidence.BusinessAsync());
        await AliveAsync();
        return kept;
    }

    private Task<Kept> SentAsync(CustomsPaper paper)
    {
        var (bytes, type) = paper.Sign(gateway.Certificates.Key("customs"));
        return ProcessedAsync(bytes, type);
    }

    private async Task<Kept> ProcessedAsync(byte[] bytes, string type)
    {
        var reply = await PostAsync(bytes, type);
        Assert.True((int)reply.Status == 202, $"{(int)reply.Status} {reply.Text}");
        return await _evidence.ProcessedAsync(bytes);
    }

    private Task<Reply> PostAsync(byte[] bytes, string type) =>
        _posting.AskAsync(HttpMethod.Post, "/inbox/customs", gateway.Rig.Tokens["customs"], Posting.Content(bytes, type));

    private async Task AliveAsync() => Assert.Equal(200, (int)(await _posting.GetAsync("/health/ready")).Status);
}
