using Gateway.Evidence;
using Gateway.Host.Evidence;
using Gateway.Host.Tests.Database;
using Gateway.Host.Tests.Serving;
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

    [Fact]
    public async Task A_posting_of_no_journal_is_named()
    {
        await using var chained = await FilledAsync();
        var id = Rows.Id();

        await chained.TamperAsync("insert into reconciliation.posting (id, journal, account, debit, currency) values ($1, $1, 'A', 1, 'VND')", id);

        var fault = Assert.Single((await chained.VerifyAsync()).Faults);
        Assert.Equal((EvidenceCodes.Unsealed, $"posting {id}"), (fault.Code, fault.Path));
    }

    [Theory]
    [InlineData("alter table audit.entry drop constraint entry_sequence_check")]
    [InlineData("alter table audit.entry drop constraint entry_pkey, alter column sequence drop not null")]
    public async Task An_entry_at_a_place_that_is_never_read_hides_nothing(string free)
    {
        await using var chained = await FilledAsync();
        var id = Rows.Id();
        await chained.TamperAsync(free);
        await chained.TamperAsync("insert into clearance.event (id, declaration, type, occurred_at, recorded_at, source) values ($1, $1, 'Released', now(), now(), 'customs')", id);
        await chained.TamperAsync(
            $"insert into audit.entry (sequence, previous, kind, key, at, digest, hash) select {(free.Contains("pkey", StringComparison.Ordinal) ? "null" : "0")}, previous, 'event', $1, at, digest, hash from audit.entry where sequence = 1", id.ToString());

        Assert.Equal(
            [(EvidenceCodes.Inserted, $"audit.entry event {id}"), (EvidenceCodes.Unsealed, $"event {id}")], (await chained.VerifyAsync()).Faults.Select(fault => (fault.Code, fault.Path)));
    }

    [Theory]
    [InlineData("insert into audit.anchor (sequence, hash, at, signature, signer) select 9223372036854775807, hash, at, signature, signer from audit.anchor", "anchor 9223372036854775807")]
    [InlineData("insert into audit.entry (sequence, previous, kind, key, at, digest, hash) select 9223372036854775807, previous, kind, 'x', at, digest, hash from audit.entry where sequence = 1", "entry 9223372036854775807 (envelope x)")]
    [InlineData("update audit.anchor set at = '0044-03-15 BC'", "anchor 15")]
    [InlineData("update audit.anchor set at = '200000-01-01'", "anchor 15")]
    [InlineData("update audit.entry set at = '0044-03-15 BC' where sequence = 4", "entry 4 (envelope ")]
    [InlineData("update audit.entry set at = 'infinity' where sequence = 4", "entry 4 (envelope ")]
    [InlineData("alter table audit.entry drop constraint entry_hash_check; update audit.entry set hash = '' where sequence = 4", "entry 4 (envelope ")]
    [InlineData("alter table audit.anchor alter column signature drop not null; update audit.anchor set signature = null", "anchor 15")]
    [InlineData("update clearance.event set occurred_at = occurred_at - interval '4051 years'", "entry 6 (event ")]
    [InlineData("update clearance.event set occurred_at = 'infinity'", "entry 6 (event ")]
    [InlineData("update reconciliation.day_close set day = '2026-11-27 BC'", "(day-close ")]
    public async Task An_absurd_row_is_named_and_stops_nothing(string sql, string place)
    {
        await using var chained = await FilledAsync();
        await chained.TamperAsync(sql);

        var faults = (await chained.VerifyAsync()).Faults;

        Assert.Contains(faults, fault => fault.Path.Contains(place, StringComparison.Ordinal));
        Assert.DoesNotContain(faults, fault => fault.Code == EvidenceCodes.Unreadable);
    }

    [Fact]
    public async Task Where_the_audit_cannot_go_on_it_says_so_and_looks_at_the_rest()
    {
        await using var chained = await FilledAsync();
        await chained.TamperAsync("alter table clearance.event alter column occurred_at type text");
        await chained.TamperAsync("insert into reconciliation.posting (id, journal, account, debit, currency) values ($1, $1, 'A', 1, 'VND')", Rows.Id());

        var (exit, output) = await CommandLine.RunAsync(["audit", "verify", "--database", chained.Connection, "--anchor", chained.Certificate]);

        Assert.Equal(1, exit);
        Assert.Contains($"{EvidenceCodes.Unreadable} table audit.entry: the audit could not go on here: ", output, StringComparison.Ordinal);
        Assert.Contains($"{EvidenceCodes.Unsealed} posting ", output, StringComparison.Ordinal);
        Assert.EndsWith(" faults", output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_that_is_gone_is_named()
    {
        await using var chained = await FilledAsync();
        await chained.TamperAsync("drop table audit.entry cascade");

        var (exit, output) = await CommandLine.RunAsync(["audit", "verify", "--database", chained.Connection, "--anchor", chained.Certificate]);

        Assert.Equal(2, exit);
        Assert.Contains("""(relation "audit.entry" does not exist)""", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("create or replace function audit.original_of(subject uuid, named text, bytes bytea) returns bytea language sql stable return sha256('message 3')")]
    [InlineData("create function public.sha256(bytea) returns bytea language sql return pg_catalog.sha256('message 3'); alter role gateway_app set search_path = public, pg_catalog; grant usage on schema public to gateway_app")]
    public async Task A_function_that_lies_is_not_asked(string lie)
    {
        await using var chained = await FilledAsync();
        await chained.TamperAsync(lie.Replace("alter role gateway_app set", $"alter database \"{new Npgsql.NpgsqlConnectionStringBuilder(chained.Connection).Database}\" set", StringComparison.Ordinal));
        await chained.TamperAsync("update exchange.envelope set bytes = 'massage 3' where id = (select key::uuid from audit.entry where sequence = 3)");

        var (exit, output) = await CommandLine.RunAsync(["audit", "verify", "--database", chained.Connection, "--anchor", chained.Certificate]);

        Assert.True(exit == 1 && output.StartsWith($"{EvidenceCodes.Content} entry 3 (envelope ", StringComparison.Ordinal), output);
    }

    [Theory]
    [InlineData("alter table clearance.event rename to genuine; create view clearance.event as select * from clearance.genuine; grant select on clearance.event to gateway_app")]
    [InlineData("alter table clearance.event enable row level security; create policy hidden on clearance.event using (true)")]
    public async Task A_table_that_shows_what_its_owner_likes_is_named(string sql)
    {
        await using var chained = await FilledAsync();
        await chained.TamperAsync(sql);

        var fault = Assert.Single((await chained.VerifyAsync()).Faults);
        Assert.Equal((EvidenceCodes.Content, "table clearance.event"), (fault.Code, fault.Path));
    }

    [Fact]
    public async Task Bytes_in_the_clear_are_not_others_because_a_row_says_they_were_encrypted_anew()
    {
        await using var chained = await FilledAsync();
        var (id, batch) = (Guid.Parse((await chained.EntriesAsync())[2].Key), Rows.Id());
        await chained.TamperAsync("insert into audit.rewrapped (envelope, part, rewrap, original, before, stored) values ($1, 'envelope', $2, sha256('message 3'), sha256('message 3'), sha256('massage 3'))", id, batch);
        await chained.TamperAsync("insert into audit.rewrap (id, fingerprint, messages, who, at) values ($1, '0123456789abcdef', 1, 'nobody', now())", batch);
        await chained.TamperAsync("insert into audit.pending (kind, key) values ('rewrap', $1), ('rewrapped', $2)", batch.ToString(), $"{id}/envelope/{batch}");
        await chained.TamperAsync("update exchange.envelope set bytes = 'massage 3' where id = $1", id);
        await chained.Sealer.RunAsync(Ct);

        var fault = Assert.Single((await chained.VerifyAsync()).Faults);
        Assert.Equal((EvidenceCodes.Content, $"entry 3 (envelope {id})"), (fault.Code, fault.Path));
    }

    private async Task<Chained> FilledAsync()
    {
        var chained = await Chained.StartAsync(server, certificates);
        await chained.FillAsync();
        return chained;
    }
}
