using System.Data;
using System.Net.Sockets;
using Npgsql;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Gateway.Host.Database;

/// <summary>
/// The one way business data is committed. Every transaction writes the row of its key, on repeats too: a transaction
/// that writes nothing does not wait for the standby, and then a primary that has been cut off acknowledges what is lost.
/// A commit counts only when the server said so, without a warning, on a connection that stayed alive; in every other
/// case the same key is tried again, and the answer kept with it tells whether the work was done after all.
/// </summary>
public sealed partial class DurableCommit
{
    private const int MaxKey = 300;
    private const int RivalRetries = 3;

    private const string Claim =
        """
        insert into database.commit as c (key, attempt) values ($1, 1)
        on conflict (key) do update set attempt = c.attempt + 1
        returning attempt, answer
        """;

    private readonly NpgsqlDataSource _source;
    private readonly ILogger _log;
    private readonly ResiliencePipeline<Committed> _pipeline;

    public DurableCommit(NpgsqlDataSource source, TimeProvider time, ILogger log, CommitLimits? limits = null)
    {
        _source = source;
        _log = log;
        _pipeline = Pipeline(limits ?? CommitLimits.Default, time);
    }

    /// <summary>
    /// Runs the work once for the key and returns its answer, or the answer it gave when it first succeeded. Work that
    /// throws leaves nothing behind. <see cref="NotAcknowledgedException"/>: unknown; come again with the same key.
    /// </summary>
    public async Task<Committed> RunAsync(string key, Func<Work, Task<string>> work, CancellationToken ct)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Length, MaxKey, nameof(key));
        var call = new Call(key, work);
        try
        {
            return await _pipeline.ExecuteAsync(
                static async (state, token) => await state.Self.AttemptAsync(state.Call, token), (Self: this, Call: call), ct);
        }
        catch (TimeoutRejectedException e)
        {
            throw new NotAcknowledgedException(key, call.Reason(e).Message, call.Reason(e));
        }
        catch (Exception e) when (Transience.IsWorthAnother(e) && !Transience.IsRival(e))
        {
            throw new NotAcknowledgedException(key, e.Message, e);
        }
    }

    private static ResiliencePipeline<Committed> Pipeline(CommitLimits limits, TimeProvider time) =>
        new ResiliencePipelineBuilder<Committed> { TimeProvider = time }
            .AddTimeout(limits.Deadline)
            .AddRetry(new RetryStrategyOptions<Committed>
            {
                MaxRetryAttempts = limits.Retries,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(50),
                MaxDelay = limits.LongestPause,
                UseJitter = true,
                ShouldHandle = static a => ValueTask.FromResult(a.Outcome.Exception is { } e
                    && Transience.IsWorthAnother(e) && (!Transience.IsRival(e) || a.AttemptNumber < RivalRetries)),
            })
            .Build();

    private async Task<Committed> AttemptAsync(Call call, CancellationToken ct)
    {
        try
        {
            await using var connection = await OpenAsync(ct);
            return await OnConnectionAsync(connection, call, ct);
        }
        catch (Exception e)
        {
            call.Failed(e);
            if (Transience.IsWorthAnother(e))
            {
                LogFailed(_log, call.Key, e.Message);
            }
            if (Transience.IsOfWrongHost(e))
            {
                ForgetHosts();
            }
            throw;
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken ct)
    {
        try
        {
            return await _source.OpenConnectionAsync(ct);
        }
        catch (Exception e) when (e is IOException or SocketException or TimeoutException)
        {
            throw new ConnectionLostException(e);
        }
    }

    private static async Task<Committed> OnConnectionAsync(
        NpgsqlConnection connection, Call call, CancellationToken ct)
    {
        var standby = new StandbyWait(connection);
        Committed committed;
        try
        {
            committed = await TransactAsync(connection, call, ct);
        }
        catch (Exception) when (standby.Cancelled)
        {
            throw new StandbyWaitCancelledException();
        }
        catch (Exception e) when (connection.State != ConnectionState.Open && e is not OperationCanceledException)
        {
            throw new ConnectionLostException(e);
        }
        return standby.Cancelled ? throw new StandbyWaitCancelledException() : committed;
    }

    private static async Task<Committed> TransactAsync(
        NpgsqlConnection connection, Call call, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, ct);
        var (attempt, answer) = await ClaimAsync(connection, transaction, call.Key, ct);
        var first = answer is null;
        if (answer is null)
        {
            var lent = new Work(connection, transaction, attempt, ct);
            answer = await call.Work(lent) ?? throw new InvalidOperationException($"the work of '{call.Key}' gave no answer");
            await lent.ExecuteAsync("update database.commit set answer = $2 where key = $1", call.Key, answer);
        }
        await transaction.CommitAsync(ct);
        return new Committed(answer, first);
    }

    /// <summary>Sessions are read-only until they say otherwise; both statements travel together.</summary>
    private static async Task<(int Attempt, string? Answer)> ClaimAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, string key, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand("set transaction read write"),
                new NpgsqlBatchCommand(Claim) { Parameters = { new NpgsqlParameter { Value = key } } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetInt32(0), await reader.IsDBNullAsync(1, ct) ? null : reader.GetString(1));
    }

    /// <summary>What is known of the hosts may be wrong, and pooled connections may lead to a primary that is none any more.</summary>
    private void ForgetHosts()
    {
        if (_source is NpgsqlMultiHostDataSource hosts)
        {
            hosts.ClearDatabaseStates();
        }
        _source.Clear();
    }

    [LoggerMessage(2001, LogLevel.Warning, "an attempt to commit {Key} failed: {Reason}")]
    private static partial void LogFailed(ILogger log, string key, string reason);

    /// <summary>One call and what became of its attempts.</summary>
    private sealed class Call(string key, Func<Work, Task<string>> work)
    {
        private Exception? _last;

        public string Key => key;

        public Func<Work, Task<string>> Work => work;

        /// <summary>That time ran out says less than what it ran out on.</summary>
        public void Failed(Exception failure) => _last = failure is OperationCanceledException ? _last ?? failure : failure;

        public Exception Reason(Exception otherwise) => _last ?? otherwise;
    }
}
