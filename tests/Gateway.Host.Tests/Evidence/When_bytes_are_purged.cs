using Gateway.Evidence;
using Gateway.Host.Evidence;
using Gateway.Host.Serving;
using Gateway.Host.Tests.Database;
using Gateway.Host.Tests.Serving;
using Gateway.Host.Tests.Signatures;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Gateway.Host.Tests.Evidence;

/// <summary>Bytes whose time is over go; everything that says what they were stays, and the chain holds.</summary>
public sealed class When_bytes_are_purged(TestDatabase server, DevelopmentSet certificates)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_chain_holds_and_says_what_went_under_which_class()
    {
        await using var rested = await RestedCase.StartAsync(server, certificates);
        var encrypted = await rested.MessageAsync("an encrypted one", encrypted: true);
        await rested.DoAsync("insert into exchange.stamped (envelope, bytes, sealed, length, sha256, sent, stamped_at, at) select message, 'stamped', false, 7, sha256('stamped'), true, at, at from given");
        await rested.SealAsync();

        var report = await rested.PurgeAsync();

        var line = Assert.Single(report.Lines);
        Assert.Equal(("customs", 2L, 0L, true), (line.Class, line.Messages, line.Refused, report.Whole));
        Assert.Equal("a registration".Length + 64 + "stamped".Length, line.Bytes);
        Assert.Equal((0, 0), (await rested.KeptAsync(rested.Message), await rested.KeptAsync(encrypted)));
        Assert.Equal(0, await rested.Chained.Queries.FirstAsync("select octet_length(bytes) from exchange.stamped", row => row.GetInt32(0), Ct));
        await rested.SealAsync();
        var verdict = await rested.Chained.VerifyAsync();
        Assert.Empty(verdict.Faults);
        Assert.Equal(("customs", 2L), Assert.Single(verdict.Purged) is var purged ? (purged.Class, purged.Messages) : default);
        var kinds = (await rested.Chained.EntriesAsync()).Select(entry => entry.Kind).ToList();
        Assert.Equal((1, 1, 3), (kinds.Count(kind => kind == "plan"), kinds.Count(kind => kind == "purge"), kinds.Count(kind => kind == "purged")));
        Assert.Equal(
            (RestedCase.Plan.ToJson(), "customs", 365, 2, "a test"),
            await rested.Chained.Queries.FirstAsync(
                "select p.document, u.class, u.days, u.messages, u.who from audit.purge u join audit.retention_plan p on p.sha256 = u.plan",
                row => (row.GetString(0), row.GetString(1), row.GetInt32(2), row.GetInt32(3), row.GetString(4)), Ct));
    }

    [Fact]
    public async Task A_second_purge_finds_nothing_and_writes_nothing()
    {
        await using var rested = await RestedCase.StartAsync(server, certificates);
        await rested.PurgeAsync();
        await rested.SealAsync();
        var entries = (await rested.Chained.EntriesAsync()).Count;

        Assert.Empty((await rested.PurgeAsync()).Lines);
        Assert.Equal(0, await rested.TakeAsync(rested.Message));
        await rested.SealAsync();

        Assert.Equal(entries, (await rested.Chained.EntriesAsync()).Count);
    }

    [Fact]
    public async Task A_look_changes_nothing_and_says_what_a_purge_would_do()
    {
        await using var rested = await RestedCase.StartAsync(server, certificates);
        await rested.MessageAsync("too young", at: Rows.At);
        await rested.MessageAsync("of no class", message: "an/other/1:X");
        await rested.SealAsync();
        var entries = (await rested.Chained.EntriesAsync()).Count;

        var report = await rested.Purging.LookAsync(RestedCase.Plan, Ct);

        Assert.Equal(["", "customs"], report.Lines.Select(line => line.Class));
        Assert.Equal((0L, 1L), (report.Lines[0].Messages, report.Lines[0].Spared[SpareReason.Unclassified]));
        Assert.Equal((1L, 14L, 1L), (report.Lines[1].Messages, report.Lines[1].Bytes, report.Lines[1].Spared[SpareReason.Young]));
        Assert.Equal(14, await rested.KeptAsync(rested.Message));
        await rested.SealAsync();
        Assert.Equal(entries, (await rested.Chained.EntriesAsync()).Count);
    }

    [Fact]
    public async Task A_purge_that_is_killed_leaves_its_batch_whole_and_the_next_one_goes_on()
    {
        await using var rested = await RestedCase.StartAsync(server, certificates);
        var (second, third) = (await rested.MessageAsync("second"), await rested.MessageAsync("third"));
        await rested.SealAsync();
        Assert.Equal(1, await rested.TakeAsync(rested.Message));

        await Assert.ThrowsAsync<InvalidOperationException>(() => rested.Chained.DoAsync(async work =>
        {
            var (messages, _) = await RetentionStore.PurgeAsync(work, Rows.Id(), RestedCase.Plan, new PurgeWish("customs", [second, third], "a test"), Rows.At);
            Assert.Equal(2, messages);
            throw new InvalidOperationException("killed");
        }));

        Assert.Equal((0, 6, 5), (await rested.KeptAsync(rested.Message), await rested.KeptAsync(second), await rested.KeptAsync(third)));
        Assert.Equal(2, Assert.Single((await rested.PurgeAsync()).Lines).Messages);
        await rested.SealAsync();
        var verdict = await rested.Chained.VerifyAsync();
        Assert.Empty(verdict.Faults);
        Assert.Equal(3, Assert.Single(verdict.Purged).Messages);
    }

    [Fact]
    public async Task The_gateway_purges_by_itself_where_it_has_a_plan_and_never_without_one()
    {
        await using var rested = await RestedCase.StartAsync(server, certificates);

        await new PurgeUpkeep(RetentionFile.Load(""), rested.Purging, NullLogger<PurgeUpkeep>.Instance).Execute(null!, Ct);
        Assert.Equal(14, await rested.KeptAsync(rested.Message));

        await new PurgeUpkeep(new RetentionFile(RestedCase.Plan), rested.Purging, NullLogger<PurgeUpkeep>.Instance).Execute(null!, Ct);
        Assert.Equal(0, await rested.KeptAsync(rested.Message));
        Assert.Equal("gateway", await rested.Chained.Queries.FirstAsync("select who from audit.purge", row => row.GetString(0), Ct));
    }

    [Theory]
    [InlineData("update exchange.envelope set bytes = ''")]
    [InlineData("delete from exchange.envelope")]
    [InlineData("update exchange.stamped set bytes = ''")]
    [InlineData("insert into audit.purged (envelope, part, purge, stored, length) select envelope, 'stamped', purge, stored, length from audit.purged")]
    [InlineData("insert into audit.purge select * from audit.purge")]
    [InlineData("update audit.purged set stored = stored")]
    [InlineData("delete from audit.purged")]
    [InlineData("delete from audit.hold")]
    [InlineData("update audit.hold set until = now()")]
    [InlineData("delete from audit.release")]
    [InlineData("update audit.retention_plan set document = '{}'")]
    [InlineData("delete from exchange.dead_letter")]
    public async Task The_application_itself_may_not(string sql)
    {
        await using var rested = await RestedCase.StartAsync(server, certificates);
        await rested.PurgeAsync();

        var refused = await Assert.ThrowsAsync<PostgresException>(() => rested.Chained.DoAsync(work => work.ExecuteAsync(sql)));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task No_class_is_purged_that_the_kept_plan_does_not_confirm()
    {
        await using var rested = await RestedCase.StartAsync(server, certificates);
        var plan = RestedCase.PlanOf(RestedCase.Plan.ToJson().Replace("\"days\":365,\"unconfirmed\":false", "\"days\":365,\"unconfirmed\":true", StringComparison.Ordinal));

        foreach (var (kept, named) in new[] { (RestedCase.Plan, "files"), (RestedCase.Plan, "another"), (plan, "customs") })
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => rested.Chained.DoAsync(work => RetentionStore.PurgeAsync(work, Rows.Id(), kept, new PurgeWish(named, [rested.Message], "a test"), Rows.At)));
            Assert.Equal(PostgresErrorCodes.InvalidParameterValue, refused.SqlState);
        }

        Assert.Empty((await rested.Purging.RunAsync(plan, "a test", Ct)).Lines);
        Assert.Equal(14, await rested.KeptAsync(rested.Message));
        var forged = await Assert.ThrowsAsync<PostgresException>(() => rested.Chained.DoAsync(work => work.ExecuteAsync(
            "insert into audit.retention_plan (sha256, document, who, at) values ($1, '{}', 'a test', now())", new byte[32])));
        Assert.Equal(PostgresErrorCodes.CheckViolation, forged.SqlState);
    }

    [Fact]
    public async Task Bytes_that_are_not_those_received_are_evidence_and_stay()
    {
        await using var rested = await RestedCase.StartAsync(server, certificates);
        await rested.Chained.TamperAsync("update exchange.envelope set bytes = 'something else' where id = $1", rested.Message);

        var line = Assert.Single((await rested.PurgeAsync()).Lines);

        Assert.Equal((0L, 1L), (line.Messages, line.Refused));
        Assert.Equal(14, await rested.KeptAsync(rested.Message));
        Assert.Equal(EvidenceCodes.Content, Assert.Single((await rested.Chained.VerifyAsync()).Faults).Code);
    }

    [Fact]
    public async Task Who_lets_bytes_disappear_without_a_purge_is_found()
    {
        await using var rested = await RestedCase.StartAsync(server, certificates);
        var other = await rested.MessageAsync("another");
        await rested.SealAsync();
        await rested.TakeAsync(rested.Message);
        await rested.SealAsync();

        await rested.Chained.TamperAsync("update exchange.envelope set bytes = '' where id = $1", other);
        Assert.Equal(EvidenceCodes.Content, Assert.Single((await rested.Chained.VerifyAsync()).Faults).Code);

        await rested.Chained.TamperAsync("insert into audit.purged (envelope, part, purge, stored, length) select $1, 'envelope', id, sha256('another'), 7 from audit.purge", other);
        var stranger = Assert.Single((await rested.Chained.VerifyAsync()).Faults);
        Assert.Equal((EvidenceCodes.Unsealed, $"purged {other}/envelope"), (stranger.Code, stranger.Path));

        // Even where the sealer was made to seal it, the purge itself says that it took one message.
        await rested.Chained.DoAsync(work => work.ExecuteAsync("insert into audit.pending (kind, key) values ('purged', $1)", $"{other}/envelope"));
        await rested.SealAsync();
        var taken = Assert.Single((await rested.Chained.VerifyAsync()).Faults);
        Assert.Equal(EvidenceCodes.Content, taken.Code);
        Assert.Contains("it took 1 messages, and 2 say", taken.Message, StringComparison.Ordinal);

        await rested.Chained.TamperAsync("update exchange.envelope set bytes = 'x' where id = $1", rested.Message);
        Assert.Contains((await rested.Chained.VerifyAsync()).Faults, fault => fault.Path.Contains($"(envelope {rested.Message})", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_verbs_hold_release_look_and_purge_and_bundles_say_what_is_gone()
    {
        await using var rested = await RestedCase.StartAsync(server, certificates);
        using var folder = new TestFolder();
        var (plan, bundle) = (folder.In("plan.json"), folder.In("evidence.zip"));
        await File.WriteAllTextAsync(plan, RestedCase.Plan.ToJson(), Ct);
        Task<(int Exit, string Output)> RunAsync(params string[] arguments) =>
            CommandLine.RunAsync(["evidence", .. arguments, "--database", rested.Chained.Connection], new() { ["GATEWAY_CERTIFICATES"] = certificates.Directory });

        Assert.Equal(2, (await RunAsync("hold", "--reason", "x")).Exit);
        Assert.Equal(1, (await RunAsync("hold", "--partner", "nobody", "--reason", "x")).Exit);
        var held = await RunAsync("hold", "--declaration", RestedCase.Number, "--reason", "an audit", "--who", "an officer");
        Assert.True(held.Exit == 0 && held.Output.Contains("declaration REF-1  by an officer", StringComparison.Ordinal), held.Output);
        var spared = await RunAsync("purge", "--plan", plan);
        Assert.True(spared.Exit == 0 && spared.Output.Contains("  spared held: 1\n0 messages went", StringComparison.Ordinal), spared.Output);
        var released = await RunAsync("release", held.Output[..36], "--reason", "closed", "--who", "another officer");
        Assert.True(released.Exit == 0 && released.Output.Contains("released by another officer", StringComparison.Ordinal), released.Output);
        Assert.Contains("0 hold, 1 released", (await RunAsync("holds", "--all")).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("purge")).Exit);
        await File.WriteAllTextAsync(folder.In("wrong.json"), RestedCase.Plan.ToJson().Replace("\"days\"", "\"day\"", StringComparison.Ordinal), Ct);
        var (wrong, told) = await RunAsync("purge", "--plan", folder.In("wrong.json"));
        Assert.True(wrong == 2 && told.Contains("wrong.json: $.classes[0].day: it is no plan", StringComparison.Ordinal), told);
        Assert.Contains("customs: 1 messages would go, 14 bytes", (await RunAsync("purge", "--plan", plan, "--dry-run")).Output, StringComparison.Ordinal);
        Assert.Contains("customs: 1 messages went, 14 bytes", (await RunAsync("purge", "--plan", plan)).Output, StringComparison.Ordinal);

        var exported = await RunAsync("export", "--declaration", RestedCase.Number, "--out", bundle);
        Assert.True(exported.Exit == 0, exported.Output);
        var verified = await CommandLine.RunAsync(["evidence", "verify", bundle, "--anchor", certificates.Certificate("gateway")]);
        Assert.Equal(0, verified.Exit);
        Assert.Matches(@"withheld entry 1: its bytes were purged at \d{4}-.*Z under class customs \(entry \d+\)", verified.Output);
        var audit = await CommandLine.RunAsync(["audit", "verify", "--database", rested.Chained.Connection, "--anchor", certificates.Certificate("gateway")]);
        Assert.True(audit.Exit == 0 && audit.Output.Contains("bytes of 1 messages purged under class customs", StringComparison.Ordinal), audit.Output);
    }
}
