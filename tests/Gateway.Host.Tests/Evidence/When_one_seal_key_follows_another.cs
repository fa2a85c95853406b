using System.Security.Cryptography;
using System.Text;
using Gateway.Evidence;
using Gateway.Host.Database;
using Gateway.Host.Evidence;
using Gateway.Host.Exchange;
using Gateway.Host.Tests.Database;
using Gateway.Host.Tests.Signatures;
using Npgsql;

namespace Gateway.Host.Tests.Evidence;

/// <summary>Kept bytes change their key while everything goes on: published, switched to, encrypted anew, and the old one retired.</summary>
public sealed class When_one_seal_key_follows_another(TestDatabase server, DevelopmentSet certificates) : IDisposable
{
    private readonly TestFolder _first = new();
    private readonly TestFolder _second = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    [Fact]
    public async Task Every_message_is_read_before_during_and_after_and_the_chain_holds()
    {
        await using var chained = await StartAsync();
        var old = await KeepAsync(chained, "old", null);
        var next = await PublishAsync(chained);
        await Assert.ThrowsAsync<InvalidDataException>(() => EnsureAsync(chained, _second));   // it has the first key alone
        File.Copy(new SealRing(_first.Path).PathOf(next), new SealRing(_second.Path).PathOf(next));
        await EnsureAsync(chained, _second);
        await MoveAsync(chained, next, SealKeyState.Current);
        var mixed = await KeepAsync(chained, "new", next);
        await SoundAsync(chained, 0);
        Assert.Equal(["Replaced True", "Current True"], await StatesAsync(chained));

        var report = await Rewrapping(chained).RunAsync("a test", Ct);

        Assert.Equal((3L, 0), (report.Messages, report.Left.Count));
        await SoundAsync(chained, 3);
        foreach (var (id, part, text) in old.Concat(mixed))
        {
            Assert.Equal(text, await ReadAsync(chained, id, part));
        }

        var first = (await SealKeys.AllAsync(chained.Queries, Ct))[0].Fingerprint;
        await MoveAsync(chained, first, SealKeyState.Retired);
        Assert.Equal(["Retired False", "Current True"], await StatesAsync(chained));
        File.Delete(SealKey.PathIn(_first.Path));
        await EnsureAsync(chained, _first);
        await SoundAsync(chained, 3);
        Assert.Equal(0, (await Rewrapping(chained).RunAsync("a test", Ct)).Messages);
        var kinds = (await chained.EntriesAsync()).Select(entry => entry.Kind).ToList();
        Assert.Equal((3, 1, 3), (kinds.Count(kind => kind == "seal-key"), kinds.Count(kind => kind == "rewrap"), kinds.Count(kind => kind == "rewrapped")));
    }

    [Fact]
    public async Task A_second_change_leaves_the_chain_as_it_was_sealed_first_and_a_purge_after_it_too()
    {
        await using var rested = await RestedCase.StartAsync(server, certificates);
        await EnsureAsync(rested.Chained, _first);
        var (id, seal) = (await rested.MessageAsync("a registration", encrypted: true), Seal.Open(SealKey.PathIn(_first.Path)));
        await rested.Chained.TamperAsync("update exchange.envelope set bytes = $2 where id = $1", id, seal.Close("a registration"u8.ToArray(), id));
        await rested.SealAsync();
        for (var change = 0; change < 2; change++)
        {
            await MoveAsync(rested.Chained, await PublishAsync(rested.Chained), SealKeyState.Current);
            Assert.Equal(1, (await Rewrapping(rested.Chained).RunAsync("a test", Ct)).Messages);
            await SoundAsync(rested.Chained, 1);
        }

        Assert.Equal(2, Assert.Single((await rested.PurgeAsync()).Lines).Messages);

        await SoundAsync(rested.Chained, 0);
        Assert.All(await SealKeys.AllAsync(rested.Chained.Queries, Ct), key => Assert.False(key.Needed));
    }

