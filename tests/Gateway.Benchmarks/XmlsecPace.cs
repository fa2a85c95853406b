using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace Gateway.Benchmarks;

/// <summary>
/// How many documents xmlsec1 verifies in a second of processor time. Ours reads the bytes and gives a verdict; what is like it is the
/// processor time of its process, less that of its start. Its own count leaves out the reading of the document, half of its work, and
/// is printed beside it.
/// </summary>
internal static partial class XmlsecPace
{
    /// <summary>Each way to count, measured whenever it is asked; none where xmlsec1 is not installed.</summary>
    public static IReadOnlyList<(string What, Func<double> PerSecond)> Of(byte[] signed, X509Certificate2 certificate)
    {
        var repeat = signed.Length > 100_000 ? 100 : 2_000;
        return Run(signed, certificate, 1) is null
            ? []
            : [
                ("xmlsec1, bytes to verdict", () => (repeat - 1) / (Run(signed, certificate, repeat)!.Value.Process - Run(signed, certificate, 1)!.Value.Process)),
                ("xmlsec1, own count, no reading", () => repeat / Run(signed, certificate, repeat)!.Value.Own),
            ];
    }

    // Seconds of processor time: those of the process as the shell counts its children, and those it counts itself.
    private static (double Process, double Own)? Run(byte[] signed, X509Certificate2 certificate, int repeat)
    {
        var (file, pem) = (Path.GetTempFileName(), Path.GetTempFileName());
        try
        {
            File.WriteAllBytes(file, signed);
            File.WriteAllText(pem, certificate.ExportCertificatePem());
            var start = new ProcessStartInfo("sh", ["-c", "xmlsec1 --verify --repeat \"$1\" --trusted-pem \"$2\" \"$3\" 2>&1; times", "sh", repeat.ToString(CultureInfo.InvariantCulture), pem, file])
            {
                RedirectStandardOutput = true,
            };
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            var (own, children) = (Took().Match(output), Times().Matches(output).LastOrDefault());
            return own.Success && children is not null && output.Contains("ok/all): 1/1", StringComparison.Ordinal)
                ? ((60 * Number(children, 1)) + Number(children, 2) + (60 * Number(children, 3)) + Number(children, 4), Number(own, 1) / 1000)
                : null;
        }
        finally
        {
            File.Delete(file);
            File.Delete(pem);
        }
    }

    private static double Number(Match match, int group) => double.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"tests in ([\d.]+) msec")]
    private static partial Regex Took();

    [GeneratedRegex(@"^(\d+)m([\d.]+)s (\d+)m([\d.]+)s$", RegexOptions.Multiline)]
    private static partial Regex Times();
}
