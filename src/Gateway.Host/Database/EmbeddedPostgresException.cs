namespace Gateway.Host.Database;

/// <summary>The embedded database cannot be started or kept running; the message says what to do or shows the server's last words.</summary>
public sealed class EmbeddedPostgresException(string message, Exception? inner = null) : Exception(message, inner);
