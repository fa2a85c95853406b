using System.CommandLine;
using System.Globalization;
using Gateway.Host.Serving;
using Gateway.Host.Signatures;

namespace Gateway.Host.Journeys;

/// <summary><c>gateway try</c>: the main job from nothing, against the simulator, over the real interfaces.</summary>
public static class TryVerb
{
    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var exit = new Option<bool>("--exit") { Description = "end by itself: 0 when every step came out as the sample says, 1 with the difference otherwise" };
        var port = new Option<int>("--port") { Description = "port of the gateway on loopback; 0 takes a free one", DefaultValueFactory = _ => 5080 };
        var command = new Command("try", "play three journeys from the enterprise to the release, then leave the console open") { exit, port };
        command.SetAction(async (result, cancellation) =>
        {
            try
            {
                return await RunAsync(result.GetValue(port), result.GetValue(exit), cancellation).ConfigureAwait(false);
            }
            catch (Exception error) when (error is InvalidDataException or InvalidOperationException or TimeoutException or HttpRequestException or Database.EmbeddedPostgresException)
            {
                Console.WriteLine(error.Message);
                return 1;
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(int port, bool exit, CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        var environment = GatewayOptions.FromEnvironment();
        var data = Path.Combine(environment.Data, "try");
        Directory.CreateDirectory(Path.Combine(data, "simulator"));
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
        Console.WriteLine($"database: {(options.Database.Length == 0 ? "embedded, in " + Path.Combine(data, "postgres") : "by connection string")}");
        using var quiet = new QuietLog(Path.Combine(data, "gateway.log"));
        await using var server = await GatewayServer.StartAsync(options, cancellation).ConfigureAwait(false);
        Console.WriteLine($"gateway:  {gateway}");
        var settings = new StageSettings(SimulatorProgram(environment.Root), simulator, gateway, options.CertificatesFolder, Path.Combine(data, "simulator"), tokens);
        using var stage = await Stage.StartAsync(settings, cancellation).ConfigureAwait(false);
        Console.WriteLine($"simulator: {simulator} (customs, bank, member state; its own process)");
        var run = Convert.ToString(time.GetUtcNow().ToUnixTimeSeconds(), 16).ToUpperInvariant();
        var differences = await PlayAsync(folder, new PlayerSettings(gateway, simulator, tokens["enterprise"], run, TimeSpan.FromSeconds(60)), cancellation).ConfigureAwait(false);
        Report.Verdict(Console.Out, differences);
        if (!exit)
        {
            Console.WriteLine($"console:  {gateway}/console   (Ctrl-C ends)");
            await server.App.WaitForShutdownAsync(cancellation).ConfigureAwait(false);
        }

        return differences.Count == 0 ? 0 : 1;
    }

    /// <summary>Plays every journey of a folder in order and prints each end; returns all differences.</summary>
    public static async Task<IReadOnlyList<string>> PlayAsync(string folder, PlayerSettings settings, CancellationToken cancellation)
    {
        var differences = new List<string>();
        using var player = new Player(settings, Console.Out, TimeProvider.System);
        Guid? before = null;
        foreach (var (file, journey) in Journey.ReadAll(folder))
        {
            var played = await player.PlayAsync(file, journey, before, cancellation).ConfigureAwait(false);
            before = played.Declaration.Declaration.Id;
            differences.AddRange(played.Differences.Select(difference => $"{Path.GetFileName(file)}: {difference}"));
            Report.Declaration(Console.Out, played.Declaration);
        }

        return differences;
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
