namespace Gateway.Host.Database;

/// <summary>
/// A private PostgreSQL made of the system's binaries: started, watched, started again when it dies, stopped with us.
/// One that still lives from an earlier run is taken over. It listens on 127.0.0.1 only.
/// </summary>
public sealed partial class EmbeddedPostgres : IAsyncDisposable
{
    private static readonly TimeSpan RestartWindow = TimeSpan.FromMinutes(10);
    private readonly EmbeddedCluster _cluster;
    private readonly EmbeddedSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly PostgresStart _start;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _watching = new();
    private PostgresStart.Running _running = null!;
    private bool _guest;
    private Task _supervision = Task.CompletedTask;

    private EmbeddedPostgres(string folder, EmbeddedSettings settings, TimeProvider time, ILogger log)
    {
        _cluster = EmbeddedCluster.Open(Path.GetFullPath(folder));
        _settings = settings;
        _time = time;
        _log = log;
        _start = new PostgresStart(_cluster, settings, time, log);
    }

    /// <summary>Role and database <c>gateway</c>: owner of the database, not a superuser.</summary>
    public string ConnectionString => _cluster.ConnectionString(_running.Port);

    /// <summary>For back-ups and the like; the application never uses it.</summary>
    public string SuperuserConnectionString => _cluster.SuperuserConnectionString(_running.Port);

    public int Port => _running.Port;

    public int ProcessId => _running.Postmaster.Process.Id;

    /// <summary>It was alive already when we came.</summary>
    public bool Adopted => _running.Found;

    /// <summary>Completes when the database was stopped by us; fails when it died and could not be started again.</summary>
    public Task Supervision => _supervision;

    /// <summary>Ready to be used when this returns.</summary>
    public static async Task<EmbeddedPostgres> StartAsync(
        string dataDirectory, EmbeddedSettings settings, TimeProvider time, ILogger log, CancellationToken ct)
    {
        var database = new EmbeddedPostgres(dataDirectory, settings, time, log);
        await database.BringUpAsync(null, ct);
        database._supervision = Task.Run(database.SuperviseAsync, CancellationToken.None);
        return database;
    }

    /// <summary>Stops the server, unless another living process is its keeper.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }
        await _stopping.CancelAsync();
        await _supervision.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_guest)
        {
            File.Delete(_cluster.SupervisorFile);
            await _running.Postmaster.StopAsync(_time);
        }
        await _watching.CancelAsync();
        _watching.Dispose();
        _stopping.Dispose();
    }

    private async Task BringUpAsync(int? port, CancellationToken ct)
    {
        await using var turn = await TurnAsync(ct);
        var keeper = LinuxProcess.Parse(PrivateFile.Read(_cluster.SupervisorFile));
        _running = await _start.BringUpAsync(port, _watching.Token, ct);
        _guest = _running.Found && keeper is { IsAlive: true };
        try
        {
            await _cluster.EnsureApplicationAsync(_running.Port, ct);
        }
        catch when (!_guest)
        {
            await _running.Postmaster.StopAsync(_time);
            throw;
        }
        if (!_guest)
        {
            PrivateFile.Write(_cluster.SupervisorFile, LinuxProcess.Find(Environment.ProcessId)?.ToString() ?? "");
        }
        LogReady(_log, _running.Postmaster.Process.Id, _running.Port, _running.Found, _guest);
    }

    /// <summary>Processes that start on one folder at once do so one after the other; the kernel frees the lock of the dead.</summary>
    private async Task<FileStream> TurnAsync(CancellationToken ct)
    {
        var start = _time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(
                    Path.Combine(_cluster.Folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (_time.GetElapsedTime(start) < _settings.ReadyWithin)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), _time, ct);
            }
        }
    }

    private async Task SuperviseAsync()
    {
        var since = _time.GetTimestamp();
        for (var deaths = 1; ; deaths++)
        {
            await _running.Postmaster.Ended.WaitAsync(_stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stopping.IsCancellationRequested)
            {
                return;
            }
            if (_time.GetElapsedTime(since) > RestartWindow)
            {
                (since, deaths) = (_time.GetTimestamp(), 1);
            }
            LogDied(_log, _running.Postmaster.Process.Id, deaths, _settings.Restarts);
            if (deaths > _settings.Restarts)
            {
                throw new EmbeddedPostgresException(
                    $"PostgreSQL in {_cluster.Data} died {deaths} times: {_cluster.LogSince(0)}");
            }
            await BringUpAsync(_running.Port, _stopping.Token);
        }
    }

    [LoggerMessage(2012, LogLevel.Information, "PostgreSQL {Id} is ready on port {Port} (found alive {Found}, kept by another {Guest})")]
    private static partial void LogReady(ILogger log, int id, int port, bool found, bool guest);

    [LoggerMessage(2013, LogLevel.Error, "PostgreSQL {Id} died unasked (time {Deaths}, {Restarts} restarts allowed)")]
    private static partial void LogDied(ILogger log, int id, int deaths, int restarts);
}
