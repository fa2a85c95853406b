using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using Gateway.Host.Database;

namespace Gateway.Host.Journeys;

/// <summary>The other side for a try-out: the simulator as its own process, and a partner file that points to it on loopback.</summary>
public sealed class Stage : IDisposable
{
    private const int LowestPort = 20_000;
    private const int HighestPort = 32_000;
    private const int MostTries = 100;
    private static readonly ConcurrentDictionary<int, bool> Given = new();
    private readonly Process _process;

    private Stage(Process process, string address)
    {
        _process = process;
        Address = address;
    }

    /// <summary>Address of the simulator.</summary>
    public string Address { get; }

    /// <summary>
    /// A loopback port nobody listens on, never the same twice. It lies below those that systems give to whoever calls out, so that nobody gets it
    /// between now and its use.
    /// </summary>
    public static int FreePort()
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var port = RandomNumberGenerator.GetInt32(LowestPort, HighestPort);
            if (Given.TryAdd(port, true) && Listen(port) > 0)
            {
                return port;
            }
        }

        return Listen(0);
    }

    private static int Listen(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        catch (SocketException) when (port != 0)
        {
            return 0;
        }
    }

    /// <summary>Tokens of the partners, made on first use and kept beside the data (owner only).</summary>
    public static IReadOnlyDictionary<string, string> Tokens(string data)
    {
        var path = Path.Combine(data, "tokens.json");
        if (!File.Exists(path))
        {
            var made = new[] { "enterprise", "customs", "bank", "member" }.ToDictionary(name => name, _ => Convert.ToHexString(RandomNumberGenerator.GetBytes(16)));
            PrivateFile.Write(path, JsonSerializer.Serialize(made));
        }

        return JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path))!;
    }

    /// <summary>Writes the partner file of a try-out and returns its path.</summary>
    public static string WritePartners(string template, string data, string simulator, IReadOnlyDictionary<string, string> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        var text = File.ReadAllText(template).Replace("{simulator}", simulator, StringComparison.Ordinal);
        foreach (var (name, token) in tokens)
        {
            text = text.Replace($"{{token:{name}}}", token, StringComparison.Ordinal);
        }

        var path = Path.Combine(data, "partners.json");
        PrivateFile.Write(path, text);
        return path;
    }

    /// <summary>Starts the simulator and waits until it answers.</summary>
    public static async Task<Stage> StartAsync(StageSettings settings, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var start = new ProcessStartInfo("setpriv") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            "--pdeathsig", "SIGKILL", "dotnet", settings.Program, "--urls", settings.Address, "--gateway", settings.Gateway,
            "--certs", settings.Certificates, "--state", settings.State,
        ];
        start.Environment["SIMULATOR_TOKENS"] = string.Join(';', settings.Tokens.Where(pair => pair.Key != "enterprise").Select(pair => $"{pair.Key}={pair.Value}"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var process = await StartOnOwnThreadAsync(start).ConfigureAwait(false);
        var log = new StreamWriter(new FileStream(Path.Combine(settings.State, "..", "simulator.log"), FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        process.OutputDataReceived += (_, line) => log.WriteLine(line.Data);
        process.ErrorDataReceived += (_, line) => log.WriteLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var stage = new Stage(process, settings.Address);
        await stage.AwaitAsync(cancellation).ConfigureAwait(false);
        return stage;
    }

    /// <summary>Ends the simulator.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit(5_000);
        }

        _process.Dispose();
    }

    // The kernel ends the child with the thread that started it, not with the process: that thread waits until the child has ended.
    private static Task<Process> StartOnOwnThreadAsync(ProcessStartInfo start)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                var process = Process.Start(start) ?? throw new InvalidOperationException("the simulator did not start");
                using var watched = Process.GetProcessById(process.Id);
                started.SetResult(process);
                watched.WaitForExit();
            }
            catch (Exception error) when (error is InvalidOperationException or ArgumentException or System.ComponentModel.Win32Exception)
            {
                started.TrySetException(error);
            }
        })
        {
            IsBackground = true,
            Name = "simulator",
        };
        thread.Start();
        return started.Task;
    }

    private async Task AwaitAsync(CancellationToken cancellation)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        for (var attempt = 0; attempt < 150 && !_process.HasExited; attempt++)
        {
            try
            {
                using var response = await client.GetAsync(new Uri(Address + "/health"), cancellation).ConfigureAwait(false);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception error) when (error is HttpRequestException or System.Net.Sockets.SocketException or TaskCanceledException && !cancellation.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellation).ConfigureAwait(false);
            }
        }

        throw new InvalidOperationException("the simulator does not answer; see simulator.log beside its state");
    }
}

/// <summary>What a simulator is started with.</summary>
public sealed record StageSettings(string Program, string Address, string Gateway, string Certificates, string State, IReadOnlyDictionary<string, string> Tokens);
