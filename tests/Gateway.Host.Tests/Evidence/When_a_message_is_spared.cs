using Gateway.Evidence;
using Gateway.Host.Database;
using Gateway.Host.Evidence;
using Gateway.Host.Tests.Database;
using Gateway.Host.Tests.Signatures;
using Npgsql;

namespace Gateway.Host.Tests.Evidence;

/// <summary>What failed, waits, is open or is held keeps its bytes, though its time is over: the gateway does not ask for them, and the database would not give them.</summary>
public sealed class When_a_message_is_spared(TestDatabase server, DevelopmentSet certificates)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SpareReason.Queued, "insert into exchange.inbox (envelope, lane, due) select message, 'l', at from given")]
    [InlineData(SpareReason.Queued, "insert into exchange.outbox (envelope, lane, due) select message, 'l', at from given")]
    [InlineData(SpareReason.Queued, "insert into exchange.stamping (envelope, lane, due, holds) select message, 'l', at, false from given")]
    [InlineData(SpareReason.Aside, "insert into exchange.dead_letter (envelope, code, detail, at) select message, 'EXC-FAILED', '', at from given")]
    [InlineData(SpareReason.Aside, "insert into exchange.dead_letter (envelope, declaration, code, detail, at) select id, declaration, 'EXC-FAILED', '', at from given")]
    [InlineData(SpareReason.Unfinished, "insert into clearance.event (id, declaration, type, occurred_at, recorded_at, source) select id, declaration, 'Suspended', at, at, 'customs' from given")]
    [InlineData(SpareReason.Unfinished, "insert into clearance.event (id, declaration, type, occurred_at, recorded_at, source, envelope) select id, id, 'Registered', at, at, 'customs', message from given")]
    [InlineData(SpareReason.Unpaid, "insert into taxes.obligation (id, declaration, number, statement, tax_item, amount, currency, payer, envelope, opened_at) select id, declaration, '10000000001', 't', '1702', 1, 'VND', '0100', id, at from given")]
    [InlineData(SpareReason.Unmatched, "insert into reconciliation.exception (id, payment, queue, reason, evidence, at) select given.id, p.id, 'q', 'R9', '{}', given.at from given, payments.payment p")]
    [InlineData(SpareReason.Disagreeing, "insert into reconciliation.day_close (bank, day, envelope, agrees, result, at) select 'bank', '2026-11-27', message, false, '{}', at from given")]
    [InlineData(SpareReason.Held, "insert into audit.hold (id, declaration, reason, who, at) select id, declaration, 'r', 'w', at from given")]
    [InlineData(SpareReason.Held, "insert into audit.hold (id, partner, reason, who, at) select id, 'customs', 'r', 'w', at from given")]
    [InlineData(SpareReason.Held, "insert into audit.hold (id, partner, reason, who, at) select id, 'an-enterprise', 'r', 'w', at from given")]
    [InlineData(SpareReason.Held, "insert into audit.hold (id, since, until, reason, who, at) select id, at, at + interval '1 second', 'r', 'w', at from given")]
    public async Task By_the_gateway_and_by_the_database(SpareReason reason, string sql)
    {
        await using var rested = await RestedCase.StartAsync(server, certificates);
        Assert.Empty((await rested.CandidateAsync(rested.Message))!.Item.Standing);

        await rested.DoAsync(sql);
        await rested.SealAsync();

        Assert.Equal([reason], (await rested.CandidateAsync(rested.Message))!.Item.Standing);
        Assert.Equal(0, await rested.TakeAsync(rested.Message));
        var line = Assert.Single((await rested.PurgeAsync()).Lines);
        Assert.Equal((0L, 0L, 1L), (line.Messages, line.Refused, line.Spared[reason]));
        Assert.Equal(14, await rested.KeptAsync(rested.Message));
        Assert.Empty((await rested.Chained.VerifyAsync()).Faults);
    }

    [Theory]
    [InlineData("insert into audit.hold (id, declaration, reason, who, at) select id, id, 'r', 'w', at from given")]
    [InlineData("insert into audit.hold (id, partner, reason, who, at) select id, 'bank', 'r', 'w', at from given")]
    [InlineData("insert into audit.hold (id, partner, since, reason, who, at) select id, 'customs', at + interval '1 second', 'r', 'w', at from given")]
    [InlineData("insert into audit.hold (id, until, reason, who, at) select id, at, 'r', 'w', at from given")]
    public async Task But_not_by_a_hold_over_something_else(string sql)
    {
        await using var rested = await RestedCase.StartAsync(server, certificates);

        await rested.DoAsync(sql);

        Assert.Equal(1, Assert.Single((await rested.PurgeAsync()).Lines).Messages);
    }

    [Fact]
    public async Task While_something_else_of_its_declaration_waits()
    {
        await using var rested = await RestedCase.StartAsync(server, certificates);
        var sister = await rested.MessageAsync("another message of it", rested.Declaration);
        await rested.SealAsync();

        await rested.Chained.DoAsync(work => work.ExecuteAsync("insert into exchange.outbox (envelope, lane, due) values ($1, 'l', $2)", sister, RestedCase.Old));

        Assert.Equal([SpareReason.Queued], (await rested.CandidateAsync(rested.Message))!.Item.Standing);
        Assert.Equal(0, await rested.TakeAsync(rested.Message, sister));
    }

    // Whoever brought a message is seen from the call alone, so the two stay together.
    [Fact]
    public async Task While_the_message_inside_of_a_signed_call_is_spared_and_the_other_way_round()
    {
        await using var rested = await RestedCase.StartAsync(server, certificates);
        var call = await rested.MessageAsync("a signed call", around: Guid.Empty);
        var inside = await rested.MessageAsync("the message inside", rested.Declaration, around: call);
        var stranger = await rested.MessageAsync("another signed call", around: Guid.Empty);
        await rested.DoAsync("insert into audit.hold (id, declaration, reason, who, at) select id, declaration, 'r', 'w', at from given");
        await rested.SealAsync();
        Assert.Equal([SpareReason.Held], (await rested.CandidateAsync(call))!.Item.Standing);
        Assert.Equal(0, await rested.TakeAsync(call, inside));

        await rested.DoAsync("insert into audit.release (hold, why, who, at) select h.id, 'y', 'w', given.at from given, audit.hold h");
        await rested.Chained.DoAsync(work => work.ExecuteAsync("insert into exchange.dead_letter (envelope, code, detail, at) values ($1, 'EXC-FAILED', '', $2)", call, RestedCase.Old));
        await rested.SealAsync();
        Assert.Equal([SpareReason.Aside], (await rested.CandidateAsync(inside))!.Item.Standing);
        Assert.Equal(0, await rested.TakeAsync(call, inside));
        Assert.Equal(1, await rested.TakeAsync(stranger));
    }

    [Fact]
    public async Task While_a_step_of_its_declaration_is_set_aside_and_no_longer_when_somebody_decided()
    {
        await using var rested = await RestedCase.StartAsync(server, certificates);
        await rested.DoAsync(
            """
            , failed as (insert into clearance.step_failure (id, declaration, procedure, step, message, envelope, at) select id, declaration, 'p', 's', 'm', id, at from given returning id, at)
            insert into exchange.dead_letter (envelope, code, detail, at) select id, 'EXC-FAILED', '', at from failed
            """);
        await rested.SealAsync();
        Assert.Equal([SpareReason.Aside], (await rested.CandidateAsync(rested.Message))!.Item.Standing);
        Assert.Equal(0, await rested.TakeAsync(rested.Message));

        await rested.DoAsync("insert into exchange.resolution (envelope, round, decision, who, why, at) select d.envelope, 1, 'drop', 'w', 'y', given.at from given, exchange.dead_letter d");
        await rested.SealAsync();

        Assert.Equal(1, await rested.TakeAsync(rested.Message));
    }

    [Fact]
    public async Task While_money_of_it_has_no_place()
    {
        await using var rested = await RestedCase.StartAsync(server, certificates);
        var payment = await rested.MessageAsync("a payment");
        await rested.PaidAsync(payment, null, 300);
        await rested.SealAsync();

        Assert.Equal([SpareReason.Unmatched], (await rested.CandidateAsync(payment))!.Item.Standing);
        Assert.Equal(0, await rested.TakeAsync(payment));
        Assert.Equal(1, await rested.TakeAsync(rested.Message));
    }

    [Fact]
    public async Task Before_the_chain_has_it()
    {
        await using var rested = await RestedCase.StartAsync(server, certificates);
        var unsealed = await rested.MessageAsync("not sealed yet");

        Assert.Equal([SpareReason.Unsealed], (await rested.CandidateAsync(unsealed))!.Item.Standing);
        Assert.Equal(0, await rested.TakeAsync(unsealed));
        await rested.SealAsync();
        Assert.Equal(1, await rested.TakeAsync(unsealed));
    }

    [Fact]
    public async Task Until_the_last_thing_that_happened_to_its_declaration_is_long_ago()
    {
        await using var rested = await RestedCase.StartAsync(server, certificates);
        await rested.Chained.DoAsync(work => work.EventAsync(Rows.Id(), rested.Declaration, "GateOut"));

        Assert.Equal(0, await rested.TakeAsync(rested.Message));
        Assert.Equal(1, Assert.Single((await rested.Purging.LookAsync(RestedCase.Plan, Ct)).Lines).Spared[SpareReason.Young]);
    }

    [Fact]
    public async Task Whatever_the_plan_says_while_it_is_held_and_no_longer_once_it_is_released()
    {
        await using var rested = await RestedCase.StartAsync(server, certificates);
        var pages = new HoldPages(rested.Chained.Queries);
        var desk = new HoldDesk(rested.Chained.Commit, pages, TimeProvider.System);
        var first = await desk.HoldAsync(new HoldScope(rested.Declaration, null, null, null), "an officer", "an audit", Ct);
        var second = await desk.HoldAsync(new HoldScope(null, "customs", null, null), "another", "a case", Ct);
        Assert.Equal(0, await rested.TakeAsync(rested.Message));

        Assert.True((await desk.ReleaseAsync(first.Id, "an officer", "closed", Ct))!.Value.Made);
        Assert.False((await desk.ReleaseAsync(first.Id, "somebody", "again", Ct))!.Value.Made);
        Assert.Equal(0, await rested.TakeAsync(rested.Message));
        Assert.Equal([second.Id], (await pages.ListAsync(all: false, 10, Ct)).Select(hold => hold.Id));

        await desk.ReleaseAsync(second.Id, "another", "closed", Ct);
        Assert.Equal(1, await rested.TakeAsync(rested.Message));
        Assert.Null(await desk.ReleaseAsync(Guid.Empty, "another", "closed", Ct));
        Assert.Equal(("an officer", "closed"), (await pages.FindAsync(first.Id, Ct))!.Release is { } release ? (release.Who, release.Why) : default);
        await rested.SealAsync();
        Assert.Equal(4, (await rested.Chained.EntriesAsync()).Count(entry => entry.Kind is "legal-hold" or "release"));
        Assert.Empty((await rested.Chained.VerifyAsync()).Faults);
    }

    [Fact]
    public async Task By_a_hold_that_is_committed_while_the_purge_waits_for_it()
    {
        await using var rested = await RestedCase.StartAsync(server, certificates);
        await using var connection = new NpgsqlConnection(rested.Chained.Connection);
        await connection.OpenAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await using var hold = new NpgsqlCommand("insert into audit.hold (id, declaration, reason, who, at) values ($1, $2, 'r', 'w', now())", connection, transaction)
            { Parameters = { new() { Value = Rows.Id() }, new() { Value = rested.Declaration } } };
        await hold.ExecuteNonQueryAsync(Ct);

        var purge = rested.TakeAsync(rested.Message);
        while (!await rested.Chained.Queries.FirstAsync("select exists (select from pg_locks where relation = 'audit.hold'::regclass and not granted)", row => row.GetBoolean(0), Ct))
        {
            Assert.False(purge.IsCompleted, "it did not wait");
        }

        await transaction.CommitAsync(Ct);

        Assert.Equal(0, await purge);
        Assert.Equal(14, await rested.KeptAsync(rested.Message));
    }
}
