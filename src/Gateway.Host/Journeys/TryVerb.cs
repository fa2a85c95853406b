using System.CommandLine;
using System.Globalization;
using Gateway.Host.Serving;
using Gateway.Host.Signatures;
using Gateway.Host.Verbs;

namespace Gateway.Host.Journeys;

/// <summary><c>gateway try</c>: the main job from nothing, against the simulator, over the real interfaces.</summary>
public static class TryVerb
{
    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var exit = new Option<bool>("--exit") { Description = "end by itself: 0 when every step came out as the sample says, 1 with the difference otherwise" };
        var port = new Option<int>("--port") { Description = "port of the gateway on loopback; 0 takes a free one", DefaultValueFactory = _ => 5080 };
        port.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<int>() is < 0 or > 65_535)
            {
                given.AddError("--port is 0 to 65535");
            }
        });
        var json = VerbOptions.Json();
        var command = new Command("try", "play three journeys from the enterprise to the release, then leave the console open") { exit, port, json };
        command.SetAction(async (result, cancellation) =>
        {
            try
            {
                return await RunAsync(result.GetValue(port), result.GetValue(exit), result.GetValue(json), cancellation).ConfigureAwait(false);
            }
            catch (Exception error) when (error is InvalidDataException or InvalidOperationException or TimeoutException or HttpRequestException or IOException or UnauthorizedAccessException
                or ArgumentException or Npgsql.NpgsqlException or Database.EmbeddedPostgresException or Database.MigrationException)
            {
                Console.Error.WriteLine(error.Message);
                return 1;
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(int port, bool exit, bool json, CancellationToken cancellation)
    {
        var said = json ? TextWriter.Null : Console.Out;
        var time = TimeProvider.System;
        var environment = GatewayOptions.FromEnvironment();
        var data = Path.Combine(environment.Data, "try");
        Directory.CreateDirectory(Path.Combine(data, "simulator"));
        using var alone = Alone(data);
        var gateway = $"http://127.0.0.1:{(port == 0 ? Stage.FreePort() : port).ToString(CultureInfo.InvariantCulture)}";
        var simulator = $"http://127.0.0.1:{Stage.FreePort().ToString(CultureInfo.InvariantCulture)}";
        var folder = JourneyFolder(environment.Root);
        var tokens = Stage.Tokens(data);
        var options = environment with
        {
            Data = data,
            Urls = gateway,
            Database = environment.Database,
            Partners = Stage.WritePartners(Path.Combine(folder, "partners.json"), data, simulator, tokens),
        };
        DevelopmentCertificates.Ensure(options.CertificatesFolder, time);
        said.WriteLine($"database: {(options.Database.Length == 0 ? "embedded, in " + Path.Combine(data, "postgres") : "by connection string")}");
        using var quiet = new QuietLog(Path.Combine(data, "gateway.log"));
        await using var server = await GatewayServer.StartAsync(options, cancellation).ConfigureAwait(false);
        said.WriteLine($"gateway:  {gateway}");
        var settings = new StageSettings(SimulatorProgram(environment.Root), simulator, gateway, options.CertificatesFolder, Path.Combine(data, "simulator"), tokens);
        using var stage = await Stage.StartAsync(settings, cancellation).ConfigureAwait(false);
        said.WriteLine($"simulator: {simulator} (customs, bank, member state; its own process)");
        var run = Convert.ToString(time.GetUtcNow().ToUnixTimeSeconds(), 16).ToUpperInvariant();
        var played = await PlayAsync(folder, new PlayerSettings(gateway, simulator, tokens["enterprise"], run, TimeSpan.FromSeconds(60)), said, cancellation).ConfigureAwait(false);
        var good = played.All(one => one.Differences.Count == 0);
        Report.Verdict(said, played);
        if (json)
        {
            Console.WriteLine(VerbReport.Serialize(new { Ok = good, Gateway = gateway, Simulator = simulator, Console = $"{gateway}/console", Journeys = played }));
        }

        if (!exit)
        {
            said.WriteLine($"console:  {gateway}/console   (Ctrl-C ends)");
            await server.App.WaitForShutdownAsync(cancellation).ConfigureAwait(false);
        }

        return good ? 0 : 1;
    }

    /// <summary>Plays every journey of a folder in order and prints each end.</summary>
    private static async Task<IReadOnlyList<Played>> PlayAsync(string folder, PlayerSettings settings, TextWriter said, CancellationToken cancellation)
    {
        var all = new List<Played>();
        using var player = new Player(settings, said, TimeProvider.System);
        Guid? before = null;
        foreach (var (file, journey) in Journey.ReadAll(folder))
        {
            var played = await player.PlayAsync(file, journey, before, cancellation).ConfigureAwait(false);
            before = played.Declaration.Declaration.Id;
            all.Add(played);
            Report.Declaration(said, played.Declaration);
        }

        return all;
    }

    // Two try-outs on one folder would share its database, and each would send to the other's simulator. The lock goes with the process.
    private static FileStream Alone(string data)
    {
        try
        {
            return new FileStream(Path.Combine(data, "try.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException taken)
        {
            throw new InvalidOperationException($"another try-out runs in {data}; end it first, or give this one a folder of its own: GATEWAY_DATA=DIR ./gateway try", taken);
        }
    }

    /// <summary>Where the journeys lie.</summary>
    public static string JourneyFolder(string root) => Path.Combine(root, "src", "Gateway.Simulator", "journeys");

    /// <summary>The built simulator: the same configuration as this host.</summary>
    public static string SimulatorProgram(string root)
    {
        var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";
        var program = Path.Combine(root, "src", "Gateway.Simulator", "bin", configuration, "net10.0", "Gateway.Simulator.dll");
        return File.Exists(program) ? program : throw new InvalidDataException($"{program} is not built: dotnet build Gateway.sln");
    }
}
