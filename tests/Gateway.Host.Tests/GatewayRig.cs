using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Host.Database;
using Gateway.Host.Journeys;
using Gateway.Host.Signatures;

namespace Gateway.Host.Tests;

/// <summary>A whole gateway of its own: the host as a child process with its embedded database, the simulator as another, all on loopback.</summary>
public sealed class GatewayRig : IAsyncDisposable
{
    private readonly string _partners;
    private readonly string _database;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private Process? _host;
    private Stage? _stage;

    private GatewayRig(string folder, Action<JsonArray>? partners, string database, IReadOnlyDictionary<string, string>? environment)
    {
        Folder = folder;
        _database = database;
        _environment = environment ?? new Dictionary<string, string>();
        Gateway = $"http://127.0.0.1:{Stage.FreePort().ToString(CultureInfo.InvariantCulture)}";
        Simulator = $"http://127.0.0.1:{Stage.FreePort().ToString(CultureInfo.InvariantCulture)}";
        Directory.CreateDirectory(Path.Combine(folder, "simulator"));
        Tokens = Stage.Tokens(folder);
        _partners = Stage.WritePartners(Path.Combine(TryVerb.JourneyFolder(Root), "partners.json"), folder, Simulator, Tokens);
        DevelopmentCertificates.Ensure(Certificates, TimeProvider.System);
        if (partners is not null)
        {
            var file = JsonNode.Parse(File.ReadAllText(_partners))!;
            partners(file["partners"]!.AsArray());
            File.WriteAllText(_partners, file.ToJsonString());
        }
    }

    public static string Root { get; } = FindRoot();

    public string Folder { get; }

    public string Gateway { get; }

    public string Simulator { get; }

    public IReadOnlyDictionary<string, string> Tokens { get; }

    public string Certificates => Path.Combine(Folder, "certificates");

    public string Log => Path.Combine(Folder, "gateway.log");

    public int Starts { get; private set; }

    public static string HostProgram { get; } = typeof(Gateway.Host.Serving.GatewayOptions).Assembly.Location;

    /// <summary>Both sides up and answering; with other partners, or a database that is not the host's own, where they are given.</summary>
    public static async Task<GatewayRig> StartAsync(
        CancellationToken cancellation, Action<JsonArray>? partners = null, string database = "", IReadOnlyDictionary<string, string>? environment = null)
    {
        var rig = new GatewayRig(Directory.CreateTempSubdirectory("gateway-rig-").FullName, partners, database, environment);
        await rig.StartGatewayAsync(cancellation);
        await rig.StartSimulatorAsync(cancellation);
        return rig;
    }

    public async Task StartSimulatorAsync(CancellationToken cancellation) => _stage = await Stage.StartAsync(
        new StageSettings(TryVerb.SimulatorProgram(Root), Simulator, Gateway, Certificates, Path.Combine(Folder, "simulator"), Tokens), cancellation);

    public async Task StartGatewayAsync(CancellationToken cancellation, bool wait = true)
    {
        Starts++;
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = Root };
        foreach (var argument in new[] { HostProgram, "serve", "--urls", Gateway, "--partners", _partners, "--data", Folder })
        {
            start.ArgumentList.Add(argument);
        }

        if (_database.Length > 0)
        {
            start.ArgumentList.Add("--database");
            start.ArgumentList.Add(_database);
        }

        start.Environment["GATEWAY_ROOT"] = Root;
        start.Environment["GATEWAY_CERTIFICATES"] = Certificates;
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        _host = Process.Start(start)!;
        var log = TextWriter.Synchronized(new StreamWriter(new FileStream(Log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true });
        _host.ErrorDataReceived += (_, line) => log.WriteLine(line.Data);
        _host.OutputDataReceived += (_, line) => log.WriteLine(line.Data);
        _host.BeginErrorReadLine();
        _host.BeginOutputReadLine();
        if (wait)
        {
            await ReadyAsync(cancellation);
        }
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task KillGatewayAsync()
    {
        if (_host is { } host)
        {
            host.Kill();
            await host.WaitForExitAsync(CancellationToken.None);
            host.Dispose();
            _host = null;
        }
    }

    public Player Player(string run, TextWriter said, TimeSpan? patience = null) =>
        new(new PlayerSettings(Gateway, Simulator, Tokens["enterprise"], run, patience ?? TimeSpan.FromSeconds(60)), said, TimeProvider.System);

    public HttpClient Client(string partner = "enterprise")
    {
        var client = new HttpClient { BaseAddress = new Uri(Gateway), Timeout = TimeSpan.FromSeconds(90) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", Tokens[partner]);
        return client;
    }

    /// <summary>Connection string of the host's own database.</summary>
    public string Database() => EmbeddedCluster.Open(Path.Combine(Folder, "postgres"))
        .ConnectionString(int.Parse(File.ReadAllText(Path.Combine(Folder, "postgres", "port")), CultureInfo.InvariantCulture));

    public async ValueTask DisposeAsync()
    {
        _stage?.Dispose();
        if (_host is { } host)
        {
            Process.Start("kill", ["-TERM", host.Id.ToString(CultureInfo.InvariantCulture)]).Dispose();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            try
            {
                await host.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                host.Kill(entireProcessTree: true);
            }

            host.Dispose();
        }

        Directory.Delete(Folder, recursive: true);
    }

    private async Task ReadyAsync(CancellationToken cancellation)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        for (var attempt = 0; attempt < 600; attempt++)
        {
            try
            {
                using var response = await client.GetAsync(new Uri(Gateway + "/health/ready"), cancellation);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception error) when (error is HttpRequestException or System.Net.Sockets.SocketException or TaskCanceledException && !cancellation.IsCancellationRequested)
            {
                Assert.False(_host!.HasExited, "the host ended: " + string.Join('\n', File.ReadLines(Log).TakeLast(20)));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellation);
        }

        Assert.Fail("the host did not become ready");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Gateway.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("Gateway.sln is not above the tests");
    }
}
