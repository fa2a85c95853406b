using System.Diagnostics;

namespace Gateway.Host.Database;

/// <summary>A running server process: our child, or one that was found alive.</summary>
internal sealed class Postmaster
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan FastStop = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ImmediateStop = TimeSpan.FromSeconds(10);

    private Postmaster(LinuxProcess process, Task ended) => (Process, Ended) = (process, ended);

    public LinuxProcess Process { get; }

    /// <summary>Completes when the process has ended.</summary>
    public Task Ended { get; }

    /// <summary>
    /// Starts a child that writes to a file, never to a pipe somebody would have to empty, and that has a session of its
    /// own, so that Ctrl-C reaches us first. The kernel ends it with the *thread* that started it, so that thread waits.
    /// </summary>
    public static async Task<Postmaster> StartAsync(IReadOnlyList<string> command, string log)
    {
        var started = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var start = ShortCommand.Plain(
            ["/bin/sh", "-c", "umask 077; log=$1; shift; exec setsid \"$@\" </dev/null >>\"$log\" 2>&1", "sh", log, .. command]);
        new Thread(() => Wait(start, started, ended)) { IsBackground = true, Name = "postgres" }.Start();
        var id = await started.Task;
        return new Postmaster(LinuxProcess.Find(id) ?? new LinuxProcess(id, 0), ended.Task);
    }

    /// <summary>Watches a server that somebody else started.</summary>
    public static Postmaster Adopt(LinuxProcess process, TimeProvider time, CancellationToken ct) =>
        new(process, WatchAsync(process, time, ct));

    /// <summary>Lets running statements go, writes what is in memory, ends; sterner where that does not help.</summary>
    public async Task StopAsync(TimeProvider time)
    {
        foreach (var (signal, patience) in new[]
            { (LinuxProcess.Interrupt, FastStop), (LinuxProcess.Quit, ImmediateStop), (LinuxProcess.Kill, ImmediateStop) })
        {
            Process.Signal(signal);
            try
            {
                await Ended.WaitAsync(patience, time);
                return;
            }
            catch (TimeoutException)
            {
                continue;
            }
        }
    }

    private static void Wait(ProcessStartInfo start, TaskCompletionSource<int> started, TaskCompletionSource ended)
    {
        try
        {
            using var process = System.Diagnostics.Process.Start(start)!;
            started.SetResult(process.Id);
            process.WaitForExit();
            ended.SetResult();
        }
        catch (Exception e)
        {
            started.TrySetException(e);
            ended.TrySetResult();
        }
    }

    private static async Task WatchAsync(LinuxProcess process, TimeProvider time, CancellationToken ct)
    {
        while (process.IsAlive)
        {
            await Task.Delay(LookEvery, time, ct);
        }
    }
}
