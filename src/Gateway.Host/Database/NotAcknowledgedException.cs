namespace Gateway.Host.Database;

/// <summary>
/// A commit that nobody vouches for: it may be lost, it may be there. Only the same key brings certainty, so whoever
/// catches this must not report success and must come again with the same key.
/// </summary>
public sealed class NotAcknowledgedException(string key, string reason, Exception? inner)
    : Exception($"commit '{key}' is not acknowledged: {reason}", inner)
{
    public string Key { get; } = key;
}
