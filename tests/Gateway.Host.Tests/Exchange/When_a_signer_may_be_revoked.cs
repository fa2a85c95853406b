using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Gateway.Host.Database;
using Gateway.Host.Evidence;
using Gateway.Host.Exchange;
using Gateway.Host.Tests.Declarations;
using Gateway.Host.Tests.Serving;
using Gateway.Host.Tests.Signatures;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Posting = Gateway.Host.Tests.Declarations.Posting;

namespace Gateway.Host.Tests.Exchange;

/// <summary>What a message's signer is asked about, and what happens while nobody answers.</summary>
public sealed class When_a_signer_may_be_revoked(RevocationGateway house) : IClassFixture<RevocationGateway>, IDisposable
{
    private readonly Posting _posting = new(house.Gateway);
    private readonly Records _evidence = new(house.Gateway);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _posting.Dispose();

    [Fact]
    public async Task Who_is_not_on_the_list_is_accepted_who_is_refused_and_the_list_is_asked_for_once()
    {
        using var good = house.Leaf("harbour", "Good");
        using var bad = house.Leaf("harbour", "Bad");
        house.Web.Answer("/harbour.crl", house.IssuerOf("harbour").List((bad, Issuer.Now.AddDays(-1))));
        var accepted = await SendAsync("harbour", good);
        var refused = await SendAsync("harbour", bad);
        await UntilAsync(accepted, "SIG-OK");
        await UntilAsync(refused, "SIG-REVOKED");
        await UntilAsync(await SendAsync("harbour", good), "SIG-OK");

        Assert.Equal(1, house.Web.Times("/harbour.crl"));
        Assert.StartsWith("SIG-REVOKED", Assert.Single(await _evidence.LinesAsync("select code from exchange.dead_letter where envelope = $1", refused)), StringComparison.Ordinal);
        Assert.Equal(["Good", "Revoked"], await _evidence.LinesAsync("select steps -> 0 ->> 'state' from exchange.basis where envelope = any($1) order by 1", new[] { accepted, refused }));
        Assert.Equal(2, await _evidence.CountAsync(
            "select count(*) from exchange.basis b join exchange.revocation r on r.sha256 = sha256(r.bytes) and encode(r.sha256, 'hex') = any(b.answers) join exchange.certificate c on encode(c.sha256, 'hex') = b.certificates[2] where b.envelope = any($1)",
            new[] { accepted, refused }));
    }

    [Fact]
    public async Task Without_an_answer_a_message_is_held_with_those_behind_it_over_a_restart_and_is_accepted_when_the_answer_comes()
    {
        using var leaf = house.Leaf("airport", "Airport");
        var first = await SendAsync("airport", leaf);
        await HeldAsync(first);
        var second = await SendAsync("airport", leaf);

        var held = await _posting.GetAsync("/inbox/airport/held", RevocationGateway.Token("airport"));
        var shown = Assert.Single(held.Json.AsArray())!;
        Assert.Equal((first, "SIG-REVOCATION", "the signer's certificate: there is no answer", 1), ((Guid)shown["id"]!, (string?)shown["code"], (string?)shown["reason"], (int)shown["behind"]!));
        Assert.Contains("id=\"held-messages\"", await ConsoleAsync(), StringComparison.Ordinal);
        var alarm = new HeldAlarm(new HeldPages(new Queries(house.Gateway.Database)), NullLogger<HeldAlarm>.Instance);
        Assert.Contains(await alarm.LookAsync(Ct), message => message.Id == first && message.Partner == "airport");
        await OthersGoOnAsync();

        await house.RestartAsync();
        Assert.Equal(2, await _evidence.CountAsync("select count(*) from exchange.inbox where envelope = any($1)", new[] { first, second }));
        Assert.Equal(0, await _evidence.CountAsync("select count(*) from exchange.verdict where envelope = any($1)", new[] { first, second }));

        house.Web.Answer("/airport.crl", house.IssuerOf("airport").List());
        await UntilAsync(first, "SIG-OK");
        await UntilAsync(second, "SIG-OK");
        Assert.Equal([first.ToString(), second.ToString()], await _evidence.LinesAsync("select envelope::text from exchange.verdict where envelope = any($1) order by at", new[] { first, second }));
        Assert.Equal(1, await _evidence.CountAsync("select count(*) from exchange.basis b join exchange.envelope e on e.id = b.envelope where b.envelope = $1 and b.judged_at = e.recorded_at and b.at > e.recorded_at", first));
        Assert.Empty((await _posting.GetAsync("/inbox/airport/held", RevocationGateway.Token("airport"))).Json.AsArray());
    }

