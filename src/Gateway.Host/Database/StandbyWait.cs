using Npgsql;

namespace Gateway.Host.Database;

/// <summary>
/// Watches one connection for the warning that a commit gave up waiting for its standby. The server then reports success
/// all the same, so this warning is the only sign that the commit lives on one machine alone.
/// </summary>
public sealed class StandbyWait
{
    private const string Warning = "01000";
    private const string WaitingRoutine = "SyncRepWaitForLSN";
    private volatile bool _cancelled;

    public StandbyWait(NpgsqlConnection connection) =>
        connection.Notice += (_, arguments) => _cancelled |= IsCancelled(arguments.Notice);

    public bool Cancelled => _cancelled;

    /// <summary>
    /// The routine's name is never translated, the text is (only a superuser may choose the language of a session);
    /// the text is for servers and poolers that do not pass the routine on.
    /// </summary>
    public static bool IsCancelled(PostgresNotice notice) =>
        notice.Routine == WaitingRoutine
        || (notice.SqlState == Warning
            && notice.MessageText.StartsWith("canceling wait for synchronous replication", StringComparison.Ordinal));
}

/// <summary>One attempt of a commit was not acknowledged.</summary>
internal sealed class StandbyWaitCancelledException()
    : Exception("the wait for the synchronous standby was cancelled");
