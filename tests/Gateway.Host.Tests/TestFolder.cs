using System.Globalization;

namespace Gateway.Host.Tests;

/// <summary>A folder of this test run, in memory where the machine has room there; leftovers of killed runs are cleared.</summary>
public sealed class TestFolder : IDisposable
{
    private const string Name = "gateway-tests-";
    private static readonly string Root = Directory.Exists("/dev/shm") ? "/dev/shm" : System.IO.Path.GetTempPath();
    private static int s_count;

    static TestFolder()
    {
        foreach (var left in Directory.GetDirectories(Root, Name + "*"))
        {
            var owner = System.IO.Path.GetFileName(left)[Name.Length..].Split('-')[0];
            if (!Directory.Exists("/proc/" + owner))
            {
                TryDelete(left);
            }
        }
    }

    public TestFolder()
    {
        Path = System.IO.Path.Combine(Root, string.Create(
            CultureInfo.InvariantCulture, $"{Name}{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}"));
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => TryDelete(Path);

    private static void TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next run clears it.
        }
    }
}
