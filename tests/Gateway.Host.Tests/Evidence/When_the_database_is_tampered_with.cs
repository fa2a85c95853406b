using Gateway.Evidence;
using Gateway.Host.Tests.Database;
using Gateway.Host.Tests.Serving;
using Gateway.Host.Tests.Signatures;

namespace Gateway.Host.Tests.Evidence;

/// <summary>Somebody who holds the server changes what happened: the audit finds it and names the place.</summary>
public sealed class When_the_database_is_tampered_with(TestDatabase server, DevelopmentSet certificates)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_nobody_touched_has_no_fault()
    {
        await using var chained = await FilledAsync();

        var verdict = await chained.VerifyAsync();

        Assert.Empty(verdict.Faults);
        Assert.Equal((18, 18, 1, 15, 0), (verdict.Entries, verdict.Things, verdict.Anchors, verdict.Signed, verdict.Waiting));
        Assert.Equal(
            ["anchor", "aside", "attempt", "day-close", "envelope", "event", "journal", "match", "obligation", "payment", "resolution", "verdict"],
            (await chained.EntriesAsync()).Select(entry => entry.Kind).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("update exchange.revocation set bytes = '\\x02'", EvidenceCodes.Content, "revocation ")]
    [InlineData("update exchange.certificate set bytes = '\\x02'", EvidenceCodes.Content, "certificate ")]
    [InlineData("delete from exchange.revocation", EvidenceCodes.Missing, "revocation ")]
    [InlineData("delete from exchange.certificate", EvidenceCodes.Missing, "certificate ")]
    [InlineData("update exchange.basis set answers = '{}'", EvidenceCodes.Content, "(basis ")]
    [InlineData("update exchange.hold set detail = ''", EvidenceCodes.Content, "(hold ")]
    public async Task What_a_verdict_was_judged_by_cannot_be_changed_unseen(string sql, string code, string place)
    {
        await using var chained = await FilledAsync();
        await chained.DoAsync(async work =>
        {
            var (envelope, digest) = (Rows.Id(), Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData([1])));
            await work.ExecuteAsync("insert into exchange.certificate (sha256, bytes, at) values (decode($1, 'hex'), $2, $3)", digest, new byte[] { 1 }, Rows.At);
            await work.ExecuteAsync("insert into exchange.revocation (sha256, form, source, this_update, bytes, at) values (decode($1, 'hex'), 'crl', 'http://here/', $3, $2, $3)", digest, new byte[] { 1 }, Rows.At);
            await work.ExecuteAsync("insert into exchange.basis values ($1, 1, 'generic/enveloped', false, $2, array[$3], array[$3], '[]', $2)", envelope, Rows.At, digest);
            await work.ExecuteAsync("insert into exchange.hold values ($1, 1, 'SIG-REVOCATION', 'there is no answer', $2)", envelope, Rows.At);
        });
        await chained.Sealer.RunAsync(Ct);
        Assert.Empty((await chained.VerifyAsync()).Faults);

        await chained.TamperAsync(sql);

        var fault = Assert.Single((await chained.VerifyAsync()).Faults);
        Assert.Equal(code, fault.Code);
        Assert.Contains(place, fault.Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("update exchange.envelope set bytes = set_byte(bytes, 2, get_byte(bytes, 2) # 1) where id = (select key::uuid from audit.entry where sequence = 3)", "entry 3 (envelope ")]
    [InlineData("update exchange.envelope set partner = 'another' where id = (select key::uuid from audit.entry where sequence = 17)", "entry 17 (envelope ")]
    [InlineData("update payments.payment set amount = amount + 1", "(payment ")]
    [InlineData("update payments.payment set document = '{\"a\": 1}'", "(payment ")]
    [InlineData("update reconciliation.posting set account = 'B' where debit > 0", "(journal ")]
    [InlineData("delete from reconciliation.posting where debit > 0", "(journal ")]
    [InlineData("update reconciliation.match set obligation = null, disposition = 'overpaid'", "(match ")]
    [InlineData("update taxes.obligation set amount = 499", "(obligation ")]
    [InlineData("update clearance.event set occurred_at = occurred_at + interval '1 microsecond'", "entry 6 (event ")]
    [InlineData("update exchange.verdict set valid = true, code = 'SIG-OK'", "(verdict ")]
    [InlineData("update exchange.resolution set who = 'somebody else'", "(resolution ")]
    [InlineData("update exchange.dead_letter set detail = ''", "(aside ")]
    [InlineData("update exchange.attempt set outcome = 'refused'", "(attempt ")]
    [InlineData("update reconciliation.day_close set agrees = false", "(day-close ")]
    [InlineData("update audit.anchor set signer = 'CN=another'", "entry 16 (anchor 15)")]
    public async Task A_changed_thing_is_named(string sql, string place)
    {
        await using var chained = await FilledAsync();

        await chained.TamperAsync(sql);

        var fault = Assert.Single((await chained.VerifyAsync()).Faults);
        Assert.Equal(EvidenceCodes.Content, fault.Code);
        Assert.Contains(place, fault.Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("delete from clearance.event", "entry 6 (event ")]
    [InlineData("delete from exchange.envelope where id = (select key::uuid from audit.entry where sequence = 2)", "entry 2 (envelope ")]
    [InlineData("delete from reconciliation.day_close", "(day-close ")]
    [InlineData("delete from audit.anchor", "entry 16 (anchor 15)")]
    public async Task A_removed_thing_is_named(string sql, string place)
    {
        await using var chained = await FilledAsync();

        await chained.TamperAsync(sql);

        var fault = Assert.Single((await chained.VerifyAsync()).Faults);
        Assert.Equal(EvidenceCodes.Missing, fault.Code);
        Assert.Contains(place, fault.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_inserted_thing_is_named()
    {
        await using var chained = await FilledAsync();
        var id = Rows.Id();

        await chained.TamperAsync("insert into clearance.event (id, declaration, type, occurred_at, recorded_at, source) values ($1, $1, 'Released', now(), now(), 'customs')", id);

        var fault = Assert.Single((await chained.VerifyAsync()).Faults);
        Assert.Equal((EvidenceCodes.Unsealed, $"event {id}"), (fault.Code, fault.Path));
    }

    [Fact]
    public async Task Bytes_changed_before_they_were_sealed_are_named()
    {
        await using var chained = await FilledAsync();
        var id = await chained.EnvelopeAsync("message 8");
        await chained.TamperAsync("update exchange.envelope set bytes = '\\x00' where id = $1", id);
        await chained.Sealer.RunAsync(Ct);

        var fault = Assert.Single((await chained.VerifyAsync()).Faults);
        Assert.Equal((EvidenceCodes.Content, $"entry 19 (envelope {id})"), (fault.Code, fault.Path));
    }

    [Fact]
    public async Task A_removed_entry_is_named_and_so_is_its_thing()
    {
        await using var chained = await FilledAsync();
        var entry = (await chained.EntriesAsync())[4];

        await chained.TamperAsync("delete from audit.entry where sequence = 5");

        Assert.Equal(
            [(EvidenceCodes.Removed, "entry 5"), (EvidenceCodes.Unsealed, $"envelope {entry.Key}")], (await chained.VerifyAsync()).Faults.Select(fault => (fault.Code, fault.Path)));
    }

    [Fact]
    public async Task An_inserted_entry_is_named_and_so_are_those_it_pushed_on()
    {
        await using var chained = await FilledAsync();
        var forged = Entry.After((await chained.EntriesAsync())[9], "event", Guid.CreateVersion7(Rows.At).ToString(), Rows.At, Digest.Nothing);
        await chained.TamperAsync("update audit.entry set sequence = sequence + 1000 where sequence > 10");
        await chained.TamperAsync("update audit.entry set sequence = sequence - 999 where sequence > 1000");
        await InsertAsync(chained, forged);

        var faults = (await chained.VerifyAsync()).Faults;
        Assert.Contains(faults, fault => fault.Code == EvidenceCodes.Missing && fault.Path == $"entry 11 (event {forged.Key})");
        Assert.Equal(8, faults.Count(fault => fault.Code == EvidenceCodes.Moved));
        Assert.Contains(faults, fault => fault.Path.StartsWith("entry 12 ", StringComparison.Ordinal) && fault.Message == "it was made as entry 11");
        Assert.Contains(faults, fault => (fault.Code, fault.Path) == (EvidenceCodes.Anchor, "anchor 15"));
    }

    [Fact]
    public async Task An_entry_replaced_together_with_its_thing_is_named()
    {
        await using var chained = await FilledAsync();
        var all = await chained.EntriesAsync();
        await chained.TamperAsync("delete from clearance.event; delete from audit.entry where sequence = 6");
        await InsertAsync(chained, Entry.After(all[4], "event", all[5].Key, all[5].At, Digest.Nothing));

        var faults = (await chained.VerifyAsync()).Faults;
        Assert.Contains(faults, fault => fault.Code == EvidenceCodes.Link && fault.Path.StartsWith("entry 7 ", StringComparison.Ordinal) && fault.Message.Contains("entry 6", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(4, 5)]
    [InlineData(2, 18)]
    public async Task Two_swapped_entries_are_named(int one, int other)
    {
        await using var chained = await FilledAsync();
        await chained.TamperAsync(
            "update audit.entry set sequence = 1000 where sequence = $1", one);
        await chained.TamperAsync("update audit.entry set sequence = $1 where sequence = $2", one, other);
        await chained.TamperAsync("update audit.entry set sequence = $1 where sequence = 1000", other);

        var moved = (await chained.VerifyAsync()).Faults.Where(fault => fault.Code == EvidenceCodes.Moved).ToList();
        Assert.Equal([$"it was made as entry {other}", $"it was made as entry {one}"], moved.Select(fault => fault.Message));
        Assert.StartsWith($"entry {one} ", moved[0].Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_end_cut_off_after_an_anchor_is_named_by_the_things_that_lost_their_entries_and_nothing_is_sealed_behind_it()
    {
        await using var chained = await FilledAsync();
        var lost = (await chained.EntriesAsync())[15..];

        await chained.TamperAsync("delete from audit.entry where sequence > 15");

        Assert.Equal(
            lost.Select(entry => $"{entry.Kind} {entry.Key}").Order(StringComparer.Ordinal),
            (await chained.VerifyAsync()).Faults.Where(fault => fault.Code == EvidenceCodes.Unsealed).Select(fault => fault.Path).Order(StringComparer.Ordinal));
        await chained.EnvelopeAsync("message 8");
        Assert.Contains("entry 16", (await Assert.ThrowsAsync<InvalidDataException>(() => chained.Sealer.RunAsync(Ct))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_end_cut_off_before_an_anchor_is_named_and_nothing_is_sealed_behind_it()
    {
        await using var chained = await FilledAsync();

        await chained.TamperAsync("delete from audit.entry where sequence > 12");

        Assert.Contains((EvidenceCodes.Truncated, "entry 13 to entry 15"), (await chained.VerifyAsync()).Faults.Select(fault => (fault.Code, fault.Path)));
        await chained.EnvelopeAsync("message 8");
        Assert.Contains("entry 15 was signed", (await Assert.ThrowsAsync<InvalidDataException>(() => chained.Sealer.RunAsync(Ct))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_made_anew_without_the_key_is_named_at_the_anchor()
    {
        await using var chained = await FilledAsync();
        await chained.TamperAsync("update payments.payment set amount = amount - 1");
        var things = await Gateway.Host.Evidence.ChainStore.ThingsAsync(
            (await chained.EntriesAsync()).Select(entry => (entry.Kind, entry.Key)), (sql, map, keys) => chained.Queries.QueryAsync(sql, map, Ct, [keys]));
        Entry? last = null;
        foreach (var entry in await chained.EntriesAsync())
        {
            last = Entry.After(last, entry.Kind, entry.Key, entry.At, things[(entry.Kind, entry.Key)].Digest());
            await chained.TamperAsync("delete from audit.entry where sequence = $1", entry.Sequence);
            await InsertAsync(chained, last);
        }

        var fault = Assert.Single((await chained.VerifyAsync()).Faults);
        Assert.Equal((EvidenceCodes.Anchor, "anchor 15"), (fault.Code, fault.Path));
    }

    [Fact]
    public async Task A_replaced_anchor_and_one_signed_with_another_key_are_named()
    {
        await using var chained = await FilledAsync();
        var entry = (await chained.EntriesAsync())[14];
        var stranger = Anchor.Sign(entry, Rows.At, Gateway.Signatures.SigningKey.Of(chained.Certificates.Key("bank")));
        await chained.TamperAsync("update audit.anchor set signature = $1, at = $2", stranger.Signature, stranger.At);

        var faults = (await chained.VerifyAsync()).Faults;
        Assert.Contains(faults, fault => (fault.Code, fault.Path) == (EvidenceCodes.AnchorSignature, "anchor 15") && fault.Message.StartsWith("SIG-UNTRUSTED", StringComparison.Ordinal));
        Assert.Contains(faults, fault => (fault.Code, fault.Path) == (EvidenceCodes.Content, "entry 16 (anchor 15)"));

        await chained.TamperAsync("update audit.anchor set hash = $1, at = at + interval '1 second'", (await chained.EntriesAsync())[13].Hash.ToArray());
        var replaced = (await chained.VerifyAsync()).Faults.Where(fault => fault.Path == "anchor 15").Select(fault => fault.Code);
        Assert.Equal([EvidenceCodes.AnchorSignature, EvidenceCodes.Anchor], replaced);
    }

    [Fact]
    public async Task The_verb_ends_with_1_and_names_what_it_found()
    {
        await using var chained = await FilledAsync();
        string[] verb = ["audit", "verify", "--database", chained.Connection, "--anchor", chained.Certificate];

        var sound = await CommandLine.RunAsync(verb);
        Assert.Equal((0, "18 entries, 1 anchors, signed up to entry 15, 0 waiting, 0 faults"), (sound.Exit, sound.Output.Trim()));

        await chained.TamperAsync("update payments.payment set amount = amount + 1");
        var (exit, output) = await CommandLine.RunAsync([.. verb, "--json"]);
        Assert.Equal(1, exit);
        var said = System.Text.Json.Nodes.JsonNode.Parse(output)!;
        Assert.False((bool)said["ok"]!);
        Assert.Equal(EvidenceCodes.Content, (string?)said["faults"]!.AsArray().Single()!["code"]);
    }

    private static Task InsertAsync(Chained chained, Entry entry) => chained.TamperAsync(
        "insert into audit.entry (sequence, previous, kind, key, at, digest, hash) values ($1, $2, $3, $4, $5, $6, $7)",
        entry.Sequence, entry.Previous.ToArray(), entry.Kind, entry.Key, entry.At, entry.Content.ToArray(), entry.Hash.ToArray());

    private async Task<Chained> FilledAsync()
    {
        var chained = await Chained.StartAsync(server, certificates);
        await chained.FillAsync();
        return chained;
    }
}
