using System.Diagnostics;
using Xunit;

namespace Gateway.Host.Tests.Signatures;

/// <summary>An independent program of the system, run with a limit on its time.</summary>
internal static class Tool
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Runs it and answers its exit code and everything it printed; skips the test, saying so, where it is not installed.</summary>
    public static async Task<(int Exit, string Output)> RunAsync(string program, params string[] arguments)
    {
        var (exit, output, error) = await RunApartAsync(program, arguments);
        return (exit, output + error);
    }

    /// <summary>The same, what it printed and what it complained of apart.</summary>
    public static async Task<(int Exit, string Output, string Error)> RunApartAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(Find(program), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Longest);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Skips the test, saying so, where a program is not installed.</summary>
    public static void Require(string program) => _ = Find(program);

    private static string Find(string program)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Select(directory => Path.Combine(directory, program))
            .FirstOrDefault(File.Exists);
        Assert.SkipWhen(path is null, $"{program} is not installed: its verdict on our signatures was not asked");
        return path!;
    }
}
