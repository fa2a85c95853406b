using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Host.Tests.Declarations;
using Gateway.Host.Tests.Serving;

namespace Gateway.Host.Tests.Exchange;

/// <summary>Dead letters under an operator's hands, by the verb as its own process beside the running gateway.</summary>
[Collection(GatewayCollection.Name)]
public sealed class When_what_was_set_aside_is_decided_on(SharedGateway gateway) : IDisposable
{
    private const string Statement = "900000000010";
    private readonly Posting _posting = new(gateway);
    private readonly Records _evidence = new(gateway);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _posting.Dispose();

    [Fact]
    public async Task A_message_that_failed_is_processed_when_it_is_put_back_once_however_often_that_is_said()
    {
        var (declaration, number) = await NumberAsync();
        var statement = $"98{Random.Shared.NextInt64(10_000_000_000):0000000000}";
        var (bytes, type) = CustomsPaper.Notice().Numbered(number).With(Statement, statement).Sign(gateway.Certificates.Key("customs"));
        await _evidence.DoAsync(
            $$"""
            create function clearance.obstacle() returns trigger language plpgsql as $f$ begin raise exception 'in the way'; end $f$;
            create trigger obstacle before insert on clearance.event for each row when (new.attributes ->> 'statement' = '{{statement}}') execute function clearance.obstacle()
            """);
        Kept failed;
        try
        {
            failed = await SentAsync(bytes, type);
        }
        finally
        {
            await _evidence.DoAsync("drop trigger obstacle on clearance.event; drop function clearance.obstacle()");
        }

        Assert.Equal("EXC-FAILED", failed.Aside);
        Assert.Contains(failed.Id.ToString(), await AsideAsync(0, "list", "--code", "EXC-F", "--partner", "customs"), StringComparison.Ordinal);

        Assert.Contains("1 ok, 0 refused", await AsideAsync(0, "retry", failed.Id.ToString(), "--why", "the obstacle is gone"), StringComparison.Ordinal);
        await AsideAsync(0, "retry", failed.Id.ToString());
        await UntilAsync(1, "select count(*) from clearance.event where envelope = $1 and type = 'TaxAssessed'", failed.Id);
        Assert.Contains("nothing changed", await AsideAsync(0, "retry", failed.Id.ToString()), StringComparison.Ordinal);
        Assert.Contains("ASIDE-DECIDED", await AsideAsync(1, "drop", failed.Id.ToString(), "--why", "too late"), StringComparison.Ordinal);

        Assert.Equal(1, await _evidence.CountAsync("select count(*) from clearance.event where envelope = $1", failed.Id));
        Assert.Equal(2, await _evidence.CountAsync("select count(*) from taxes.obligation where statement = $1 and envelope = $2", statement, failed.Id));
        Assert.Equal(1, await _evidence.CountAsync("select count(*) from exchange.resolution where envelope = $1", failed.Id));
        Assert.Equal(0, await _evidence.CountAsync("select count(*) from exchange.inbox where envelope = $1", failed.Id));
        Assert.DoesNotContain(failed.Id.ToString(), await AsideAsync(0, "list"), StringComparison.Ordinal);
        Assert.Null((await SentAsync(bytes, type)).Aside); // the sender's repeat gets what the second round got
        var messages = (await _posting.GetAsync($"/api/declarations/{declaration}/messages")).Json.AsArray();
        Assert.Equal("SIG-OK", (string?)messages.Single(message => (Guid)message!["id"]! == failed.Id)!["verdict"]);
        Assert.All(messages, message => Assert.Null((string?)message!["setAside"]));
    }

    [Fact]
    public async Task What_was_understood_and_refused_stands_on_its_declaration_until_it_is_put_back_and_comes_back_as_a_round_of_its_own()
    {
        var (declaration, number) = await NumberAsync();
        var (bytes, type) = CustomsPaper.Notice().Numbered(number).With("    39349152", "    39349153").Sign(gateway.Certificates.Key("customs"));
        var kept = await SentAsync(bytes, type);
        Assert.StartsWith("TAX-", kept.Aside, StringComparison.Ordinal);
        Assert.Equal([kept.Aside], await SetAsideAsync(declaration));

        await AsideAsync(0, "retry", kept.Id.ToString());
        await UntilAsync(2, "select count(*) from exchange.dead_letter where envelope = $1", kept.Id);

        Assert.Equal([kept.Aside], await SetAsideAsync(declaration));
        var shown = JsonNode.Parse(await AsideAsync(0, "show", kept.Id.ToString(), "--json"))!;
        Assert.Equal([1, 2], shown["rounds"]!.AsArray().Select(round => (int)round!["round"]!));
        Assert.Equal((declaration.ToString(), "in", "customs"), ((string?)shown["aside"]!["declaration"], (string?)shown["aside"]!["kind"], (string?)shown["aside"]!["partner"]));
        Assert.Equal((true, null), ((bool)shown["kept"]!["sealed"]!, (string?)shown["kept"]!["first"]));
        Assert.Equal(0, await _evidence.CountAsync("select count(*) from taxes.obligation where envelope = $1", kept.Id));
    }

