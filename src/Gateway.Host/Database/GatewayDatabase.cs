using Npgsql;

namespace Gateway.Host.Database;

/// <summary>Connects to the gateway's PostgreSQL: one server or several with a primary among them.</summary>
public static class GatewayDatabase
{
    /// <summary>A commit is acknowledged where readers of a standby see it too, unless the operator's own options say otherwise.</summary>
    private const string Before = "-c synchronous_commit=remote_apply";

    /// <summary>
    /// The application's sessions: without the owner's rights; read-only but for durable commits; and with warnings,
    /// because the warning about the standby decides whether a commit counts.
    /// </summary>
    private const string After =
        "-c role=gateway_app -c default_transaction_read_only=on -c client_min_messages=notice"
        + " -c timezone=UTC -c idle_in_transaction_session_timeout=60000";

    /// <summary>The application's pool: role <c>gateway_app</c>, always to the primary.</summary>
    public static NpgsqlDataSource Open(string connectionString, ILoggerFactory? loggers = null)
    {
        var settings = Settings(connectionString);
        settings.Options = string.Join(' ', Before, settings.Options, After);
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).UseLoggerFactory(loggers).Build();
    }

    /// <summary>Unpooled connections with the owner's rights, for migrations and what lies outside business data.</summary>
    public static NpgsqlDataSource OpenAsOwner(string connectionString)
    {
        var settings = Settings(connectionString);
        settings.Pooling = false;
        settings.CommandTimeout = 600;
        return NpgsqlDataSource.Create(settings);
    }

    /// <summary>
    /// Applies what is missing of the numbered SQL scripts and makes the partitions of the current and the next months.
    /// Safe when several processes start at once. Returns how many scripts were applied.
    /// </summary>
    public static async Task<int> MigrateAsync(string adminConnectionString, TimeProvider time, CancellationToken ct)
    {
        await using var source = OpenAsOwner(adminConnectionString);
        var applied = await MigrationHistory.ApplyAsync(source, Migration.Embedded(), ct);
        await Partitions.EnsureAsync(source, time.GetUtcNow(), ct);
        return applied;
    }

    private static NpgsqlConnectionStringBuilder Settings(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Enlist = false };
        Default(settings, "Application Name", "gateway");
        Default(settings, "Command Timeout", 10);
        Default(settings, "Cancellation Timeout", 2000);
        Default(settings, "Keepalive", 5);
        Default(settings, "Maximum Pool Size", 40);
        Default(settings, "Host Recheck Seconds", 1);
        var several = settings.Host?.Contains(',', StringComparison.Ordinal) == true;
        Default(settings, "Timeout", several ? 2 : 5);
        if (several)
        {
            settings.TargetSessionAttributes = "primary";
        }
        return settings;
    }

    private static void Default(NpgsqlConnectionStringBuilder settings, string keyword, object value)
    {
        if (!settings.Keys.Contains(keyword, StringComparer.OrdinalIgnoreCase))
        {
            settings[keyword] = value;
        }
    }
}
