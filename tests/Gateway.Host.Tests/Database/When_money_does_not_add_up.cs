using Gateway.Host.Database;
using Npgsql;
using Xunit;

namespace Gateway.Host.Tests.Database;

public sealed class When_money_does_not_add_up(FreshDatabase database) : IClassFixture<FreshDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_journal_whose_debits_are_not_its_credits_is_refused() =>
        RefusedAsync("journal_balances", work => work.JournalAsync(100, -99));

    [Fact]
    public Task A_journal_that_balances_only_across_currencies_is_refused() =>
        RefusedAsync("journal_balances", async work =>
        {
            var journal = await work.JournalAsync(100);
            await work.PostingAsync(journal, -100, "USD");
        });

    [Fact]
    public async Task A_posting_added_to_a_journal_later_is_refused()
    {
        var journal = Guid.Empty;
        await DoneAsync(async work => journal = await work.JournalAsync(100, -100));

        await RefusedAsync("journal_balances", work => work.PostingAsync(journal, 1));
    }

    [Fact]
    public Task A_journal_without_postings_is_refused() => RefusedAsync("journal_has_postings", work => work.JournalAsync());

    [Fact]
    public Task A_posting_without_a_journal_is_refused() =>
        RefusedAsync("posting_journal_fkey", work => work.PostingAsync(Rows.Id(), 1));

    [Fact]
    public Task A_journal_that_has_not_claimed_its_cause_is_refused() =>
        RefusedAsync("journal_has_cause", async work =>
        {
            var journal = Rows.Id();
            await work.BareJournalAsync(journal, "unclaimed");
            await work.PostingAsync(journal, 1);
            await work.PostingAsync(journal, -1);
        });

    [Fact]
    public async Task A_second_journal_for_one_cause_is_refused()
    {
        await DoneAsync(work => JournalForAsync(work, "bank:1"));

        await RefusedAsync("cause_pkey", work => JournalForAsync(work, "bank:1"));
    }

    [Fact]
    public Task A_journal_checked_by_its_maker_is_refused() =>
        RefusedAsync("journal_check", work => work.BareJournalAsync(Rows.Id(), "x", maker: "an", checker: "an"));

    [Fact]
    public async Task A_payment_that_is_placed_whole_is_accepted()
    {
        await DoneAsync(async work =>
        {
            var obligation = await work.ObligationAsync(70);
            var payment = await work.PaymentAsync(100);
            var journal = await work.JournalAsync(100, -70, -30);
            await work.MatchAsync(payment, obligation, 70, journal);
            await work.MatchAsync(payment, null, 30, journal);
        });
    }

    [Fact]
    public Task A_payment_of_which_nothing_is_placed_is_refused() =>
        RefusedAsync("payment_is_placed", work => work.PaymentAsync(100));

    [Fact]
    public Task A_payment_of_which_a_part_is_left_over_is_refused() =>
        RefusedAsync("payment_is_placed", async work =>
        {
            var payment = await work.PaymentAsync(100);
            await work.MatchAsync(payment, null, 99, await work.JournalAsync(99, -99));
        });

    [Fact]
    public async Task Money_placed_twice_is_refused()
    {
        var payment = Guid.Empty;
        await DoneAsync(async work => payment = await work.PaidAsync(await work.ObligationAsync(100), 100));

        await RefusedAsync("payment_is_placed", async work =>
            await work.MatchAsync(payment, null, 1, await work.JournalAsync(1, -1)));
    }

    [Fact]
    public async Task More_than_an_obligation_is_refused()
    {
        var obligation = Guid.Empty;
        await DoneAsync(async work => obligation = await work.ObligationAsync(100));
        await DoneAsync(work => work.PaidAsync(obligation, 60));

        await RefusedAsync("obligation_not_exceeded", work => work.PaidAsync(obligation, 41));
        await DoneAsync(work => work.PaidAsync(obligation, 40));
    }

    [Fact]
    public async Task Two_payments_at_once_do_not_exceed_an_obligation_together()
    {
        var obligation = Guid.Empty;
        await DoneAsync(async work => obligation = await work.ObligationAsync(100));
        Task? second = null;

        // The first has been checked and has not committed when the second is checked.
        await DoneAsync(async first =>
        {
            await first.PaidAsync(obligation, 60);
            await first.ExecuteAsync("set constraints all immediate");
            second = DoneAsync(work => work.PaidAsync(obligation, 60));
            await Machine.UntilAsync(async () => second.IsCompleted || await database.Source.ScalarAsync<bool>(Ct,
                "select exists (select 1 from pg_stat_activity where pid <> pg_backend_pid() and $1 = any (pg_blocking_pids(pid)))",
                first.Connection.ProcessID), Ct);
        });

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => second!);
        Assert.Equal("obligation_not_exceeded", refusal.ConstraintName);
        Assert.Equal(60, await database.Source.ScalarAsync<long>(
            Ct, "select sum(amount)::bigint from reconciliation.match where obligation = $1", obligation));
    }

    [Fact]
    public async Task Another_currency_does_not_pay_an_obligation()
    {
        var obligation = Guid.Empty;
        await DoneAsync(async work => obligation = await work.ObligationAsync(100));

        await RefusedAsync("obligation_in_its_currency", work => work.PaidAsync(obligation, 100, "USD"));
    }

    [Fact]
    public async Task An_old_snapshot_may_not_allocate_money()
    {
        var obligation = Guid.Empty;
        await DoneAsync(async work => obligation = await work.ObligationAsync(100));

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => DoneAsync(async work =>
        {
            await work.ExecuteAsync("commit; begin isolation level repeatable read read write");
            await work.PaidAsync(obligation, 100);
        }));

        Assert.Equal("obligation_not_exceeded", refusal.ConstraintName);
    }

    [Fact]
    public async Task A_second_clearance_of_a_declaration_is_refused()
    {
        var declaration = Rows.Id();
        await DoneAsync(work => ClearedAsync(work, declaration));

        await RefusedAsync("once_pkey", work => ClearedAsync(work, declaration));
    }

    [Fact]
    public Task A_clearance_that_has_not_claimed_its_place_is_refused() =>
        RefusedAsync("event_happens_once", work => work.EventAsync(Rows.Id(), Rows.Id(), "Cleared"));

    private static async Task ClearedAsync(Work work, Guid declaration)
    {
        var id = Rows.Id();
        await work.OnceAsync(id, declaration, "Cleared");
        await work.EventAsync(id, declaration, "Cleared");
    }

    private static async Task JournalForAsync(Work work, string cause)
    {
        var journal = Rows.Id();
        await work.CauseAsync(journal, cause);
        await work.BareJournalAsync(journal, cause);
        await work.PostingAsync(journal, 1);
        await work.PostingAsync(journal, -1);
    }

    private Task DoneAsync(Func<Work, Task> work) => database.Commit.RunAsync(Rows.Id().ToString(), async w =>
    {
        await work(w);
        return "done";
    }, Ct);

    private async Task RefusedAsync(string constraint, Func<Work, Task> work)
    {
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => DoneAsync(work));
        Assert.StartsWith("23", refusal.SqlState, StringComparison.Ordinal);
        Assert.Equal(constraint, refusal.ConstraintName);
    }
}
