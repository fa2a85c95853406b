using System.Collections.Concurrent;
using System.Diagnostics;

namespace Gateway.Benchmarks;

/// <summary>What a stretch of work took.</summary>
/// <param name="PerSecond">Pieces a second.</param>
/// <param name="CpuMilliseconds">CPU of this process a piece: gateway and caller; the database is another process.</param>
public sealed record Pace(double PerSecond, double CpuMilliseconds);

/// <summary>Runs pieces of work and takes the time.</summary>
public static class Load
{
    /// <summary>Each piece once, by as many runners as there are lanes; a runner goes on with the next piece when its last is done.</summary>
    public static async Task<Pace> RunAsync<T>(IReadOnlyCollection<T> pieces, int lanes, Func<int, T, Task> work)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        var queue = new ConcurrentQueue<T>(pieces);
        var cpu = Cpu();
        var started = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, lanes).Select(lane => Task.Run(async () =>
        {
            while (queue.TryDequeue(out var piece))
            {
                await work(lane, piece);
            }
        })));
        var took = TimeProvider.System.GetElapsedTime(started);
        return new Pace(pieces.Count / took.TotalSeconds, (Cpu() - cpu).TotalMilliseconds / pieces.Count);
    }

    /// <summary>Repeats the work in every lane until the time is over; times a second, all lanes together.</summary>
    public static async Task<double> RepeatAsync(TimeSpan time, int lanes, Func<int, Task> work)
    {
        long done = 0;
        var started = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, lanes).Select(lane => Task.Run(async () =>
        {
            while (TimeProvider.System.GetElapsedTime(started) < time)
            {
                await work(lane);
                Interlocked.Increment(ref done);
            }
        })));
        return done / TimeProvider.System.GetElapsedTime(started).TotalSeconds;
    }

    private static TimeSpan Cpu()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime;
    }
}
