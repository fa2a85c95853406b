using Gateway.Simulator.Proofs;

namespace Gateway.Simulator.Delivery;

/// <summary>A key nobody knows, made by openssl on first use and kept with the state.</summary>
internal sealed class Forger(string directory)
{
    private readonly SemaphoreSlim _turn = new(1);

    public async Task<(string Certificate, string Key)> KeyAsync(CancellationToken cancel)
    {
        var (certificate, key) = (Path.Combine(directory, "forger.crt.pem"), Path.Combine(directory, "forger.key.pem"));
        await _turn.WaitAsync(cancel);
        try
        {
            if (!File.Exists(certificate))
            {
                await MakeAsync(certificate, key, cancel);
            }

            return (certificate, key);
        }
        finally
        {
            _turn.Release();
        }
    }

    private static async Task MakeAsync(string certificate, string key, CancellationToken cancel)
    {
        var run = await Tool.RunAsync(
            "openssl",
            ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-sha256", "-days", "30", "-subj", "/CN=nobody DEV ONLY", "-keyout", key, "-out", certificate],
            cancel);
        if (!run.Ok)
        {
            throw new InvalidOperationException($"openssl made no key: {run.Complaint}");
        }
    }
}
