using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Gateway.Host.Tests.Database;

/// <summary>Processes and signals, for tests that break things.</summary>
internal static class Machine
{
    private const int SigKill = 9;
    private const int SigCont = 18;
    private const int SigStop = 19;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static string Repository { get; } = FindRepository();

    public static string Newest(string binary) => Path.Combine(
        Directory.GetDirectories("/usr/lib/postgresql").MaxBy(d => int.Parse(Path.GetFileName(d), CultureInfo.InvariantCulture))!,
        "bin", binary);

    public static void Kill(int process) => _ = kill(process, SigKill);

    public static void Freeze(int process) => _ = kill(process, SigStop);

    public static void Thaw(int process) => _ = kill(process, SigCont);

    /// <summary>R, S, T (stopped), Z (zombie) ..., or null where there is no such process.</summary>
    public static char? State(int process) => Stat(process)?[0][0];

    public static bool IsGone(int process) => State(process) is null or 'Z' or 'X';

    public static IReadOnlyList<int> Children(int parent) =>
        [.. Directory.GetDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id != 0 && Stat(id) is [_, var ppid, ..] && ppid == parent.ToString(CultureInfo.InvariantCulture))];

    public static async Task UntilAsync(Func<Task<bool>> holds, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        while (!await holds())
        {
            await Task.Delay(20, patience.Token);
        }
    }

    public static Task UntilAsync(Func<bool> holds, CancellationToken ct) => UntilAsync(() => Task.FromResult(holds()), ct);

    public static async Task RunAsync(CancellationToken ct, params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{command[0]}: {error}");
        }
    }

    /// <summary>The fields after the name: state, parent ...</summary>
    private static string[]? Stat(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string FindRepository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Gateway.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("no Gateway.sln above the tests");
        }
        return folder;
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int pid, int sig);
}
