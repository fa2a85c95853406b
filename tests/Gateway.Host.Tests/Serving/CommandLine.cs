using System.Diagnostics;

namespace Gateway.Host.Tests.Serving;

/// <summary>The command line as people and scripts meet it: a process with an exit code.</summary>
internal static class CommandLine
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Runs a verb; answers its exit code and what it printed on either stream.</summary>
    public static async Task<(int Exit, string Output)> RunAsync(IEnumerable<string> arguments, Dictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("dotnet", [GatewayRig.HostProgram, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = GatewayRig.Root };
        start.Environment["GATEWAY_ROOT"] = GatewayRig.Root;
        foreach (var (name, value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Longest);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
