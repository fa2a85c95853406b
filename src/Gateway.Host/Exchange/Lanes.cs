using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Gateway.Host.Exchange;

/// <summary>The head of a lane.</summary>
/// <param name="Envelope">Envelope id.</param>
/// <param name="Lane">Lane.</param>
/// <param name="Attempts">Attempts already recorded.</param>
/// <param name="Ask">The next attempt asks for the state instead of sending again.</param>
/// <param name="Round">Which time it is handled.</param>
/// <param name="Holds">How often it was looked at and held.</param>
public sealed record LaneHead(Guid Envelope, string Lane, int Attempts, bool Ask, int Round, int Holds = 0)
{
    /// <summary>The commit key of something done with it in this round.</summary>
    public string Key(string what) => Exchange.Round.Key(what, Envelope, Round);
}

/// <summary>
/// Takes lanes of a queue one at a time: only a lane's head is worked on, and only by one worker of one node. The lock is a
/// session lock of this object's own connection, so that a node that dies lets go at once.
/// </summary>
public sealed class Lanes : IAsyncDisposable
{
    // A head that waits for its time-stamp holds up its lane, so that order is kept.
    private const string Held = "and not exists (select from exchange.stamping s where s.envelope = head.envelope and s.holds)";
    private readonly NpgsqlDataSource _source;
    private readonly string _queue;
    private NpgsqlConnection? _connection;

    /// <summary>Lanes of <c>inbox</c>, <c>outbox</c> or <c>stamping</c>.</summary>
    public Lanes(NpgsqlDataSource source, string queue)
    {
        _source = source;
        _queue = queue is "inbox" or "outbox" or "stamping" ? queue : throw new ArgumentOutOfRangeException(nameof(queue), queue, "inbox, outbox or stamping");
    }

    /// <summary>Takes a due lane and hands over its head; <c>false</c> when none is due or free.</summary>
    public async Task<bool> TakeAsync(DateTimeOffset now, Func<LaneHead, Task> work, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(work);
        var connection = await ConnectAsync(cancellation).ConfigureAwait(false);
        foreach (var head in await HeadsAsync(connection, now, null, cancellation).ConfigureAwait(false))
        {
            var key = LockKey(head.Lane);
            if (!await AskAsync(connection, "select pg_try_advisory_lock($1)", key, cancellation).ConfigureAwait(false))
            {
                continue;
            }

            try
            {
                var still = (await HeadsAsync(connection, now, head.Lane, cancellation).ConfigureAwait(false)).FirstOrDefault();
                if (still is not null)
                {
                    await work(still).ConfigureAwait(false);
                    return true;
                }
            }
            finally
            {
                await AskAsync(connection, "select pg_advisory_unlock($1)", key, CancellationToken.None).ConfigureAwait(false);
            }
        }

        return false;
    }

    /// <summary>Closes the connection and with it every lock.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync().ConfigureAwait(false);
            _connection = null;
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellation)
    {
        if (_connection is { State: System.Data.ConnectionState.Open })
        {
            return _connection;
        }

        await DisposeAsync().ConfigureAwait(false);
        _connection = await _source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        return _connection;
    }

    private async Task<List<LaneHead>> HeadsAsync(NpgsqlConnection connection, DateTimeOffset now, string? lane, CancellationToken cancellation)
    {
        var sql = $"""
            select envelope, lane, attempts, {(_queue == "outbox" ? "ask" : "false")}, round, {(_queue == "inbox" ? "holds" : "0")} from (
                select distinct on (lane) * from exchange.{_queue} where $2::text is null or lane = $2 order by lane, sequence) as head
            where due <= $1 {(_queue == "outbox" ? Held : "")} order by due limit 32
            """;
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = now });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)lane ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        var heads = new List<LaneHead>();
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            heads.Add(new LaneHead(reader.GetGuid(0), reader.GetString(1), reader.GetInt32(2), reader.GetBoolean(3), reader.GetInt32(4), reader.GetInt32(5)));
        }

        return heads;
    }

    private static async Task<bool> AskAsync(NpgsqlConnection connection, string sql, long key, CancellationToken cancellation)
    {
        if (connection.State != System.Data.ConnectionState.Open)
        {
            return false;
        }

        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = key });
        return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is true;
    }

    /// <summary>What is locked while somebody works on a lane.</summary>
    internal static long LockKey(string queue, string lane) => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(queue + "/" + lane)));

    private long LockKey(string lane) => LockKey(_queue, lane);
}
