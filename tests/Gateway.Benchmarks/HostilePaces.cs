using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Host.Verbs;
using Gateway.Signatures;
using Gateway.Tests.Signatures;

namespace Gateway.Benchmarks;

/// <summary>How long ten hostile megabytes keep the verifier: processor time and memory of each shape beside its limit.</summary>
public sealed class HostilePaces(string root)
{
    private const int Rounds = 3;
    private const int Shown = 5;
    private const double MostMilliseconds = 250;
    private const double MostMegabytes = 64;
    private const string Document = "<Customs><Header><Message_Type>301</Message_Type></Header><Data><Amount>1000</Amount></Data></Customs>";

    /// <summary>Measures each shape under two profiles, the best of some rounds, and prints the worst of them.</summary>
    public void Run(TextWriter said, X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(said);
        var catalogue = CatalogueFolder.Read(root).Catalogue;
        var profiles = new[] { "filtered-c14n-comments-sha256", "generic/enveloped" }.Select(id => catalogue.FindSignature(id) ?? throw new InvalidOperationException($"no {id}")).ToList();
        var signed = Encoding.UTF8.GetString(XmlSignatures.Sign(Encoding.UTF8.GetBytes(Document), profiles[0], SigningKey.Of(certificate)));
        var costs = (from shape in new HostileShapes(signed).All
                     from profile in profiles
                     select Measure(shape.Key, shape.Value(), profile, TrustedSigners.Pin(certificate))).OrderByDescending(cost => cost.Milliseconds).ToList();
        said.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{costs.Count} times ten hostile megabytes, processor time, best of {Rounds}: {costs.Count(cost => cost.Milliseconds > MostMilliseconds)} over {MostMilliseconds:0} ms, {costs.Count(cost => cost.Megabytes > MostMegabytes)} over {MostMegabytes:0} MB; the slowest:"));
        foreach (var (name, code, milliseconds, megabytes) in costs.Take(Shown))
        {
            said.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-50}{code,-16}{milliseconds,8:0} ms{megabytes,8:0.0} MB"));
        }
    }

    private static (string Name, string Code, double Milliseconds, double Megabytes) Measure(string name, byte[] bytes, SignatureProfile profile, TrustedSigners trust)
    {
        var at = TimeProvider.System.GetUtcNow();
        var (best, code, allocated) = (double.MaxValue, "", 0L);
        for (var round = 0; round < Rounds; round++)
        {
            var (cpu, before) = (Process.GetCurrentProcess().TotalProcessorTime, GC.GetAllocatedBytesForCurrentThread());
            code = XmlSignatures.Verify(bytes, profile, trust, at).Code;
            best = Math.Min(best, (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        return (name, code, best, allocated / 1_048_576.0);
    }
}