    [Fact]
    public async Task A_rewrap_stopped_in_the_middle_leaves_its_batch_whole_and_goes_on()
    {
        await using var chained = await StartAsync();
        var place = (await KeepAsync(chained, "message 0", null))[0].Id;
        for (var i = 1; i < 120; i++)
        {
            await KeepAsync(chained, $"message {i}", null);
        }

        var next = await PublishAsync(chained);
        await MoveAsync(chained, next, SealKeyState.Current);
        await Assert.ThrowsAsync<InvalidOperationException>(() => chained.DoAsync(async work =>
        {
            Assert.Equal(1, await RewrapAsync(work, next, place, await CipherAsync(chained, place, next, "message 0")));
            throw new InvalidOperationException("killed");
        }));
        Assert.Equal(0, await chained.Queries.FirstAsync("select count(*) from audit.rewrapped", row => row.GetInt64(0), Ct));

        using var stop = new CancellationTokenSource();
        var stopping = new Rewrapping(new DurableCommit(chained.Source, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance), chained.Queries, new SealRing(_first.Path), new StopAfterFirst(stop));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopping.RunAsync("a test", stop.Token));
        var done = await chained.Queries.FirstAsync("select count(*) from audit.rewrapped", row => row.GetInt64(0), Ct);
        Assert.Equal(100, done);
        await SoundAsync(chained, done);

