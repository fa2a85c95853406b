using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Host.Journeys;
using Xunit;

namespace Gateway.Host.Tests.Simulator;

/// <summary>The simulator as it really runs, beside a stand-in for the gateway; everything it writes is in one temporary folder.</summary>
internal sealed class SimulatorProcess : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("simulator-tests-");
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(90) };
    private Process? _process;

    private SimulatorProcess(DevelopmentLeaves leaves) => Leaves = leaves;

    public DevelopmentLeaves Leaves { get; }

    public StandInGateway Gateway { get; } = new();

    public string Address { get; private set; } = "";

    public static async Task<SimulatorProcess> StartAsync()
    {
        var simulator = new SimulatorProcess(await DevelopmentLeaves.Once());
        await simulator.RunAsync();
        return simulator;
    }

    /// <summary>kill -9, then the same command again.</summary>
    public async Task KillAndRestartAsync()
    {
        Stop();
        await RunAsync();
    }

    public async Task<(int Status, string ContentType, byte[] Body, HttpResponseHeaders Headers)> PostAsync(string path, string contentType, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        using var response = await _http.PostAsync(Address + path, content, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, response.Content.Headers.ContentType?.ToString() ?? "", await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), response.Headers);
    }

    public async Task<JsonNode> ControlAsync(string path, string body = "{}")
    {
        var answer = await PostAsync(path, "application/json", Encoding.UTF8.GetBytes(body));
        return JsonNode.Parse(answer.Body)!;
    }

    /// <summary>The same, given up when it is said.</summary>
    public async Task<JsonNode> ControlAsync(string path, CancellationToken until)
    {
        using var content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(Address + path, content, until);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(until))!;
    }

    public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await _http.GetStringAsync(Address + path, TestContext.Current.CancellationToken))!;

    public Task<string> TextAsync(string path) => _http.GetStringAsync(Address + path, TestContext.Current.CancellationToken);

    /// <summary>A message of ours in the log, by its type.</summary>
    public async Task<JsonNode> ReceivedAsync(string type) =>
        Assert.Single((await GetAsync("/log"))["received"]!.AsArray(), m => (string?)m!["type"] == type)!;

    public async ValueTask DisposeAsync()
    {
        Stop();
        Gateway.Dispose();
        _http.Dispose();
        _folder.Delete(recursive: true);
        await ValueTask.CompletedTask;
    }

    private void Stop()
    {
        _process!.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task RunAsync()
    {
        Address = $"http://127.0.0.1:{Stage.FreePort()}";
        string[] arguments =
        [
            Assembly(), "--urls", Address, "--gateway", Gateway.Address, "--certs", Leaves.Directory,
            "--state", Path.Combine(_folder.FullName, "state"), "--seed", "7", "--token", "secret",
        ];
        _process = Process.Start(new ProcessStartInfo("dotnet", arguments) { UseShellExecute = false })!;
        for (var i = 0; i < 300 && !_process.HasExited; i++)
        {
            try
            {
                await _http.GetStringAsync(Address + "/health", TestContext.Current.CancellationToken);
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }

        throw new TimeoutException("the simulator did not start");
    }

    // Beside the sources, in the configuration the tests were built in.
    private static string Assembly()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var root = here;
        while (!File.Exists(Path.Combine(root.FullName, "Gateway.sln")))
        {
            root = root.Parent ?? throw new DirectoryNotFoundException("Gateway.sln");
        }

        return Path.Combine(root.FullName, "src", "Gateway.Simulator", "bin", here.Parent!.Name, here.Name, "Gateway.Simulator.dll");
    }
}
