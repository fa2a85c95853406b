namespace Gateway.Simulator.Proofs;

/// <summary>A private directory for one run of a tool; gone afterwards.</summary>
internal sealed class Scratch : IDisposable
{
    private static string? _home;

    private readonly DirectoryInfo _directory =
        _home is null ? Directory.CreateTempSubdirectory("gateway-simulator-") : Directory.CreateDirectory(Path.Combine(_home, Path.GetRandomFileName()));

    public string this[string name] => Path.Combine(_directory.FullName, name);

    /// <summary>Keeps scratch files below the state from now on, and removes what an earlier process left there when it was killed.</summary>
    public static void Settle(string state)
    {
        _home = Path.Combine(state, "scratch");
        if (Directory.Exists(_home))
        {
            Directory.Delete(_home, recursive: true);
        }

        Directory.CreateDirectory(_home);
    }

    public async Task<string> WriteAsync(string name, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        await File.WriteAllBytesAsync(this[name], bytes, cancel);
        return this[name];
    }

    public void Dispose()
    {
        try
        {
            _directory.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A left-over temporary file is no reason to fail an exchange.
        }
    }
}