        Assert.Equal(260, (await Rewrapping(chained).RunAsync("a test", Ct)).Messages);
        await SoundAsync(chained, 360);
    }

    [Fact]
    public async Task A_key_is_not_retired_while_anything_needs_it_and_nothing_is_encrypted_with_it_afterwards()
    {
        await using var chained = await StartAsync();
        await KeepAsync(chained, "old", null);
        var (first, next) = ((await SealKeys.AllAsync(chained.Queries, Ct))[0].Fingerprint, await PublishAsync(chained));
        await RefusedAsync("current", () => MoveAsync(chained, first, SealKeyState.Retired));
        await MoveAsync(chained, next, SealKeyState.Current);
        await RefusedAsync("still needed", () => MoveAsync(chained, first, SealKeyState.Retired));
        await RefusedAsync("never published", () => MoveAsync(chained, new string('a', 16), SealKeyState.Current));
        await RefusedAsync("known already", () => MoveAsync(chained, next, SealKeyState.Published));
        await Rewrapping(chained).RunAsync("a test", Ct);
        await MoveAsync(chained, first, SealKeyState.Retired);

        await RefusedAsync("is retired", () => MoveAsync(chained, first, SealKeyState.Current));
        await RefusedAsync("is retired", () => KeepAsync(chained, "late", null));
        await RefusedAsync("is retired", () => KeepAsync(chained, "late", first));
    }

    [Fact]
    public async Task Nothing_passes_for_a_rewrap_that_is_none()
    {
        await using var chained = await StartAsync();
        var (one, other) = ((await KeepAsync(chained, "one", null))[0].Id, (await KeepAsync(chained, "two", null))[0].Id);
        var next = await PublishAsync(chained);
        await RefusedAsync("not the current one", () => chained.DoAsync(async work => await RewrapAsync(work, next, one, await CipherAsync(chained, one, next, "one"))));
        await MoveAsync(chained, next, SealKeyState.Current);
        await chained.DoAsync(async work =>
        {
            Assert.Equal(0, await RewrapAsync(work, next, one, await CipherAsync(chained, one, next, "one"), before: new byte[32]));   // somebody else was there
        });

        // Ciphertext of another message, bytes that are none, and another text with the right key: each is what the function cannot see, and the audit does.
        await chained.DoAsync(async work => await RewrapAsync(work, next, one, await CipherAsync(chained, other, next, "one")));
        Assert.Contains("does not open", Assert.Single((await VerifyAsync(chained)).Faults).Message, StringComparison.Ordinal);
        await chained.TamperAsync("update exchange.envelope set bytes = $2 where id = $1", one, await CipherAsync(chained, one, next, "one"));
        await chained.TamperAsync("update audit.rewrapped set stored = (select sha256(bytes) from exchange.envelope where id = $1) where envelope = $1", one);
        Assert.Contains((await VerifyAsync(chained)).Faults, fault => fault.Path.Contains("rewrapped", StringComparison.Ordinal));
        await chained.DoAsync(async work => await RewrapAsync(work, next, other, await CipherAsync(chained, other, next, "ten")));
        Assert.Contains((await VerifyAsync(chained)).Faults, fault => fault.Path == $"envelope {other}" && fault.Message.Contains("is not what was kept", StringComparison.Ordinal));
    }

    // Which key opens something is not in the chain: whoever names another makes the message unreadable, and only opening it tells.
    [Fact]
    public async Task A_key_named_by_hand_is_found_by_opening_everything()
    {
        await using var chained = await StartAsync();
        var one = (await KeepAsync(chained, "one", null))[0].Id;
        await KeepAsync(chained, "two", null);
        var next = await PublishAsync(chained);
        await MoveAsync(chained, next, SealKeyState.Current);
        await KeepAsync(chained, "three", next);
        var sound = await VerifyAsync(chained, openAll: true);
        Assert.Empty(sound.Faults);
        Assert.Equal(9, sound.Opened);

        foreach (var (table, id) in new[] { ("envelope", "id"), ("stamped", "envelope"), ("answer", "envelope") })
        {
            await chained.TamperAsync($"update exchange.{table} set seal_key = $2 where {id} = $1", one, next);
            Assert.Empty((await VerifyAsync(chained)).Faults);
            var fault = Assert.Single((await VerifyAsync(chained, openAll: true)).Faults);
            Assert.Equal(($"{table} {one}", true), (fault.Path, fault.Message.Contains("does not open", StringComparison.Ordinal)));
            await chained.TamperAsync($"update exchange.{table} set seal_key = null where {id} = $1", one);
        }

        await chained.TamperAsync("update exchange.answer set bytes = $2, sealed = false, seal_key = null where envelope = $1", one, Encoding.UTF8.GetBytes("other"));
        Assert.Equal($"answer {one}", Assert.Single((await VerifyAsync(chained)).Faults).Path);
        await chained.TamperAsync("update exchange.answer set bytes = $2 where envelope = $1", one, Encoding.UTF8.GetBytes("one"));
        Assert.Empty((await VerifyAsync(chained, openAll: true)).Faults);
    }

    [Fact]
    public async Task What_was_changed_is_not_encrypted_anew_but_named()
    {
        await using var chained = await StartAsync();
        var (one, other) = ((await KeepAsync(chained, "one", null))[0].Id, (await KeepAsync(chained, "two", null))[0].Id);
        await chained.TamperAsync("update exchange.envelope t set bytes = (select bytes from exchange.envelope where id = $2) where id = $1", one, other);
        await MoveAsync(chained, await PublishAsync(chained), SealKeyState.Current);

        var report = await Rewrapping(chained).RunAsync("a test", Ct);

        Assert.Equal(5, report.Messages);
        Assert.StartsWith($"envelope {one}: it does not open", Assert.Single(report.Left), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_key_an_audit_says_that_it_cannot_tell()
    {
        await using var chained = await StartAsync();
        await KeepAsync(chained, "one", null);
        await MoveAsync(chained, await PublishAsync(chained), SealKeyState.Current);
        await Rewrapping(chained).RunAsync("a test", Ct);
        await chained.Sealer.RunAsync(Ct);

        var verdict = await chained.VerifyAsync();

        Assert.Equal(3, verdict.Faults.Count);
        Assert.All(verdict.Faults, fault => Assert.Contains("is not here to see", fault.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("update exchange.envelope set bytes = bytes, seal_key = null")]
    [InlineData("update exchange.stamped set seal_key = null")]
    [InlineData("update exchange.answer set bytes = ''")]
    [InlineData("delete from exchange.answer")]
    [InlineData("update exchange.seal_state set state = 'published'")]
    [InlineData("delete from exchange.seal_state")]
    [InlineData("update exchange.seal_key set fingerprint = ''")]
    [InlineData("insert into audit.rewrap values (gen_random_uuid(), 'x', 1, 'x', now())")]
    [InlineData("insert into audit.rewrapped select id, 'envelope', id, sha256, sha256, sha256 from exchange.envelope")]
    [InlineData("update audit.rewrapped set stored = stored")]
    public async Task The_application_itself_may_not(string sql)
    {
        await using var chained = await StartAsync();
        await KeepAsync(chained, "one", null);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => chained.DoAsync(work => work.ExecuteAsync(sql)));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    private async Task<Chained> StartAsync()
    {
        var chained = await Chained.StartAsync(server, certificates);
        await EnsureAsync(chained, _first);
        Directory.CreateDirectory(Path.GetDirectoryName(SealKey.PathIn(_second.Path))!);
        File.Copy(SealKey.PathIn(_first.Path), SealKey.PathIn(_second.Path));
        return chained;
    }

    private static Task EnsureAsync(Chained chained, TestFolder node) => SealKey.EnsureAsync(chained.Source, chained.Commit, node.Path, Ct);

    private async Task<string> PublishAsync(Chained chained)
    {
        var made = new SealRing(_first.Path).Make((await SealKeys.AllAsync(chained.Queries, Ct)).Select(key => key.Fingerprint).ToHashSet());
        await MoveAsync(chained, made, SealKeyState.Published);
        return made;
    }

    private static Task MoveAsync(Chained chained, string key, SealKeyState state) => new SealKeys(chained.Commit, TimeProvider.System).MoveAsync(key, state, "a test", Ct);

    private Rewrapping Rewrapping(Chained chained) => new(chained.Commit, chained.Queries, new SealRing(_first.Path), TimeProvider.System);

    private static async Task<List<string>> StatesAsync(Chained chained) => (await SealKeys.AllAsync(chained.Queries, Ct)).ConvertAll(key => $"{key.State} {key.Needed}");

    // A message with its time-stamped form and its answer; with no key named, as rows of before there was a second are.
    private async Task<List<(Guid Id, string Part, string Text)>> KeepAsync(Chained chained, string text, string? key)
    {
        var (id, seal) = (Rows.Id(), new SealRing(_first.Path).Of(key));
        (byte[] Bytes, byte[] Hash) Of(string said) => (seal.Close(Encoding.UTF8.GetBytes(said), id), SHA256.HashData(Encoding.UTF8.GetBytes(said)));
        await chained.DoAsync(async work =>
        {
            await work.ExecuteAsync(
                """
                insert into exchange.envelope (id, direction, partner, channel, correlation, content_type, bytes, sealed, length, sha256, recorded_at, seal_key)
                values ($1, 'out', 'bank', 'soap', 'c', 'text/plain', $2, true, $3, $4, $5, $6)
                """, id, Of(text).Bytes, (long)text.Length, Of(text).Hash, Rows.At, key);
            await work.ExecuteAsync(
                "insert into exchange.stamped (envelope, bytes, sealed, length, sha256, sent, stamped_at, at, seal_key) values ($1, $2, true, $3, $4, true, $5, $5, $6)",
                id, Of($"{text} stamped").Bytes, (long)text.Length + 8, Of($"{text} stamped").Hash, Rows.At, key);
            await work.ExecuteAsync("insert into exchange.answer (envelope, bytes, sealed, seal_key) values ($1, $2, true, $3)", id, Of(text).Bytes, key);
        });
        return [(id, "envelope", text), (id, "stamped", $"{text} stamped"), (id, "answer", text)];
    }

    // As the second node reads it.
    private async Task<string> ReadAsync(Chained chained, Guid id, string part)
    {
        var table = part == "envelope" ? "exchange.envelope where id" : $"exchange.{part} where envelope";
        var (bytes, key) = await chained.Queries.FirstAsync($"select bytes, seal_key from {table} = $1", row => (row.GetFieldValue<byte[]>(0), row.IsDBNull(1) ? null : row.GetString(1)), Ct, id);
        return Encoding.UTF8.GetString(new SealRing(_second.Path).Of(key).Reopen(bytes, id));
    }

    private async Task<ChainVerdict> VerifyAsync(Chained chained, bool openAll = false)
    {
        await chained.Sealer.RunAsync(Ct);
        return await new ChainAudit(chained.Queries, chained.Certificates.Trust("gateway"), new SealRing(_first.Path), openAll).RunAsync(Ct);
    }

    private async Task SoundAsync(Chained chained, long opened)
    {
        var verdict = await VerifyAsync(chained);
        Assert.Empty(verdict.Faults);
        Assert.Equal((0L, opened), (verdict.Waiting, verdict.Opened));
    }

    private async Task<byte[]> CipherAsync(Chained chained, Guid bound, string key, string text)
    {
        await chained.Sealer.RunAsync(Ct);
        return new SealRing(_first.Path).Of(key).Close(Encoding.UTF8.GetBytes(text), bound);
    }

    private static async Task<int> RewrapAsync(Work work, string key, Guid id, byte[] cipher, byte[]? before = null)
    {
        before ??= await work.ScalarAsync<byte[]>("select sha256(bytes) from exchange.envelope where id = $1", id);
        return await work.ScalarAsync<int>("select audit.rewrap($1, $2, $3, $4, $5, $6, 'a test')", Rows.Id(), key, new[] { id }, new[] { "envelope" }, new[] { before! }, new[] { cipher });
    }

    private static async Task RefusedAsync(string why, Func<Task> act) =>
        Assert.Contains(why, (await Assert.ThrowsAsync<PostgresException>(act)).MessageText, StringComparison.Ordinal);

    // Asked for the time of its second batch, it is over.
    private sealed class StopAfterFirst(CancellationTokenSource stop) : TimeProvider
    {
        private int _asked;

        public override DateTimeOffset GetUtcNow()
        {
            if (Interlocked.Increment(ref _asked) == 2)
            {
                stop.Cancel();
            }

            return System.GetUtcNow();
        }
    }
}