    [Fact]
    public async Task A_held_message_is_refused_when_the_answer_says_revoked_before_it_came_and_accepted_when_it_says_after()
    {
        using var before = house.Leaf("border", "Before");
        using var after = house.Leaf("border", "After");
        var (first, second) = (await SendAsync("border", before), await SendAsync("border", after));
        await HeldAsync(first);
        house.Web.Answer("/border.crl", house.IssuerOf("border").List((before, Issuer.Now.AddHours(-1)), (after, Issuer.Now.AddMinutes(2))));
        await UntilAsync(first, "SIG-REVOKED");
        await UntilAsync(second, "SIG-OK");
    }

    [Fact]
    public async Task A_list_that_has_ended_leaves_it_held_until_there_is_a_new_one()
    {
        using var leaf = house.Leaf("post", "Post");
        house.Web.Answer("/post.crl", house.IssuerOf("post").List(Issuer.Now.AddHours(-1)));
        var message = await SendAsync("post", leaf);
        await HeldAsync(message);
        Assert.Equal("the signer's certificate: the answer is too old", (await _evidence.LinesAsync("select held from exchange.inbox where envelope = $1", message)).SingleOrDefault());
        house.Web.Answer("/post.crl", house.IssuerOf("post").List());
        await UntilAsync(message, "SIG-OK");
    }

    [Fact]
    public async Task A_person_closes_what_nobody_will_ever_answer_for_and_those_behind_it_go_on()
    {
        using var lost = house.Leaf("quay", "Lost");
        var message = await SendAsync("quay", lost);
        await HeldAsync(message);
        var behind = await SendAsync("quay", lost);
        string[] at = ["--data", house.Gateway.Rig.Folder];
        var listed = await CommandLine.RunAsync(["aside", "held", "--partner", "quay", .. at]);
        Assert.Contains(message.ToString(), listed.Output, StringComparison.Ordinal);
        Assert.Contains("1 held", listed.Output, StringComparison.Ordinal);
        var retried = await CommandLine.RunAsync(["aside", "retry", message.ToString(), .. at]);
        Assert.Equal(1, retried.Exit);
        Assert.Contains("ASIDE-HELD", retried.Output, StringComparison.Ordinal);

        await using (var worker = await house.Gateway.Database.OpenConnectionAsync(Ct))
        {
            var lane = Assert.Single(await _evidence.LinesAsync("select lane from exchange.inbox where envelope = $1", message));
            await using var lockIt = new NpgsqlCommand("select pg_advisory_lock($1)", worker) { Parameters = { new() { Value = Lanes.LockKey("inbox", lane) } } };
            await lockIt.ExecuteNonQueryAsync(Ct);
            var busy = await CommandLine.RunAsync(["aside", "drop", message.ToString(), "--why", "too early", .. at]);
            Assert.Equal(1, busy.Exit);
            Assert.Contains("ASIDE-BUSY", busy.Output, StringComparison.Ordinal);
            Assert.Equal(0, await _evidence.CountAsync("select count(*) from exchange.resolution where envelope = $1", message));
            await using var open = new NpgsqlCommand("select pg_advisory_unlock_all()", worker);
            await open.ExecuteNonQueryAsync(Ct);
        }

        var dropped = await CommandLine.RunAsync(["aside", "drop", message.ToString(), "--why", "the authority is gone", "--who", "an operator", .. at]);
        Assert.True(dropped.Exit == 0, dropped.Output);
        var again = await CommandLine.RunAsync(["aside", "drop", message.ToString(), "--why", "once more", .. at]);
        Assert.True(again.Exit == 0, again.Output);
        Assert.Contains("nothing changed", again.Output, StringComparison.Ordinal);
        await HeldAsync(behind);
        Assert.Equal(["SIG-REVOCATION drop an operator the authority is gone"], await _evidence.LinesAsync(
            "select d.code || ' ' || r.decision || ' ' || r.who || ' ' || r.why from exchange.dead_letter d join exchange.resolution r on r.envelope = d.envelope and r.round = d.round where d.envelope = $1", message));

        house.Web.Answer("/quay.crl", house.IssuerOf("quay").List());
        await UntilAsync(behind, "SIG-OK");
        Assert.Equal(0, await _evidence.CountAsync("select count(*) from exchange.verdict where envelope = $1 and valid", message));
    }

    // A port's caller waits for an answer there cannot be: it is told to come again, and the money is booked once.
    [Fact]
    public async Task A_bank_is_told_to_come_again_and_its_payment_is_taken_once_when_the_answer_comes()
    {
        using var leaf = house.Leaf("bank", "Bank");
        using var caller = new SoapCaller(house.Gateway);
        var paper = new BankPaper(house.Gateway);
        var message = BankPaper.Sign(BankPaper.Payment(out var transaction), leaf);
        async Task<SoapReply> CallAsync() => await caller.CallAsync("/soap/payment", "WSProcess", SoapCaller.Soap11, ("publicKey", ""), ("msg", message));

        var told = await CallAsync();
        Assert.True(told.IsFault, told.Text);
        Assert.Contains("Send the message again", told.Text, StringComparison.Ordinal);
        Assert.Equal(0, await _evidence.CountAsync("select count(*) from payments.payment where transaction_id = $1", transaction));

        house.Web.Answer("/bank.crl", house.IssuerOf("bank").List());
        for (var look = 0; look < 400 && await _evidence.CountAsync("select count(*) from payments.payment where transaction_id = $1", transaction) == 0; look++)
        {
            await Task.Delay(100, Ct);
        }

        var answer = paper.Read((await CallAsync()).Result("WSProcess"));
        Assert.Equal(("200", transaction), (answer.Type, answer.RequestId));
        Assert.Equal(1, await _evidence.CountAsync("select count(*) from payments.payment where transaction_id = $1", transaction));
    }

