using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gateway.Messages;
using Gateway.Messages.Json;

namespace Gateway.Adapters;

/// <summary>What a pack of adapters says of itself. It is what the publisher signs, so the signature covers every file by its hash.</summary>
/// <param name="Name">Who publishes what, lower case.</param>
/// <param name="Version">The version of the pack.</param>
/// <param name="Files">SHA-256 in hexadecimal by path.</param>
public sealed record PackManifest(string Name, string Version, IReadOnlyDictionary<string, string> Files)
{
    /// <summary>Its name in the pack.</summary>
    public const string FileName = "pack.json";

    /// <summary>Name of the signature over it.</summary>
    public const string SignatureName = "pack.json.p7s";

    /// <summary>Most files of a pack.</summary>
    public const int MaxFiles = 5_000;

    private const int MaxName = 64;
    private static readonly ReadLimits Limits = new(MaxBytes: 2_097_152, MaxDepth: 4, MaxNodes: 40_000);
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A manifest over files.</summary>
    public static PackManifest Of(string name, string version, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return new PackManifest(name, version, new SortedDictionary<string, string>(files.ToDictionary(file => file.Key, file => Hash(file.Value)), StringComparer.Ordinal));
    }

    /// <summary>Reads a manifest; <c>null</c> with findings when it cannot be right. A source folder's may name no files yet.</summary>
    public static PackManifest? Parse(ReadOnlyMemory<byte> bytes, out IReadOnlyList<Finding> findings)
    {
        var list = new FindingList();
        findings = list.Items;
        if (JsonText.Parse(bytes, new ReadCounter(Limits), list, FileName) is not { } item)
        {
            return null;
        }

        var fields = new JsonFields(item, FileName, list);
        var manifest = new PackManifest(Word(fields, "name"), Word(fields, "version"), Listed(fields, list));
        fields.RefuseUnknown();
        return list.HasErrors ? null : manifest;
    }

    /// <summary>The manifest as the publisher signs it.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(
        new { Name, Version, Files = Files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => new { Path = file.Key, Sha256 = file.Value }) }, Readable);

    /// <summary>Files that are missing, not listed, or not what the manifest says.</summary>
    public IReadOnlyList<Finding> Compare(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var list = new FindingList();
        foreach (var (path, hash) in Files)
        {
            if (!files.TryGetValue(path, out var bytes))
            {
                list.Error("PACK-MISSING", "", path, "the manifest lists it, the pack does not hold it");
            }
            else if (Hash(bytes) != hash)
            {
                list.Error("PACK-HASH", "", path, "its SHA-256 is not the one of the manifest");
            }
        }

        foreach (var path in files.Keys.Where(path => !Files.ContainsKey(path)))
        {
            list.Error("PACK-UNLISTED", "", path, "the pack holds it, the manifest does not list it");
        }

        return list.Items;
    }

    private static SortedDictionary<string, string> Listed(JsonFields fields, FindingList list)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in fields.Objects("files").Take(MaxFiles + 1))
        {
            var (path, hash) = (file.Text("path", required: true), file.Text("sha256", required: true));
            if (PackPath.Refuse(path) is { } reason)
            {
                list.Error("PACK-PATH", "", FileName, $"'{LexicalTypes.Clip(path)}': {reason}", file.Line);
            }
            else if (hash.Length != 64 || !hash.All(char.IsAsciiHexDigitLower))
            {
                list.Error("PACK-FIELD", "", FileName, $"'sha256' of {path} is 64 hexadecimal digits in lower case", file.Line);
            }
            else if (!files.TryAdd(path, hash))
            {
                list.Error("PACK-DUPLICATE", "", FileName, $"{path} is listed twice", file.Line);
            }

            file.RefuseUnknown();
        }

        if (files.Count > MaxFiles)
        {
            list.Error("PACK-LIMIT", "", FileName, $"more than {MaxFiles} files");
        }

        return files;
    }

    private static string Word(JsonFields fields, string name)
    {
        var word = fields.Text(name, required: true);
        if (word.Length is 0 or > MaxName || !char.IsAsciiLetterOrDigit(word[0]) || !word.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '.' or '-'))
        {
            fields.Report("PACK-FIELD", $"'{name}' is 1 to {MaxName} lower-case letters, digits, dots and dashes");
        }

        return word;
    }

    private static string Hash(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
}
