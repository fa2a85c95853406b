namespace Gateway.Host.Database;

/// <summary>The database's history and this program's scripts do not fit together, or a script does not run.</summary>
public sealed class MigrationException(string message, Exception? inner = null) : Exception(message, inner);