    [Fact]
    public async Task What_a_verdict_was_judged_by_leaves_with_the_evidence_and_is_checked_there()
    {
        var from = Issuer.Now.AddSeconds(-1);
        using var leaf = house.Leaf("canal", "Canal");
        house.Web.Answer("/canal.crl", house.IssuerOf("canal").List());
        var message = await SendAsync("canal", leaf);
        await UntilAsync(message, "SIG-OK");
        await _evidence.SealedAsync("basis", message + "/%");

        using var folder = new TestFolder();
        var (bundle, rig) = (folder.In("evidence.zip"), house.Gateway.Rig);
        var exported = await CommandLine.RunAsync(
            ["evidence", "export", "--from", from.ToString("O"), "--to", Issuer.Now.AddMinutes(1).ToString("O"), "--out", bundle, "--data", rig.Folder], new() { ["GATEWAY_CERTIFICATES"] = rig.Certificates });
        Assert.True(exported.Exit == 0, exported.Output);
        string[] verify = ["evidence", "verify", bundle, "--anchor", Path.Combine(rig.Certificates, "gateway.crt.pem")];
        var sound = await CommandLine.RunAsync(verify);
        Assert.True(sound.Exit == 0, sound.Output);

        var files = BundleFile.Read(bundle);
        Assert.Contains(files, file => file.Key.StartsWith("certificates/", StringComparison.Ordinal) && file.Value.Span.SequenceEqual(leaf.RawData));
        var answer = files.Keys.First(name => name.StartsWith("revocation/", StringComparison.Ordinal));
        files[answer] = house.IssuerOf("canal").List((leaf, Issuer.Now.AddDays(-1)));
        BundleFile.Write(bundle, files);
        var tampered = await CommandLine.RunAsync(verify);
        Assert.Equal(1, tampered.Exit);
        Assert.Contains(answer, tampered.Output, StringComparison.Ordinal);
        var audit = await CommandLine.RunAsync(["audit", "verify", "--data", rig.Folder], new() { ["GATEWAY_CERTIFICATES"] = rig.Certificates });
        Assert.True(audit.Exit == 0, audit.Output);
    }

    private async Task OthersGoOnAsync()
    {
        var (bytes, type) = CustomsPaper.Notice().Numbered("999999999999").Sign(house.Gateway.Certificates.Key("customs"));
        await _posting.AskAsync(HttpMethod.Post, "/inbox/customs", house.Gateway.Rig.Tokens["customs"], Posting.Content(bytes, type));
        Assert.Equal("SIG-OK", (await _evidence.ProcessedAsync(bytes)).Verdict);
    }

    private async Task<Guid> SendAsync(string partner, X509Certificate2 key)
    {
        var (bytes, type) = CustomsPaper.Notice().Numbered("999999999999").Sign(key);
        var reply = await _posting.AskAsync(HttpMethod.Post, $"/inbox/{partner}", RevocationGateway.Token(partner), Posting.Content(bytes, type));
        return (Guid)reply.Json["id"]!;
    }

    private async Task<string> ConsoleAsync()
    {
        using var client = new HttpClient();
        return await client.GetStringAsync(new Uri(house.Gateway.Rig.Gateway + "/console?lang=en"), Ct);
    }

    private async Task HeldAsync(Guid message)
    {
        for (var look = 0; look < 200; look++)
        {
            if (await _evidence.CountAsync("select count(*) from exchange.inbox where envelope = $1 and holds > 0", message) == 1)
            {
                return;
            }

            await Task.Delay(50, Ct);
        }

        Assert.Fail("it is not held: " + string.Join(", ", await _evidence.LinesAsync("select code from exchange.verdict where envelope = $1", message)));
    }

    private async Task UntilAsync(Guid message, string code)
    {
        for (var look = 0; look < 700; look++)
        {
            if (await _evidence.LinesAsync("select code from exchange.verdict where envelope = $1", message) is [var verdict])
            {
                Assert.Equal(code, verdict);
                return;
            }

            await Task.Delay(100, Ct);
        }

        Assert.Fail("no verdict: " + string.Join(", ", await _evidence.LinesAsync("select holds || ' ' || held from exchange.inbox where envelope = $1", message)));
    }
}
