using System.ComponentModel;
using System.Diagnostics;

namespace Gateway.Simulator.Proofs;

/// <summary>What an outside program said.</summary>
internal sealed record ToolRun(int ExitCode, string Error)
{
    public bool Ok => ExitCode == 0;

    /// <summary>The end of the program's complaint, on one line.</summary>
    public string Complaint => Error.Length == 0 ? $"exit {ExitCode}" : Error[^Math.Min(400, Error.Length)..].ReplaceLineEndings(" ").Trim();
}

/// <summary>
/// Runs xmlsec1 and openssl: the simulator never trusts a signature library the gateway could share with it.
/// At most four at once, each for at most twenty seconds.
/// </summary>
internal static class Tool
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);
    private static readonly SemaphoreSlim Places = new(4);

    public static async Task<ToolRun> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Longest);
        await Places.WaitAsync(limit.Token);
        try
        {
            return await OneAsync(program, arguments, limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new ToolRun(-1, $"{program} took longer than {Longest.TotalSeconds} s");
        }
        catch (Win32Exception e)
        {
            return new ToolRun(-1, $"{program} cannot be started: {e.Message}");
        }
        finally
        {
            Places.Release();
        }
    }

    private static async Task<ToolRun> OneAsync(string program, IEnumerable<string> arguments, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start) ?? throw new Win32Exception("not started");
        try
        {
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEndAsync(cancel);
            await process.StandardOutput.ReadToEndAsync(cancel);
            await process.WaitForExitAsync(cancel);
            return new ToolRun(process.ExitCode, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
