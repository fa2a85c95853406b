using Gateway.Host.Database;
using Npgsql;
using Xunit;

namespace Gateway.Host.Tests.Database;

/// <summary>Keys that only guard against our own repeats are forgotten after a while; a partner's identity never is.</summary>
public sealed class When_commit_keys_grow_old(FreshDatabase database) : IClassFixture<FreshDatabase>
{
    private static readonly string[] Passing = ["received:1", "attempt:1:1", "process-failed:1:0", "aside:1", "refused:1", "conflict:1", "seal:1", "anchor:1"];
    private static readonly string[] Lasting = ["declare:enterprise:1", "payment:bank:1", "day-close:bank:1", "informed:bank:213:1", "polled:customs:1", "process:1", "seal-key:1"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_old_keys_of_our_own_go_however_many_there_are()
    {
        var now = TimeProvider.System.GetUtcNow();
        foreach (var key in Passing.Concat(Lasting))
        {
            await OfAsync($"{key}:old", now - Retention.Kept - TimeSpan.FromMinutes(1));
            await OfAsync($"{key}:young", now - Retention.Kept + TimeSpan.FromMinutes(1));
        }

        await OwnerAsync("insert into database.commit (key, attempt, at) select 'received:many-' || n, 1, now() - interval '40 days' from generate_series(1, 12000) n");

        Assert.Equal(12_000 + Passing.Length, await Retention.ForgetAsync(database.Source, now, Ct));
        Assert.Equal(0, await Retention.ForgetAsync(database.Source, now, Ct));
        var left = await database.Source.QueryAsync(Ct, "select key from database.commit where key like '%:old' or key like '%:young'", row => row.GetString(0));
        Assert.Equal(Lasting.Select(key => $"{key}:old").Concat(Passing.Concat(Lasting).Select(key => $"{key}:young")).Order(StringComparer.Ordinal), left.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Nobody_forgets_a_young_key_or_deletes_one_by_hand()
    {
        var young = await Assert.ThrowsAsync<PostgresException>(() => database.Source.ScalarAsync<int>(Ct, "select database.forget_commits(now() - interval '29 days', 10)"));
        Assert.Equal("22023", young.SqlState);
        var hand = await Assert.ThrowsAsync<PostgresException>(() => database.Commit.RunAsync(
            "by-hand",
            async work =>
            {
                await work.ExecuteAsync("delete from database.commit");
                return "";
            },
            Ct));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, hand.SqlState);
    }

    private Task OfAsync(string key, DateTimeOffset at) => OwnerAsync("insert into database.commit (key, attempt, at) values ($1, 1, $2)", key, at);

    private async Task OwnerAsync(string sql, params object[] values)
    {
        await using var owner = NpgsqlDataSource.Create(database.ConnectionString);
        await using var command = owner.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await command.ExecuteNonQueryAsync(Ct);
    }
}
