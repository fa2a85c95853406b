using System.Text.RegularExpressions;

namespace Gateway.Tests.Tidy;

/// <summary>No key, no certificate, no password lies in the repository.</summary>
public static partial class Secrets
{
    private static readonly string[] KeyFiles =
        [".pfx", ".p12", ".p7b", ".p7c", ".key", ".pem", ".crt", ".cer", ".der", ".csr", ".jks", ".keystore", ".snk", ".kdbx", ".pgpass", ".env"];

    public static IEnumerable<string> Kept(IEnumerable<string> paths) =>
        from path in paths
        where KeyFiles.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)
            || Path.GetFileName(path).StartsWith("id_", StringComparison.Ordinal)
        select $"{path}: a file of this kind holds keys or certificates";

    public static IEnumerable<string> Written(IEnumerable<SourceFile> files) =>
        from file in files
        where file.Name != "packages.lock.json"
        from line in file.Lines.Select((text, index) => (Text: text, Number: index + 1))
        where Material().IsMatch(line.Text) || (file.In("src", "adapters", "schemas") && Password().IsMatch(line.Text))
        select file.At(line.Number, "key, certificate or password");

    // PEM armour, DER in base64 (it begins MII: a sequence of more than 255 bytes), and keys of well-known makes.
    [GeneratedRegex("-----BEGIN [A-Z0-9 ]*(?:PRIVATE KEY|CERTIFICATE)-----[^\"'`<]*$|\\bMII[A-Za-z0-9+/]{160,}|\\bAKIA[0-9A-Z]{16}\\b|\\bgh[pousr]_[A-Za-z0-9]{36}")]
    private static partial Regex Material();

    // A connection string with its password written out; a placeholder in braces is none.
    [GeneratedRegex("""(?i)\b(?:password|pwd)=(?![\s{}"';$<%])[^\s{}"';$<%]+[;"']""")]
    private static partial Regex Password();
}
