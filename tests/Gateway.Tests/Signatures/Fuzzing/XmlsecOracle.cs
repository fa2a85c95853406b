using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using System.Xml;
using Gateway.Signatures;

namespace Gateway.Tests.Signatures.Fuzzing;

/// <summary>The program <c>xmlsec1</c> (libxml2, OpenSSL), a process for each document.</summary>
internal sealed partial class XmlsecOracle(string folder)
{
    private const string Utility = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private static readonly string[] Ids =
    [
        .. ((string[])["Document", "http://uri.etsi.org/01903/v1.3.2#:SignedProperties", "http://schemas.xmlsoap.org/soap/envelope/:Body", "http://www.w3.org/2003/05/soap-envelope:Body", Utility + ":Timestamp"])
            .SelectMany(name => (string[])["--id-attr:Id", name]),
    ];

    private readonly Dictionary<X509Certificate2, string> _keys = [];

    /// <summary>Where it is, or <c>null</c>.</summary>
    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(each => Path.Combine(each, "xmlsec1")).FirstOrDefault(File.Exists);

    // libxml2 also reads XML 1.1, and names with a prefix that nobody declares.
    public Oracle Known => new("xmlsec1", Accepts, Defect, new HashSet<string>(PlatformOracle.Known.Stricter) { SignatureCodes.Malformed });

    private static string? Defect(Specimen specimen, byte[] bytes) =>
        bytes.AsSpan().IndexOf("-rsa-MGF1"u8) >= 0 ? "it does not know RSA-PSS" : Namespaces(bytes).Any(name => name.Contains('&', StringComparison.Ordinal)) ? "ampersand in the name of a namespace, which libxml2 writes as it is"
        : Namespaces(bytes).Any(name => name.Length > 0 && !AbsoluteUri().IsMatch(name)) ? "name of a namespace that is no absolute URI, at which libxml2 gives up" : null;

    private static IEnumerable<string> Namespaces(byte[] bytes) =>
        Oracle.Load(bytes)?.SelectNodes("//*")!.OfType<XmlElement>().SelectMany(element => element.Attributes.OfType<XmlAttribute>())
            .Where(attribute => attribute.Name.StartsWith("xmlns", StringComparison.Ordinal)).Select(attribute => attribute.Value) ?? [];

    // The key is named here, and what the document says of it is not looked at. Nothing but the document itself may be referred to.
    private bool Accepts(Specimen specimen, byte[] bytes)
    {
        var file = Path.Combine(folder, "case.xml");
        File.WriteAllBytes(file, bytes);
        var start = new ProcessStartInfo(Program!, ["--verify", .. Ids, "--enabled-key-data", "key-name", "--enabled-reference-uris", "empty,same-doc", "--pubkey-cert-pem", Key(specimen.Key), file])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        _ = process.StandardOutput.ReadToEnd();
        if (!process.WaitForExit(Longest))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"xmlsec1 did not end: {specimen.Name}");
        }

        return process.ExitCode == 0;
    }

    private string Key(X509Certificate2 key)
    {
        if (!_keys.TryGetValue(key, out var file))
        {
            _keys[key] = file = Path.Combine(folder, $"{key.Thumbprint}.pem");
            File.WriteAllText(file, key.ExportCertificatePem());
        }

        return file;
    }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*\z", RegexOptions.None, 30_000)]
    private static partial Regex AbsoluteUri();
}
