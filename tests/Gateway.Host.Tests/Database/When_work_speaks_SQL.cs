using Gateway.Host.Database;
using Xunit;

namespace Gateway.Host.Tests.Database;

public sealed class When_work_speaks_SQL(FreshDatabase database) : IClassFixture<FreshDatabase>
{
    private static readonly Guid Id = Rows.Id();
    private static readonly DateTimeOffset Local = new(2026, 11, 23, 9, 15, 0, TimeSpan.FromHours(7));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, object?, string?> Values => new()
    {
        { "uuid", Id, Id.ToString() },
        { "text", "Đà Nẵng", "Đà Nẵng" },
        { "text", null, null },
        { "bigint", 9_007_199_254_740_993L, "9007199254740993" },
        { "int", 7, "7" },
        { "int", null, null },
        { "boolean", true, "true" },
        { "timestamptz", Local, "2026-11-23 02:15:00+00" },
        { "date", new DateOnly(2026, 2, 28), "2026-02-28" },
        { "bytea", new byte[] { 0, 255 }, "\\x00ff" },
        { "bytea", null, null },
        { "jsonb", new Jsonb("{\"a\": 1}"), "{\"a\": 1}" },
        { "jsonb", null, null },
        { "text[]", new[] { "a", "b" }, "{a,b}" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_value_arrives_as_its_type(string type, object? value, string? text) =>
        Assert.Equal(text, await InWorkAsync(work => work.ScalarAsync<string>($"select ($1::{type})::text", value)));

    [Fact]
    public async Task Values_come_back_as_they_were() => await InWorkAsync(async work =>
    {
        Assert.Equal(Id, await work.ScalarAsync<Guid>("select $1", Id));
        Assert.Equal(Local, await work.ScalarAsync<DateTimeOffset>("select $1", Local));
        Assert.Equal(new DateOnly(2026, 2, 28), await work.ScalarAsync<DateOnly>("select $1", new DateOnly(2026, 2, 28)));
        Assert.Equal(5L, await work.ScalarAsync<long?>("select 5::bigint"));
        Assert.Null(await work.ScalarAsync<long?>("select null::bigint"));
        Assert.Null(await work.ScalarAsync<string>("select 'x' where false"));
        return "";
    });

    [Fact]
    public async Task Rows_come_in_the_order_of_the_query() =>
        Assert.Equal([3, 2, 1], await InWorkAsync(work =>
            work.QueryAsync("select i from generate_series(1, $1) i order by i desc", row => row.GetInt32(0), 3)));

    [Fact]
    public async Task A_list_without_end_is_refused() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            InWorkAsync(work => work.QueryAsync("select i from generate_series(1, 100001) i", row => row.GetInt32(0))));

    [Theory]
    [InlineData(1.5)]
    [InlineData('c')]
    public async Task A_type_the_schema_does_not_know_is_refused(object value) =>
        await Assert.ThrowsAsync<ArgumentException>(() => InWorkAsync(work => work.ScalarAsync<string>("select $1::text", value)));

    private async Task<T> InWorkAsync<T>(Func<Work, Task<T>> work)
    {
        T result = default!;
        await database.Commit.RunAsync(Rows.Id().ToString(), async w =>
        {
            result = await work(w);
            return "";
        }, Ct);
        return result;
    }
}
