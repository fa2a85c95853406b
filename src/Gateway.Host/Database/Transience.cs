using Npgsql;

namespace Gateway.Host.Database;

/// <summary>Which failures of a transaction are worth another attempt with the same key.</summary>
internal static class Transience
{
    public static bool IsWorthAnother(Exception failure) => IsDoubtful(failure) || IsContention(failure) || IsRival(failure);

    /// <summary>The server, or the way to it, is in doubt: whether anything was done is not known.</summary>
    private static bool IsDoubtful(Exception failure) => failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => true,
        PostgresException { SqlState: var state } when state.StartsWith("08", StringComparison.Ordinal) => true,
        PostgresException => IsOfWrongHost(failure),
        NpgsqlException or ConnectionLostException => true,
        _ => IsOfWrongHost(failure),
    };

    /// <summary>This is not, or is about not to be, the primary: what is known of the hosts is stale.</summary>
    public static bool IsOfWrongHost(Exception failure) => failure switch
    {
        StandbyWaitCancelledException => true,
        PostgresException e => e.SqlState switch
        {
            PostgresErrorCodes.ReadOnlySqlTransaction => true,
            PostgresErrorCodes.FeatureNotSupported => e.MessageText.Contains("recovery", StringComparison.Ordinal),
            PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown => true,
            _ => false,
        },
        _ => false,
    };

    /// <summary>A rival was in the way; the server is well.</summary>
    private static bool IsContention(Exception failure) => failure is PostgresException
    {
        SqlState: PostgresErrorCodes.SerializationFailure
            or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.LockNotAvailable
            or PostgresErrorCodes.TooManyConnections
    };

    /// <summary>Perhaps a rival committed between our look and our insert: a second look will find what it left.</summary>
    public static bool IsRival(Exception failure) =>
        failure is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };
}

/// <summary>The connection ended, or never came about, whatever was thrown because of it.</summary>
internal sealed class ConnectionLostException(Exception cause) : Exception("the connection was lost: " + cause.Message, cause);
