using Gateway.Host.Database;
using Npgsql;
using Xunit;

namespace Gateway.Host.Tests.Database;

public sealed class When_a_month_begins(FreshDatabase database) : IClassFixture<FreshDatabase>
{
    private static readonly DateTimeOffset Begin = new(2031, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_partitions_of_this_month_and_the_next_two_are_made_once()
    {
        var now = new DateTimeOffset(2029, 11, 30, 23, 59, 59, TimeSpan.Zero);

        var made = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Partitions.EnsureAsync(database.Source, now, Ct)));

        Assert.Equal(4 * 3, made.Sum());
        Assert.Equal("event_2029_11 event_2029_12 event_2030_01", await database.Source.ScalarAsync<string>(Ct,
            """
            select string_agg(relname, ' ' order by relname) from pg_class
            where relname ~ '^event_(2029|2030_01)' and relkind = 'r'
            """));
    }

    [Fact]
    public async Task The_last_id_of_a_month_and_the_first_of_the_next_lie_in_different_partitions()
    {
        await Partitions.EnsureAsync(database.Source, Begin.AddDays(-1), Ct);
        Guid[] ids =
        [
            Last(Begin.AddMilliseconds(-1)),
            Partitions.FirstId(Begin),
            Rows.Id(Begin),
            Rows.Id(Begin.AddMilliseconds(-1)),
        ];

        await database.Commit.RunAsync("boundary", async work =>
        {
            foreach (var id in ids)
            {
                await work.EnvelopeAsync(id);
            }
            return "";
        }, Ct);

        var where = new List<string?>();
        foreach (var id in ids)
        {
            where.Add(await database.Source.ScalarAsync<string>(
                Ct, "select tableoid::regclass::text from exchange.envelope where id = $1", id));
        }
        Assert.Equal(
            ["exchange.envelope_2030_12", "exchange.envelope_2031_01", "exchange.envelope_2031_01", "exchange.envelope_2030_12"], where);
    }

    [Fact]
    public async Task The_database_and_the_program_agree_on_where_months_begin()
    {
        for (var month = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero); month.Year < 2040; month = month.AddMonths(1))
        {
            Assert.Equal(Partitions.FirstId(month), await database.Source.ScalarAsync<Guid>(
                Ct, "select database.first_id($1 at time zone 'UTC')", month));
        }
    }

    [Fact]
    public async Task A_row_of_a_month_that_upkeep_has_not_made_is_refused_and_accepted_afterwards()
    {
        var far = new DateTimeOffset(2035, 6, 15, 0, 0, 0, TimeSpan.Zero);
        Task StoreAsync() => database.Commit.RunAsync("far", async work =>
        {
            await work.EnvelopeAsync(Rows.Id(far));
            return "";
        }, Ct);

        var refusal = await Assert.ThrowsAsync<PostgresException>(StoreAsync);
        Assert.Equal(PostgresErrorCodes.CheckViolation, refusal.SqlState);

        await Partitions.EnsureAsync(database.Source, far, Ct);
        await StoreAsync();
    }

    [Fact]
    public async Task Constraints_hold_in_new_partitions_too()
    {
        var later = new DateTimeOffset(2036, 1, 15, 0, 0, 0, TimeSpan.Zero);
        await Partitions.EnsureAsync(database.Source, later, Ct);

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => database.Commit.RunAsync("lopsided", async work =>
        {
            var journal = Rows.Id(later);
            await work.CauseAsync(journal, "lopsided");
            await work.BareJournalAsync(journal, "lopsided");
            await work.ExecuteAsync(
                "insert into reconciliation.posting (id, journal, account, debit, currency) values ($1, $2, 'A', 1, 'VND')",
                Rows.Id(later), journal);
            return "";
        }, Ct));

        Assert.Equal("journal_balances", refusal.ConstraintName);
    }

    private static Guid Last(DateTimeOffset at)
    {
        var bytes = Rows.Id(at).ToByteArray(bigEndian: true);
        bytes.AsSpan(6).Fill(0xff);
        return new Guid(bytes, bigEndian: true);
    }
}
