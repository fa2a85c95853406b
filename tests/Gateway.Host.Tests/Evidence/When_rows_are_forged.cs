using Gateway.Evidence;
using Gateway.Host.Evidence;
using Gateway.Host.Tests.Database;
using Gateway.Host.Tests.Signatures;

namespace Gateway.Host.Tests.Evidence;

/// <summary>Somebody who owns the database takes its constraints away and puts rows where none can stand: the audit finds them and names the place.</summary>
public sealed class When_rows_are_forged(TestDatabase server, DevelopmentSet certificates)
{
    private const string WithoutKeys =
        """
        do $$ declare one record; begin
            for one in select conrelid::regclass as place, conname from pg_constraint where contype in ('p', 'u') and conparentid = 0
                and connamespace in ('exchange'::regnamespace, 'clearance'::regnamespace, 'taxes'::regnamespace, 'payments'::regnamespace, 'reconciliation'::regnamespace, 'audit'::regnamespace) loop
                execute format('alter table %s drop constraint %I cascade', one.place, one.conname);
            end loop;
        end $$
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_forged_row_before_the_genuine_one_is_named()
    {
        await using var chained = await FilledAsync();
        var id = (await chained.EntriesAsync())[5].Key;
        await chained.TamperAsync(WithoutKeys);
        await chained.TamperAsync("create table clearance.genuine as select * from clearance.event where id = $1", Guid.Parse(id));
        await chained.TamperAsync("update clearance.event set type = 'Cleared' where id = $1", Guid.Parse(id));
        await chained.TamperAsync("insert into clearance.event select * from clearance.genuine");

        var faults = (await chained.VerifyAsync()).Faults;

        Assert.Contains((EvidenceCodes.Content, $"entry 6 (event {id})", "it stands there twice"), faults.Select(fault => (fault.Code, fault.Path, fault.Message)));
    }

    [Fact]
    public async Task What_stands_there_twice_is_named_whatever_it_is()
    {
        await using var rested = await RestedCase.StartAsync(server, certificates);
        await rested.PurgeAsync();
        await rested.SealAsync();
        await rested.Chained.FillAsync();
        await rested.Chained.TamperAsync(WithoutKeys);
        var entries = await rested.Chained.EntriesAsync();
        var kinds = KeptKind.All.Where(kind => entries.Exists(entry => entry.Kind == kind.Kind)).ToList();
        Assert.True(kinds.Count >= 15, string.Join(' ', kinds.Select(kind => kind.Kind)));

        foreach (var kind in kinds)
        {
            await rested.Chained.TamperAsync($"insert into {kind.Table} select * from {kind.Table}");
        }

        var twice = (await rested.Chained.VerifyAsync()).Faults.Where(fault => fault.Message == "it stands there twice").Select(fault => fault.Path).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(entries.Select(ChainReading.Place).Order(StringComparer.Ordinal), twice.Order(StringComparer.Ordinal));
    }

    private async Task<Chained> FilledAsync()
    {
        var chained = await Chained.StartAsync(server, certificates);
        await chained.FillAsync();
        return chained;
    }
}
