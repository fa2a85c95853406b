namespace Gateway.Host.Database;

/// <summary>How an embedded database is run.</summary>
public sealed record EmbeddedSettings
{
    /// <summary>Server settings on top of the gateway's own, such as <c>wal_level</c>.</summary>
    public IReadOnlyDictionary<string, string> Server { get; init; } = new Dictionary<string, string>();

    /// <summary>Off only for tests on a memory disk: a power cut then costs data.</summary>
    public bool Fsync { get; init; } = true;

    /// <summary>How often a database that dies unasked is started again before that is a failure. Unit: times in ten minutes.</summary>
    public int Restarts { get; init; } = 3;

    /// <summary>How long a start may take; recovery after a crash is part of it.</summary>
    public TimeSpan ReadyWithin { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Where the system keeps its PostgreSQL versions.</summary>
    public string Binaries { get; init; } = "/usr/lib/postgresql";
}
