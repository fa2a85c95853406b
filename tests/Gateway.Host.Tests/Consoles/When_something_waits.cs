using Gateway.Host.Database;
using Gateway.Host.Tests.Declarations;
using Gateway.Host.Tests.Exchange;
using Gateway.Host.Tests.Serving;
using Npgsql;
using Posting = Gateway.Host.Tests.Declarations.Posting;

namespace Gateway.Host.Tests.Consoles;

/// <summary>
/// What a person sees of messages that are held, of time-stamps nobody gives, of bytes that were purged and of legal holds: on the list, in a
/// declaration, on a page of its own.
/// </summary>
public sealed class When_something_waits(RevocationGateway house) : IClassFixture<RevocationGateway>, IDisposable
{
    private readonly Posting _posting = new(house.Gateway);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _posting.Dispose();

    [Theory]
    [InlineData("en", "neither accepted nor refused", "the authority does not answer", "waits for its time-stamp", "bytes deleted under the retention plan", "Legal holds")]
    [InlineData("vi", "chưa chấp nhận, chưa từ chối", "chưa trả lời", "đang chờ dấu thời gian", "nội dung đã xóa theo kế hoạch lưu giữ", "Lưu giữ theo yêu cầu pháp lý")]
    public async Task The_console_says_what_for_and_since_when(string language, string held, string asked, string waits, string purged, string hold)
    {
        ConsoleBrowser.Need();
        await using var browser = await ConsoleBrowser.StartAsync();
        var declaration = await PlantAsync(language == "en" ? "airport" : "border");

        await using var list = await browser.OpenAsync($"{house.Gateway.Rig.Gateway}/console?lang={language}");
        await list.KeepAsync($"waits-list-{language}");
        Assert.Contains(held, await list.TextAsync("#held-messages"), StringComparison.Ordinal);
        Assert.Contains("SIG-REVOCATION", await list.TextAsync("#held-messages"), StringComparison.Ordinal);
        Assert.Contains(asked, await list.TextAsync("#waiting-stamps"), StringComparison.Ordinal);

        await using var one = await browser.OpenAsync($"{house.Gateway.Rig.Gateway}/console/declarations/{declaration}?lang={language}");
        await one.KeepAsync($"waits-declaration-{language}");
        Assert.Equal(waits, await one.Page.Locator(".awaits-stamp").First.InnerTextAsync());
        Assert.StartsWith(purged, await one.Page.Locator(".purged").First.InnerTextAsync(), StringComparison.Ordinal);

        await using var holds = await browser.OpenAsync($"{house.Gateway.Rig.Gateway}/console/holds?lang={language}");
        await holds.KeepAsync($"waits-holds-{language}");
        Assert.Contains(hold, await holds.TextAsync("h1"), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("court file 7", await holds.TextAsync("#holds"), StringComparison.Ordinal);
        await using var phone = await browser.OpenAsync($"{house.Gateway.Rig.Gateway}/console?lang={language}", width: 375);
        await phone.KeepAsync($"waits-list-{language}-375");
        Assert.True(await phone.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"));
        Assert.All(new[] { list, one, holds, phone }, window => Assert.Empty(window.Complaints));
    }

    // A message nobody vouches for, a declaration of which one message waits for its stamp and one was purged, and a hold on all of its partner.
    private async Task<Guid> PlantAsync(string partner)
    {
        using var leaf = house.Leaf(partner, "Waiting");
        var (bytes, type) = CustomsPaper.Notice().Numbered("999999999999").Sign(leaf);
        await _posting.AskAsync(HttpMethod.Post, $"/inbox/{partner}", RevocationGateway.Token(partner), Posting.Content(bytes, type));
        var declaration = (Guid)(await _posting.PostAsync(Posting.Declaration(SharedGateway.Word()))).Json["id"]!;
        await UntilAsync($"select count(*) from exchange.inbox i join exchange.envelope e on e.id = i.envelope where e.partner = '{partner}' and i.holds > 0");
        await UntilAsync($"select count(*) from exchange.envelope where declaration = '{declaration}' and direction = 'out'");
        await DoAsync(
            """
            insert into exchange.stamping (envelope, lane, attempts, due, holds)
            select e.id, e.id::text, 3, now() + interval '1 hour', true from exchange.envelope e where e.declaration = $1 and e.direction = 'out' order by e.id limit 1
            """, declaration);
        await DoAsync(
            """
            with plan as (insert into audit.retention_plan (sha256, document, who, at) values (sha256(convert_to($1::text, 'UTF8')), $1::text, 'a test', now()) returning sha256),
            purge as (insert into audit.purge (id, plan, class, days, messages, who, at) select gen_random_uuid(), sha256, 'declarations', 1, 1, 'a test', now() from plan returning id)
            insert into audit.purged (envelope, part, purge, stored, length)
            select d.envelope, 'envelope', purge.id, sha256(''), 0 from declarations.declaration d, purge where d.id = $1
            """, declaration);
        var said = await CommandLine.RunAsync(["evidence", "hold", "--partner", partner, "--reason", "court file 7", "--who", "counsel", "--data", house.Gateway.Rig.Folder]);
        Assert.True(said.Exit == 0, said.Output);
        return declaration;
    }

    private async Task DoAsync(string sql, Guid declaration)
    {
        await using var command = house.Gateway.Database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = declaration });
        Assert.Equal(1, await command.ExecuteNonQueryAsync(Ct));
    }

    private async Task UntilAsync(string counts)
    {
        for (var look = 0; look < 300; look++)
        {
            if (await house.Gateway.Database.ScalarAsync<long>(Ct, counts) > 0)
            {
                return;
            }

            await Task.Delay(100, Ct);
        }

        Assert.Fail($"nothing came of it: {counts}");
    }
}
