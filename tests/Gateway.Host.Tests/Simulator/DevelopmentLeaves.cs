using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Xunit;

namespace Gateway.Host.Tests.Simulator;

/// <summary>A certificate authority and its leaves, made by openssl: neither the gateway's code nor the simulator's.</summary>
internal sealed class DevelopmentLeaves
{
    private static readonly Lazy<Task<DevelopmentLeaves>> Made = new(MakeAsync);

    private DevelopmentLeaves(string directory) => Directory = directory;

    public string Directory { get; }

    /// <summary>Made once for all tests of a run; keys take their time.</summary>
    public static Task<DevelopmentLeaves> Once() => Made.Value;

    private static async Task<DevelopmentLeaves> MakeAsync()
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("simulator-certificates-");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => directory.Delete(recursive: true);
        var leaves = new DevelopmentLeaves(directory.FullName);
        await OpensslAsync(
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-sha256", "-days", "2", "-subj", "/CN=ca DEV ONLY",
            "-keyout", leaves["ca.key.pem"], "-out", leaves["ca.crt.pem"]);
        await Task.WhenAll(new[] { "gateway", "bank", "customs", "member" }.Select(leaves.LeafAsync));
        return leaves;
    }

    public string this[string file] => Path.Combine(Directory, file);

    public X509Certificate2 Key(string name) => X509Certificate2.CreateFromPemFile(this[name + ".crt.pem"], this[name + ".key.pem"]);

    private async Task LeafAsync(string name)
    {
        await OpensslAsync(
            "req", "-newkey", "rsa:2048", "-nodes", "-subj", $"/CN={name} DEV ONLY", "-keyout", this[name + ".key.pem"], "-out", this[name + ".csr"]);
        await OpensslAsync(
            "x509", "-req", "-sha256", "-days", "2", "-in", this[name + ".csr"], "-CA", this["ca.crt.pem"], "-CAkey", this["ca.key.pem"],
            "-set_serial", (100 + name.Length).ToString(System.Globalization.CultureInfo.InvariantCulture), "-out", this[name + ".crt.pem"]);
    }

    private static async Task OpensslAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("openssl", arguments) { RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        Assert.True(process.ExitCode == 0, error);
    }
}
