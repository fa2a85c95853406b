using Gateway.Host.Database;
using Npgsql;
using Xunit;

namespace Gateway.Host.Tests.Database;

public sealed class When_the_application_uses_its_role(FreshDatabase database) : IClassFixture<FreshDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("exchange.envelope", "partner = partner")]
    [InlineData("exchange.recognition", "message = message")]
    [InlineData("exchange.dead_letter", "code = code")]
    [InlineData("exchange.resolution", "why = why")]
    [InlineData("clearance.step_failure", "step = step")]
    [InlineData("clearance.event", "type = type")]
    [InlineData("reconciliation.journal", "reason = reason")]
    [InlineData("reconciliation.posting", "account = account")]
    [InlineData("reconciliation.match", "rule = rule")]
    [InlineData("payments.payment", "bank = bank")]
    [InlineData("taxes.obligation", "payer = payer")]
    [InlineData("audit.entry", "kind = kind")]
    [InlineData("audit.anchor", "signer = signer")]
    [InlineData("audit.stamp", "token = token")]
    public async Task What_has_happened_cannot_be_rewritten(string table, string change)
    {
        foreach (var sql in new[] { $"update {table} set {change}", $"delete from {table}", $"truncate {table}" })
        {
            var refusal = await Assert.ThrowsAsync<PostgresException>(
                () => database.Commit.RunAsync(Rows.Id().ToString(), async work =>
                {
                    await work.ExecuteAsync(sql);
                    return "";
                }, Ct));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
        }
    }

    [Fact]
    public async Task A_month_of_a_growing_table_cannot_be_reached_past_its_parent()
    {
        var month = await database.Source.ScalarAsync<string>(Ct,
            "select inhrelid::regclass::text from pg_inherits where inhparent = 'clearance.event'::regclass limit 1");

        var refusal = await Assert.ThrowsAsync<PostgresException>(
            () => database.Source.ScalarAsync<long>(Ct, $"select count(*) from {month}"));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    [Fact]
    public async Task A_connection_that_comes_back_from_the_pool_has_the_role_again_even_if_it_gave_it_up()
    {
        await using var one = GatewayDatabase.Open(new NpgsqlConnectionStringBuilder(database.ConnectionString)
            { MaxPoolSize = 1, ApplicationName = "pool of one" }.ConnectionString);
        int process;
        await using (var connection = await one.OpenConnectionAsync(Ct))
        {
            process = connection.ProcessID;
            await using var leave = new NpgsqlCommand("set role none; set default_transaction_read_only = off", connection);
            await leave.ExecuteNonQueryAsync(Ct);
        }

        Assert.Equal($"{process} gateway_app on", await one.ScalarAsync<string>(
            Ct, "select concat_ws(' ', pg_backend_pid(), current_user, current_setting('default_transaction_read_only'))"));
    }

    [Fact]
    public async Task A_write_outside_a_durable_commit_is_refused()
    {
        await using var naive = database.Source.CreateCommand("insert into database.commit (key, attempt) values ('naive', 1)");

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => naive.ExecuteNonQueryAsync(Ct));

        Assert.Equal(PostgresErrorCodes.ReadOnlySqlTransaction, refusal.SqlState);
    }

    [Fact]
    public async Task The_owner_is_no_superuser() =>
        Assert.False(await database.Source.ScalarAsync<bool>(Ct, "select rolsuper from pg_roles where rolname = session_user"));
}
