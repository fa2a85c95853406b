using System.Text.RegularExpressions;

namespace Gateway.Tests.Tidy;

/// <summary>Nothing here may reach a real authority or bank by default: addresses come from a deployment's configuration.</summary>
public static partial class Addresses
{
    // Nobody's (RFC 2606 and 6761), this machine, and pages that only readers open.
    private static readonly string[] Harmless =
    [
        "localhost", "127.0.0.1", "[::1]", "0.0.0.0", "example.com", "example.org", "example.net", "learn.microsoft.com", "dotnet.microsoft.com",
        "dot.net", "www.postgresql.org", "www.rfc-editor.org", "datatracker.ietf.org", "github.com", "www.nuget.org", "opentelemetry.io",
    ];

    // Names that look like addresses and are none: XML namespaces and algorithm identifiers, facts of a standard or a published contract.
    private static readonly string[] Namespaces =
    [
        "www.w3.org", "schemas.xmlsoap.org", "schemas.microsoft.com", "docs.oasis-open.org", "uri.etsi.org", "tempuri.org", "vn.fis.bgw",
        "json-schema.org", "schemas.openxmlformats.org",
    ];

    /// <summary>Every address in what is delivered leads to this machine, to nobody, or is the name of a namespace.</summary>
    public static IEnumerable<string> RealAddresses(IEnumerable<SourceFile> files) =>
        from file in Delivered(files)
        from found in Found(file, Url())
        let host = found.Match.Groups["host"].Value.ToLowerInvariant()
        where !Harmless.Contains(host) && !Namespaces.Contains(host) && !IsReserved(host)
        select file.At(found.Line, $"address {found.Match.Value}");

    /// <summary>Hosts of authorities and banks, also without a scheme before them.</summary>
    public static IEnumerable<string> AuthorityHosts(IEnumerable<SourceFile> files) =>
        from file in Delivered(files)
        from found in Found(file, Authority())
        where !Namespaces.Contains(found.Match.Value.ToLowerInvariant())
        select file.At(found.Line, $"host {found.Match.Value}");

    // A page may cite where a fact was published; nothing that a program reads may. Lock files name packages only.
    private static IEnumerable<SourceFile> Delivered(IEnumerable<SourceFile> files) =>
        files.Where(file => file.In("src", "adapters", "schemas") && file.Extension != ".md" && file.Name != "packages.lock.json"
            && !file.Path.Contains("/wwwroot/lib/", StringComparison.Ordinal));

    private static bool IsReserved(string host) =>
        host.EndsWith(".example", StringComparison.Ordinal) || host.EndsWith(".test", StringComparison.Ordinal)
        || host.EndsWith(".invalid", StringComparison.Ordinal) || host.EndsWith(".localhost", StringComparison.Ordinal)
        || host.EndsWith(".example.com", StringComparison.Ordinal) || host.EndsWith(".example.org", StringComparison.Ordinal);

    private static IEnumerable<(int Line, Match Match)> Found(SourceFile file, Regex pattern) =>
        file.Lines.SelectMany((line, index) => !line.Contains('.', StringComparison.Ordinal) && !line.Contains("://", StringComparison.Ordinal) ? [] : pattern.Matches(line).Select(match => (index + 1, match)));

    // A host put together at run time ({host}, $host, +) is not a default.
    [GeneratedRegex("""(?:https?|ftps?|sftp|smtps?|wss?|ldaps?)://(?:[^/\s"'<>@{}]+@)?(?<host>\[[0-9a-f:]+\]|[\w.-]+)""", RegexOptions.IgnoreCase)]
    private static partial Regex Url();

    [GeneratedRegex("""
        \b(?:[a-z0-9-]+\.)+(?:vn|gov|mil|asean\.org|europa\.eu|(?:gov|gob|gouv|go|govt)\.[a-z]{2}|swift\.com|wcoomd\.org)\b(?![.(\w=])
        |\bgov\.[a-z]{2}\b
        |\b(?:[a-z0-9-]+\.)*[a-z0-9-]*(?:customs|haiquan|douane|zoll)[a-z0-9-]*\.(?:com|org|net|int|eu|de|ch|at|nl|be|[a-z]{2}\.[a-z]{2})\b
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Authority();
}
