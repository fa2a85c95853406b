using System.Globalization;
using System.Security.Cryptography;
using Gateway.Evidence;
using Gateway.Host.Database;
using Gateway.Host.Evidence;
using Gateway.Host.Signatures;
using Gateway.Host.Tests.Database;
using Gateway.Host.Tests.Signatures;
using Gateway.Signatures;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Gateway.Host.Tests.Evidence;

/// <summary>A database of its own with everything that audits it, and with a superuser who does not mean well.</summary>
public sealed class Chained : IAsyncDisposable
{
    public static readonly Guid Declaration = Guid.CreateVersion7(Rows.At);
    private readonly NpgsqlDataSource _superuser;

    private Chained(string connection, string superuser, DevelopmentSet certificates)
    {
        Connection = connection;
        Source = GatewayDatabase.Open(connection);
        Commit = new DurableCommit(Source, TimeProvider.System, NullLogger.Instance);
        Queries = new Queries(Source);
        Sealer = new Sealer(Commit, Queries, TimeProvider.System);
        Certificates = certificates.Store;
        Certificate = certificates.Certificate("gateway");
        Anchoring = AnchoredBy("gateway");
        _superuser = NpgsqlDataSource.Create(superuser);
    }

    public string Connection { get; }

    public NpgsqlDataSource Source { get; }

    public DurableCommit Commit { get; }

    public Queries Queries { get; }

    public Sealer Sealer { get; }

    public Anchoring Anchoring { get; }

    public CertificateFolder Certificates { get; }

    public string Certificate { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<Chained> StartAsync(TestDatabase server, DevelopmentSet certificates)
    {
        var connection = await server.CloneAsync(Ct);
        return new Chained(connection, server.AsSuperuser(connection), certificates);
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await _superuser.DisposeAsync();
    }

    public Anchoring AnchoredBy(string name) => new(Commit, Queries, TimeProvider.System, () => SigningKey.Of(Certificates.Key(name)));

    /// <summary>Messages, an event, money and an operator's decision: entries 1 to 15, signed; then the anchor and two messages more: entries 16 to 18.</summary>
    public async Task FillAsync()
    {
        for (var i = 1; i <= 5; i++)
        {
            await EnvelopeAsync($"message {i.ToString(CultureInfo.InvariantCulture)}");
        }

        await DoAsync(work => work.EventAsync(Rows.Id(), Declaration, "TaxAssessed"));
        await DoAsync(async work => await work.PaidAsync(await work.ObligationAsync(500), 500));
        await DoAsync(async work =>
        {
            var envelope = Rows.Id();
            await work.ExecuteAsync("insert into exchange.dead_letter (envelope, code, detail, at) values ($1, 'EXC-FAILED', 'in the way', $2)", envelope, Rows.At);
            await work.ExecuteAsync("insert into exchange.resolution (envelope, round, decision, who, why, at) values ($1, 1, 'drop', 'an operator', 'a test', $2)", envelope, Rows.At);
            await work.ExecuteAsync("insert into exchange.verdict (envelope, profile, valid, code, at) values ($1, 'generic/enveloped', false, 'SIG-VALUE', $2)", envelope, Rows.At);
            await work.ExecuteAsync("insert into exchange.attempt (id, envelope, number, at, outcome, sha256) values ($1, $1, 1, $2, 'accepted', $3)", envelope, Rows.At, new byte[32]);
            await work.ExecuteAsync("insert into reconciliation.day_close (bank, day, envelope, agrees, result, at) values ('a/bank', '2026-11-27', $1, true, '{}', $2)", envelope, Rows.At);
        });
        await Sealer.RunAsync(Ct);
        await Anchoring.SignAsync(Ct);
        await EnvelopeAsync("message 6");
        await EnvelopeAsync("message 7");
        await Sealer.RunAsync(Ct);
    }

    public Task<Guid> EnvelopeAsync(string text) => DoAsync(async work =>
    {
        var (id, bytes) = (Rows.Id(), System.Text.Encoding.UTF8.GetBytes(text));
        await work.ExecuteAsync(
            """
            insert into exchange.envelope (id, direction, partner, channel, declaration, correlation, content_type, bytes, length, sha256, recorded_at)
            values ($1, 'in', 'bank', 'soap', $2, 'c', 'text/plain', $3, $4, $5, $6)
            """, id, Declaration, bytes, bytes.LongLength, SHA256.HashData(bytes), Rows.At);
        return id;
    });

    public async Task<T> DoAsync<T>(Func<Work, Task<T>> work)
    {
        var result = default(T);
        await Commit.RunAsync(Rows.Id(TimeProvider.System.GetUtcNow()).ToString(), async lent =>
        {
            result = await work(lent);
            return "";
        }, Ct);
        return result!;
    }

    public Task DoAsync(Func<Work, Task> work) => DoAsync(async lent =>
    {
        await work(lent);
        return 0;
    });

    /// <summary>Does as the superuser, with every trigger and foreign key out of the way.</summary>
    public Task TamperAsync(string sql, params object[] values) => AsSuperuserAsync("set session_replication_role = replica", sql, values);

    /// <summary>Does as the superuser, and what is inserted is noted and sealed like anything else.</summary>
    public Task ForgeAsync(string sql, params object[] values) => AsSuperuserAsync("set session_replication_role = origin", sql, values);

    private async Task AsSuperuserAsync(string before, string sql, object[] values)
    {
        await using var connection = await _superuser.OpenConnectionAsync(Ct);
        await using var free = new NpgsqlCommand(before, connection);
        await free.ExecuteNonQueryAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        Assert.NotEqual(0, await command.ExecuteNonQueryAsync(Ct));
    }

    public Task<ChainVerdict> VerifyAsync() => new ChainAudit(Queries, Certificates.Trust("gateway")).RunAsync(Ct);

    public Task<List<Entry>> EntriesAsync() => ChainStore.AfterAsync(Queries, 0, 100_000, Ct);
}