    [Fact]
    public async Task What_is_dropped_is_closed_for_good_with_who_and_why()
    {
        var kept = await SentAsync(Encoding.UTF8.GetBytes("no message " + SharedGateway.Word()), "text/plain");
        var id = kept.Id.ToString();

        Assert.Contains("1 ok, 0 refused", await AsideAsync(0, "drop", id, "--why", "a test of the sender", "--who", "Nguyễn Văn A"), StringComparison.Ordinal);
        await AsideAsync(0, "drop", id, "--why", "again");
        Assert.Contains("ASIDE-DECIDED it was dropped by Nguyễn Văn A", await AsideAsync(1, "retry", id), StringComparison.Ordinal);

        Assert.DoesNotContain(id, await AsideAsync(0, "list"), StringComparison.Ordinal);
        Assert.Contains("by Nguyễn Văn A: a test of the sender", await AsideAsync(0, "show", id), StringComparison.Ordinal);
        Assert.Equal(0, await _evidence.CountAsync("select count(*) from exchange.inbox where envelope = $1", kept.Id));
        Assert.Equal(kept.Bytes, (await _evidence.OfAsync(kept.Bytes)).Bytes);
    }

    [Fact]
    public async Task What_was_kept_in_part_and_what_nobody_knows_cannot_be_put_back()
    {
        var bytes = new byte[2_000_001];
        Random.Shared.NextBytes(bytes);
        await _posting.AskAsync(HttpMethod.Post, "/inbox/customs", gateway.Rig.Tokens["customs"], Posting.Content(bytes, "text/plain"));
        var kept = await _evidence.ProcessedAsync(bytes);
        var nobody = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

        var said = await AsideAsync(1, "retry", kept.Id.ToString(), nobody.ToString());

        Assert.Contains($"refused {kept.Id}: ASIDE-CANNOT only a beginning", said, StringComparison.Ordinal);
        Assert.Contains($"refused {nobody}: ASIDE-UNKNOWN", said, StringComparison.Ordinal);
        Assert.Contains("0 ok, 2 refused", said, StringComparison.Ordinal);
        Assert.Contains("nothing was ever set aside", await AsideAsync(1, "show", nobody.ToString()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_the_partner_refused_is_sent_again_with_the_same_bytes_under_the_next_number_behind_its_lane()
    {
        var (id, bytes) = (Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), Encoding.UTF8.GetBytes("no message " + SharedGateway.Word()));
        await PlantOutAsync(id, "customs", "vn/vnaccs/import/2014:IDA", bytes, "now()");
        await UntilAsync(1, "select count(*) from exchange.dead_letter where envelope = $1 and code = 'EXC-REFUSED'", id);
        await _evidence.DoAsync($"insert into exchange.outbox (envelope, lane, due) values ('{Guid.CreateVersion7(TimeProvider.System.GetUtcNow())}', 'customs/', now() + interval '1 hour')");
        try
        {
            await AsideAsync(0, "retry", id.ToString());
            await Task.Delay(TimeSpan.FromSeconds(1.5), Cancellation); // three sweeps: it stays behind what stands before it in the lane
            Assert.Equal(["2 1"], await _evidence.LinesAsync("select round || ' ' || attempts from exchange.outbox where envelope = $1", id));
        }
        finally
        {
            await _evidence.DoAsync("delete from exchange.outbox where lane = 'customs/' and due > now() + interval '30 minutes'");
        }

        await UntilAsync(2, "select count(*) from exchange.dead_letter where envelope = $1 and code = 'EXC-REFUSED'", id);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        Assert.Equal([$"1 refused {sha256}", $"2 refused {sha256}"], await _evidence.LinesAsync("select number || ' ' || outcome || ' ' || encode(sha256, 'hex') from exchange.attempt where envelope = $1 order by number", id));
        Assert.Equal(0, await _evidence.CountAsync("select count(*) from exchange.outbox where envelope = $1", id));
    }

    [Fact]
    public async Task A_message_too_old_to_be_sent_has_its_days_anew_when_it_is_put_back()
    {
        // This partner has no address: every attempt ends as surely not delivered.
        var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
        await PlantOutAsync(id, "other", "vn/vnaccs/import/2014:IDA", "nothing"u8.ToArray(), "now() - interval '4 days'");
        await UntilAsync(1, "select count(*) from exchange.dead_letter where envelope = $1 and code = 'EXC-AGE'", id);

        await AsideAsync(0, "retry", id.ToString());
        await UntilAsync(1, "select count(*) from exchange.outbox where envelope = $1 and attempts >= 2", id);

        Assert.Equal(1, await _evidence.CountAsync("select count(*) from exchange.dead_letter where envelope = $1", id));
        await _evidence.DoAsync($"delete from exchange.outbox where envelope = '{id}'");
    }

    [Fact]
    public async Task A_payment_refused_before_is_posted_once_when_it_is_put_back_and_the_banks_own_repeat_adds_nothing()
    {
        var paper = new BankPaper(gateway);
        using var soap = new SoapCaller(gateway);
        var message = paper.Sign(BankPaper.Payment(out var transaction));
        var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
        await PlantAsync(id, "in", "bank", null, Encoding.UTF8.GetBytes(message), "now()");
        await _evidence.DoAsync($"insert into exchange.dead_letter (envelope, code, detail, at) values ('{id}', 'SIG-UNTRUSTED', 'as if the certificate had come later', now())");

        await AsideAsync(0, "retry", id.ToString());
        await UntilAsync(1, "select count(*) from payments.payment where transaction_id = $1", transaction);
        await UntilAsync(0, "select count(*) from exchange.inbox where envelope = $1", id);

        Assert.Equal("200", paper.Read(await soap.ProcessAsync(message)).Type);
        Assert.Equal([id.ToString()], await _evidence.LinesAsync("select envelope::text from payments.payment where transaction_id = $1", transaction));
        Assert.Equal(["SIG-OK"], await _evidence.LinesAsync("select code from exchange.verdict where envelope = $1 and round = 2", id));
        Assert.DoesNotContain(id.ToString(), await AsideAsync(0, "list"), StringComparison.Ordinal);
    }

    private Task PlantOutAsync(Guid id, string partner, string message, byte[] bytes, string recorded) => PlantAsync(id, "out", partner, message, bytes, recorded, "outbox");

    private async Task PlantAsync(Guid id, string direction, string partner, string? message, byte[] bytes, string recorded, string? queue = null)
    {
        var name = message is null ? "null" : $"'{message}'";
        var queued = queue is null ? "" : $"; insert into exchange.{queue} (envelope, lane, due) values ('{id}', '{partner}/', now())";
        await _evidence.DoAsync(
            $"""
            insert into exchange.envelope (id, direction, partner, channel, message, correlation, content_type, bytes, length, sha256, recorded_at)
            values ('{id}', '{direction}', '{partner}', 'soap', {name}, 'planted', 'application/xml; charset=UTF-8', '\x{Convert.ToHexString(bytes)}', {bytes.Length},
                '\x{Convert.ToHexString(SHA256.HashData(bytes))}', {recorded}){queued}
            """);
    }

    private async Task<Kept> SentAsync(byte[] bytes, string type)
    {
        var reply = await _posting.AskAsync(HttpMethod.Post, "/inbox/customs", gateway.Rig.Tokens["customs"], Posting.Content(bytes, type));
        Assert.True((int)reply.Status == 202, $"{(int)reply.Status} {reply.Text}");
        return await _evidence.ProcessedAsync(bytes);
    }

    private async Task<IReadOnlyList<string?>> SetAsideAsync(Guid declaration) => (await _posting.GetAsync($"/api/declarations/{declaration}/messages")).Json.AsArray()
        .Select(message => (string?)message!["setAside"]).Where(code => code is not null).ToList();

    /// <summary>A declaration that customs has given a number and about which it says no more.</summary>
    private async Task<(Guid Id, string Number)> NumberAsync()
    {
        var reply = await _posting.PostAsync(Posting.Declaration(SharedGateway.Word()));
        Assert.Equal(201, (int)reply.Status);
        await UntilAsync(1, "select count(*) from exchange.envelope e join exchange.attempt a on a.envelope = e.id where e.declaration = $1 and e.message = 'vn/vnaccs/import/2014:IDC'", reply.Id);
        await UntilAsync(0, "select count(*) from exchange.inbox");
        return (reply.Id, (string)(await _posting.GetAsync($"/api/declarations/{reply.Id}")).Json["declaration"]!["number"]!);
    }

    private async Task UntilAsync(long expected, string sql, params object[] values)
    {
        for (var attempt = 0; attempt < 300; attempt++)
        {
            if (await _evidence.CountAsync(sql, values) == expected)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), Cancellation);
        }

        Assert.Equal(expected, await _evidence.CountAsync(sql, values));
    }

    private async Task<string> AsideAsync(int expected, params string[] arguments)
    {
        var (exit, output) = await CommandLine.RunAsync(["aside", .. arguments, "--data", gateway.Rig.Folder]);
        Assert.True(exit == expected, $"{exit}: {output}");
        return output;
    }
}
