using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Gateway.Host.Database;

/// <summary>Brings the server of one cluster up: takes over the one that lives, or starts one.</summary>
internal sealed partial class PostgresStart(EmbeddedCluster cluster, EmbeddedSettings settings, TimeProvider time, ILogger log)
{
    /// <summary>A killed server's number stays taken, and its lock with it, until somebody has buried it: two seconds at times.</summary>
    private const int Tries = 6;

    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(25);

    private enum Outcome { Ready, Locked, PortTaken }

    /// <summary>Found alive, not started by us.</summary>
    public sealed record Running(Postmaster Postmaster, int Port, bool Found);

    /// <param name="fixedPort">The port others rely on already; null takes the remembered one, or any that is free.</param>
    /// <param name="watch">Ends the watch over a server that was found alive.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Running> BringUpAsync(int? fixedPort, CancellationToken watch, CancellationToken ct)
    {
        var binaries = PostgresBinaries.Find(settings.Binaries, cluster.Data);
        for (var attempt = 1; ; attempt++)
        {
            if (await FindAliveAsync(watch, ct) is { } found)
            {
                return found;
            }
            var account = await PostgresAccount.ForAsync(cluster.Folder, ct);
            await cluster.MakeAsync(binaries, account, settings.Fsync, ct);
            var port = fixedPort ?? FreePort(PrivateFile.ReadNumber(cluster.PortFile));
            var (outcome, postmaster, words) = await StartAsync(binaries, account, port, ct);
            if (outcome == Outcome.Ready)
            {
                PrivateFile.Write(cluster.PortFile, port.ToString(CultureInfo.InvariantCulture));
                return new Running(postmaster, port, Found: false);
            }
            if (attempt == Tries)
            {
                throw new EmbeddedPostgresException($"PostgreSQL in {cluster.Data} was refused {Tries} times: {words}");
            }
            LogRefused(log, attempt, Tries, words);
            await Task.Delay(BetweenTries, time, ct);
        }
    }

    /// <summary>A server that works in our folder and lets our password in is ours, whoever started it.</summary>
    private async Task<Running?> FindAliveAsync(CancellationToken watch, CancellationToken ct)
    {
        var lines = PrivateFile.Read(Path.Combine(cluster.Data, "postmaster.pid"))?.Split('\n') ?? [];
        if (lines.Length < 4
            || !int.TryParse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            || !int.TryParse(lines[3], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || LinuxProcess.Find(id) is not { } process
            || (await ShortCommand.TryAsync(["test", $"/proc/{id}/cwd", "-ef", cluster.Data], ct)).Exit != 0)
        {
            return null;
        }
        var postmaster = Postmaster.Adopt(process, time, watch);
        return await AnswersAsync(postmaster, port, ct) ? new Running(postmaster, port, Found: true) : null;
    }

    private async Task<(Outcome, Postmaster, string)> StartAsync(
        PostgresBinaries binaries, PostgresAccount account, int port, CancellationToken ct)
    {
        cluster.TurnLog();
        var offset = cluster.LogLength;
        var postmaster = await Postmaster.StartAsync(account.DyingCommand([binaries.Postgres, .. Arguments(port)]), cluster.Log);
        try
        {
            if (await AnswersAsync(postmaster, port, ct))
            {
                return (Outcome.Ready, postmaster, "");
            }
        }
        catch
        {
            await postmaster.StopAsync(time);
            throw;
        }
        var words = cluster.LogSince(offset);
        return (Judge(words), postmaster, words);
    }

    private static Outcome Judge(string words)
    {
        if (words.Contains("lock file \"postmaster.pid\" already exists", StringComparison.Ordinal))
        {
            return Outcome.Locked;
        }
        return words.Contains("could not create any TCP/IP sockets", StringComparison.Ordinal)
            ? Outcome.PortTaken
            : throw new EmbeddedPostgresException("PostgreSQL did not start: " + words);
    }

    private IEnumerable<string> Arguments(int port)
    {
        var server = new Dictionary<string, string>
        {
            ["listen_addresses"] = "127.0.0.1",
            ["port"] = port.ToString(CultureInfo.InvariantCulture),
            ["unix_socket_directories"] = "",
            ["password_encryption"] = "scram-sha-256",
            ["lc_messages"] = "C",
            ["fsync"] = settings.Fsync ? "on" : "off",
        };
        foreach (var (name, value) in settings.Server)
        {
            server[name] = value;
        }
        return ["-D", cluster.Data, .. server.SelectMany(s => new[] { "-c", $"{s.Key}={s.Value}" })];
    }

    /// <summary>True when it lets us in; false when it ends before; an error when it does neither in time.</summary>
    private async Task<bool> AnswersAsync(Postmaster postmaster, int port, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(settings.ReadyWithin, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        await using var source = NpgsqlDataSource.Create(cluster.SuperuserConnectionString(port));
        try
        {
            while (!postmaster.Ended.IsCompleted)
            {
                if (await LetsInAsync(source, both.Token))
                {
                    return true;
                }
                await Task.Delay(BetweenLooks, time, both.Token);
            }
            return false;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new EmbeddedPostgresException(
                $"PostgreSQL {postmaster.Process.Id} in {cluster.Data} is not ready after {settings.ReadyWithin}, see {cluster.Log}");
        }
    }

    private static async Task<bool> LetsInAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        try
        {
            return await source.ScalarAsync<int>(ct, "select 1") == 1;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidPassword)
        {
            throw new EmbeddedPostgresException("another PostgreSQL answers on our port, or the password file is not this cluster's", e);
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static int FreePort(int? remembered)
    {
        foreach (var port in new[] { remembered ?? 0, 0 })
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException) when (port != 0)
            {
                continue;
            }
        }
        throw new EmbeddedPostgresException("no free port on 127.0.0.1");
    }

    [LoggerMessage(2011, LogLevel.Information, "PostgreSQL did not start (try {Attempt} of {Tries}): {Words}")]
    private static partial void LogRefused(ILogger log, int attempt, int tries, string words);
}
