using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Npgsql;

namespace Gateway.Host.Tests.Exchange;

/// <summary>What the database holds of one received message.</summary>
/// <param name="Id">Envelope.</param>
/// <param name="Partner">Who sent it.</param>
/// <param name="Length">Length of the whole message.</param>
/// <param name="Truncated">Only a beginning was kept.</param>
/// <param name="Bytes">What was kept, opened where it was sealed.</param>
/// <param name="Aside">Code and detail it was set aside with.</param>
/// <param name="Verdict">Code of the signature's verdict.</param>
/// <param name="Findings">Code and place of every finding.</param>
public sealed record Kept(Guid Id, string Partner, long Length, bool Truncated, byte[] Bytes, string? Aside, string? Detail, string? Verdict, IReadOnlyList<string> Findings);

/// <summary>How many rows of business there are.</summary>
public sealed record Business(long Declarations, long Events, long Payments, long Journals, long Obligations);

/// <summary>Looks into the gateway's database.</summary>
public sealed class Records(SharedGateway gateway)
{
    private const string Of =
        """
        select e.id, e.partner, e.length, e.truncated, e.sealed, e.bytes, d.code, d.detail,
               (select v.code from exchange.verdict v where v.envelope = e.id limit 1),
               array(select f.code || ' ' || f.path from declarations.finding f where f.envelope = e.id order by f.ordinal)
        from exchange.envelope e left join exchange.dead_letter d on d.envelope = e.id
        where e.direction = 'in' and e.sha256 = $1 order by e.id desc limit 1
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The newest message with exactly these bytes; the test fails when there is none.</summary>
    public async Task<Kept> OfAsync(byte[] sent)
    {
        var kept = await FindAsync(SHA256.HashData(sent));
        Assert.True(kept is not null, "the raw bytes were not kept");
        Assert.Equal(sent.LongLength, kept.Length);
        Assert.Equal(kept.Truncated ? sent[..65_536] : sent, kept.Bytes);
        return kept;
    }

    /// <summary>The newest message with these bytes once the inbox is done with it.</summary>
    public async Task<Kept> ProcessedAsync(byte[] sent)
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var kept = await OfAsync(sent);
            if (await CountAsync("select count(*) from exchange.inbox where envelope = $1", kept.Id) == 0)
            {
                return await OfAsync(sent);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), Cancellation);
        }

        Assert.Fail("the message stays in the inbox");
        return null!;
    }

    /// <summary>The counts once nothing is on its way: the other side goes on answering after the test that posted a declaration has ended.</summary>
    public async Task<Business> BusinessAsync()
    {
        await RestAsync();
        return new Business(
            await CountAsync("select count(*) from declarations.declaration"),
            await CountAsync("select count(*) from clearance.event"),
            await CountAsync("select count(*) from payments.payment"),
            await CountAsync("select count(*) from reconciliation.journal"),
            await CountAsync("select count(*) from taxes.obligation"));
    }

    /// <summary>
    /// Waits until nothing is on its way. A message on its way stands in a queue of ours or among the letters of the other side,
    /// so two equal looks at both, with nothing in either, are rest.
    /// </summary>
    public async Task RestAsync()
    {
        using var simulator = new HttpClient { BaseAddress = new Uri(gateway.Rig.Simulator) };
        (string Moving, long Done) last = ("", -1);
        for (var look = 0; look < 600; look++)
        {
            var now = await MovingAsync(simulator);
            if (now.Moving.Length == 0 && now == last)
            {
                return;
            }

            last = now;
            await Task.Delay(TimeSpan.FromMilliseconds(100), Cancellation);
        }

        Assert.Fail("still on its way: " + last.Moving);
    }

    private async Task<(string Moving, long Done)> MovingAsync(HttpClient simulator)
    {
        var log = (await simulator.GetFromJsonAsync<JsonObject>("/log", Cancellation))!;
        var letters = log["sent"]!.AsArray();
        var moving = letters.Where(letter => (string?)letter!["outcome"] == "waiting").Select(letter => $"letter {letter!["type"]} {letter["identity"]}")
            .Concat(await LinesAsync("select 'inbox ' || envelope from exchange.inbox union all select 'outbox ' || envelope from exchange.outbox"));
        return (string.Join(", ", moving), letters.Count + log["received"]!.AsArray().Sum(message => (long)message!["attempts"]!) + await CountAsync("select count(*) from clearance.event"));
    }

    /// <summary>The number customs gave a declaration, once the registration was answered too.</summary>
    public async Task<string> NumberAsync(Declarations.Posting posting, Guid declaration)
    {
        await RestAsync();
        var view = (await posting.GetAsync($"/api/declarations/{declaration}")).Json;
        return (string?)view["declaration"]!["number"] ?? throw new InvalidOperationException("no number: " + view["timeline"]!.ToJsonString());
    }

    /// <summary>Puts a message into the inbox that nobody can open: sealed, with bytes that were changed.</summary>
    public async Task PlantAsync(Guid id, string partner)
    {
        await using var command = Command(
            """
            with kept as (
                insert into exchange.envelope (id, direction, partner, channel, correlation, content_type, bytes, sealed, length, sha256, recorded_at)
                values ($1, 'in', $2, 'inbox', 'planted', 'text/plain', $3, true, 1, $4, now()))
            insert into exchange.inbox (envelope, lane, due) values ($1, $2, now())
            """,
            id, partner, new byte[40], new byte[32]);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    public async Task DoAsync(string sql)
    {
        await using var command = Command(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    /// <summary>Waits until a thing is in the chain.</summary>
    public async Task SealedAsync(string kind, string key)
    {
        for (var look = 0; await CountAsync("select count(*) from audit.entry where kind = $1 and key like $2", kind, key) == 0; look++)
        {
            Assert.True(look < 100, $"{kind} {key} is not sealed");
            await Task.Delay(200, Cancellation);
        }
    }

    public async Task<long> CountAsync(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    public async Task<IReadOnlyList<string>> LinesAsync(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var lines = new List<string>();
        while (await reader.ReadAsync(Cancellation))
        {
            lines.Add(reader.GetString(0));
        }

        return lines;
    }

    private async Task<Kept?> FindAsync(byte[] sha256)
    {
        await using var command = Command(Of, sha256);
        await using var row = await command.ExecuteReaderAsync(Cancellation);
        if (!await row.ReadAsync(Cancellation))
        {
            return null;
        }

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
        var id = row.GetGuid(0);
        var bytes = row.GetFieldValue<byte[]>(5);
        return new Kept(
            id, row.GetString(1), row.GetInt64(2), row.GetBoolean(3), row.GetBoolean(4) ? gateway.Seal.Reopen(bytes, id) : bytes, Text(6), Text(7), Text(8), row.GetFieldValue<string[]>(9));
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = gateway.Database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
