using System.Diagnostics;

namespace Gateway.Host.Database;

/// <summary>Runs a program that ends soon and says little.</summary>
internal static class ShortCommand
{
    private const int MaxOutput = 4096;

    /// <summary>Throws with the program's own words where it fails.</summary>
    public static async Task RunAsync(IReadOnlyList<string> command, CancellationToken ct)
    {
        var (exit, output) = await TryAsync(command, ct);
        if (exit != 0)
        {
            throw new EmbeddedPostgresException($"{string.Join(' ', command)} ended with {exit}: {output}");
        }
    }

    public static async Task<(int Exit, string Output)> TryAsync(IReadOnlyList<string> command, CancellationToken ct)
    {
        var start = Plain(command);
        start.RedirectStandardOutput = start.RedirectStandardError = start.RedirectStandardInput = true;
        using var process = Process.Start(start) ?? throw new EmbeddedPostgresException($"{command[0]} does not start");
        try
        {
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEndAsync(ct);
            var output = await process.StandardOutput.ReadToEndAsync(ct) + await error;
            await process.WaitForExitAsync(ct);
            return (process.ExitCode, output.Length > MaxOutput ? output[^MaxOutput..] : output.Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>With nothing of our environment: variables such as PGPORT would change what PostgreSQL does, LANG what it says.</summary>
    public static ProcessStartInfo Plain(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = false, WorkingDirectory = "/" };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin";
        start.Environment["LC_ALL"] = "C.UTF-8";
        return start;
    }
}
