using Gateway.Host.Database;
using Xunit;

namespace Gateway.Host.Tests.Database;

public sealed class When_migrations_run(TestDatabase server)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_run_changes_nothing()
    {
        var database = await server.EmptyAsync(Ct);

        Assert.Equal(Migration.Embedded().Count, await GatewayDatabase.MigrateAsync(database, TimeProvider.System, Ct));
        Assert.Equal(0, await GatewayDatabase.MigrateAsync(database, TimeProvider.System, Ct));
    }

    [Fact]
    public async Task Declarations_under_way_before_versions_were_kept_run_under_those_of_their_first_messages()
    {
        var database = await server.EmptyAsync(Ct);
        await using var owner = GatewayDatabase.OpenAsOwner(database);
        var scripts = Migration.Embedded();
        var kept = scripts.Single(script => script.Name == "versions");
        await MigrationHistory.ApplyAsync(owner, [.. scripts.TakeWhile(script => script != kept)], Ct);
        var (declaration, now) = (Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), TimeProvider.System.GetUtcNow());
        await Partitions.EnsureAsync(owner, now, Ct);
        await owner.ScalarAsync<Guid>(Ct, "insert into declarations.declaration values ($1, 'e', 'r', 'IM', 'p/1', 'c', $1, now()) returning id", declaration);
        foreach (var (message, direction, at) in new[] { ("a/b/c/2:X", "out", 2), ("a/b/c/1:X", "out", 1), ("a/b/d/own-1:Y", "out", 3), ("a/b/e/1:Z", "in", 4) })
        {
            await owner.ScalarAsync<Guid>(
                Ct,
                "insert into exchange.envelope (id, direction, partner, channel, message, declaration, correlation, content_type, bytes, length, sha256, recorded_at) values ($1, $2, 'p', 'x', $3, $4, 'c', 't', '', 0, $5, now()) returning id",
                Guid.CreateVersion7(now.AddSeconds(at)), direction, message, declaration, new byte[32]);
        }

        await MigrationHistory.ApplyAsync(owner, scripts, Ct);

        Assert.Equal("a/b/c 1, a/b/d own-1", await owner.ScalarAsync<string>(Ct, "select string_agg(family || ' ' || version, ', ' order by family) from declarations.version"));
    }

    [Fact]
    public async Task Processes_that_start_at_once_apply_each_script_once()
    {
        var database = await server.EmptyAsync(Ct);

        var applied = await Task.WhenAll(Enumerable.Range(0, 4)
            .Select(_ => GatewayDatabase.MigrateAsync(database, TimeProvider.System, Ct)));

        Assert.Equal(Migration.Embedded().Count, applied.Sum());
    }

    [Fact]
    public async Task A_script_changed_after_it_was_applied_is_refused()
    {
        var database = await server.EmptyAsync(Ct);
        await using var owner = GatewayDatabase.OpenAsOwner(database);
        var first = new Migration(1, "first", "create table public.a ()");
        await MigrationHistory.ApplyAsync(owner, [first], Ct);

        var refusal = await Assert.ThrowsAsync<MigrationException>(() => MigrationHistory.ApplyAsync(
            owner, [first with { Sql = "create table public.b ()" }, new(2, "second", "create table public.c ()")], Ct));

        Assert.Contains("1 first", refusal.Message, StringComparison.Ordinal);
        Assert.False(await owner.ScalarAsync<bool>(Ct, "select to_regclass('public.c') is not null"));
    }

    [Fact]
    public async Task A_script_that_fails_leaves_the_ones_before_it_and_nothing_of_itself()
    {
        var database = await server.EmptyAsync(Ct);
        await using var owner = GatewayDatabase.OpenAsOwner(database);
        Migration[] scripts = [new(1, "good", "create table public.a ()"), new(2, "bad", "create table public.b (); select 1/0")];

        var failure = await Assert.ThrowsAsync<MigrationException>(() => MigrationHistory.ApplyAsync(owner, scripts, Ct));

        Assert.Contains("2 bad", failure.Message, StringComparison.Ordinal);
        Assert.True(await owner.ScalarAsync<bool>(Ct, "select to_regclass('public.a') is not null"));
        Assert.False(await owner.ScalarAsync<bool>(Ct, "select to_regclass('public.b') is not null"));
        Assert.Equal(1, await owner.ScalarAsync<long>(Ct, "select count(*) from public.migration"));
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_refused()
    {
        var database = await server.EmptyAsync(Ct);
        await using var owner = GatewayDatabase.OpenAsOwner(database);
        await MigrationHistory.ApplyAsync(owner, [new(1, "first", "select 1"), new(2, "later", "select 2")], Ct);

        await Assert.ThrowsAsync<MigrationException>(() => MigrationHistory.ApplyAsync(owner, [new(1, "first", "select 1")], Ct));
    }

    [Fact]
    public void Line_ends_of_a_checkout_are_no_change() =>
        Assert.Equal(new Migration(1, "a", "x\ny\n").Sha256, new Migration(1, "a", "x\r\ny\r\n").Sha256);
}
