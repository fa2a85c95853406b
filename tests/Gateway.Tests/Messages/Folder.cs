using System.Text;
using Gateway.Adapters;
using Gateway.Messages;
using Xunit;

namespace Gateway.Tests.Messages;

/// <summary>A family of one message in memory: the files a test needs and nothing else.</summary>
internal sealed class Folder
{
    public const string Base = "adapters/x/test/family/1";
    public const string Id = "x/test/family/1:M";
    public static readonly DateOnly Day = new(2026, 11, 23);
    private readonly SortedDictionary<string, string> _files = new(StringComparer.Ordinal);

    public static Folder Xml(string map, string table, string kind = "declaration", string direction = "both", string more = "") =>
        new Folder()
            .With($"{Base}/adapter.json", Manifest("xml", kind, direction, more))
            .With($"{Base}/M.map", map)
            .With("schemas/x/M.tsv", "path\ttype\tmax\tmin\toccurs\n" + Tabs(table));

    public static Folder Fixed(string map, string items, string kind = "declaration", string direction = "both", string more = "") =>
        new Folder()
            .With($"{Base}/adapter.json", Manifest("fixed", kind, direction, "\"header\": \"x/header.tsv\"" + (more.Length == 0 ? "" : ", " + more)))
            .With($"{Base}/M.map", map)
            .With("schemas/x/M.tsv", "order\titem\tlabel\tattribute\tmax\trequired\trepeat\n" + Items(items))
            .With("schemas/x/header.tsv", "offset\tlength\titem\tlabel\n3\t5\tJOB\tJob\n29\t8\tUSER\tUser\n392\t6\tLENGTH\tLength\n");

    /// <summary>A carrier whose table is a tree under its own first column: <c>column</c>, <c>member</c>, <c>tag</c>.</summary>
    public static Folder Plain(string carrier, string first, string map, string table, string kind = "declaration", string direction = "both", string more = "") =>
        new Folder()
            .With($"{Base}/adapter.json", Manifest(carrier, kind, direction, more))
            .With($"{Base}/M.map", map)
            .With("schemas/x/M.tsv", $"{first}\ttype\tmax\tmin\toccurs\n" + Tabs(table));

    public static Folder Delimited(string map, string table, string kind = "declaration", string direction = "both", string more = "") =>
        Plain("delimited", "column", map, table, kind, direction, more);

    public static Folder Json(string map, string table, string kind = "declaration", string direction = "both", string more = "") =>
        Plain("json", "member", map, table, kind, direction, more);

    /// <summary>An EDIFACT message <c>M</c>: the headers are there, the body is the test's.</summary>
    public static Folder Edifact(string body, string table, string kind = "declaration", string set = "UNOC", string more = "") => Plain(
        "edifact",
        "tag",
        $"M\n  UNB\n    S001\n      0001 <- '{set}'\n      0002 = '3'\n    S002\n      0004 = 'ME'\n    S003\n      0010 = 'YOU'\n    S004\n      0017 = '261123'\n      0019 = '0915'\n    0020 = envelope.id\n  UNH\n    0062 = envelope.message\n    S009\n      0065 = 'M'\n{body}",
        "M group 0 1 1\nM/UNB group 0 1 1\nM/UNB/S001 group 0 1 1\nM/UNB/S001/0001 code 4 1 1\nM/UNB/S001/0002 digits 1 1 1\nM/UNB/S002 group 0 1 1\nM/UNB/S002/0004 text 35 1 1\nM/UNB/S003 group 0 1 1\nM/UNB/S003/0010 text 35 0 1\nM/UNB/S004 group 0 1 1\nM/UNB/S004/0017 digits 6 1 1\nM/UNB/S004/0019 digits 4 1 1\nM/UNB/0020 text 14 1 1\nM/UNH group 0 1 1\nM/UNH/0062 text 14 1 1\nM/UNH/S009 group 0 1 1\nM/UNH/S009/0065 code 6 1 1\n" + table,
        kind,
        "both",
        more);

    public Folder With(string path, string text)
    {
        _files[path] = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        return this;
    }

    /// <summary>A file of the family's own folder.</summary>
    public Folder Beside(string name, string text) => With($"{Base}/{name}", text);

    public Dictionary<string, ReadOnlyMemory<byte>> Bytes() =>
        _files.ToDictionary(file => file.Key, file => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(file.Value));

    public CatalogueLoad Load() => Catalogue.Load(Bytes());

    public Guideline Guideline()
    {
        var load = Load();
        Assert.Empty(load.Findings.Select(finding => $"{finding.Path}:{finding.Line} {finding}"));
        return load.Catalogue.Find(Id, Day)!.Guideline;
    }

    /// <summary>Codes found by check, each with the file and line it names.</summary>
    public IReadOnlyList<string> Check() => [.. Load().Findings.Select(finding => $"{finding.Code} {finding.Path.Split('/')[^1]}:{finding.Line}")];

    /// <summary>Writes, compares a part of the message, reads back, and holds the two documents equal.</summary>
    public Reading BothWays(Tree document, string part, Tree? envelope = null, Tree? partner = null)
    {
        var guideline = Guideline();
        var writing = guideline.Write(document, envelope ?? new Tree("envelope"), partner ?? new Tree("partner"));
        Assert.Empty(writing.Findings.Select(finding => finding.ToString()));
        var message = Encoding.UTF8.GetString(writing.Bytes!);
        Assert.Contains(part, message, StringComparison.Ordinal);
        var reading = guideline.Read(writing.Bytes, ReadLimits.Default, partner);
        Assert.Empty(reading.Findings.Select(finding => finding.ToString()));
        Assert.Equal(Json(document), Json(reading.Document!));
        return reading;
    }

    public static string Json(Tree document) => Encoding.UTF8.GetString(CanonicalJson.Write(document, document.Name));

    /// <summary>A canonical document from its JSON, quotes written as <c>'</c>.</summary>
    public static Tree Document(string json, string kind = "declaration")
    {
        var reading = CanonicalJson.Read(Encoding.UTF8.GetBytes(json.Replace('\'', '"')), kind, ReadLimits.Default);
        Assert.Empty(reading.Findings.Select(finding => finding.ToString()));
        return reading.Document!;
    }

    public static Tree Values(string name, params string[] pairs)
    {
        var tree = new Tree(name);
        foreach (var pair in pairs)
        {
            tree.With(pair[..pair.IndexOf('=', StringComparison.Ordinal)], pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        }

        return tree;
    }

    private static string Manifest(string carrier, string kind, string direction, string more) => $$"""
        { "id": "x/test/family/1", "role": "partner", "validFrom": "2020-01-01", "carrier": "{{carrier}}",
          "messages": { "M": { "map": "M.map", "kind": "{{kind}}", "direction": "{{direction}}", "schema": "x/M.tsv"{{(more.Length == 0 ? "" : ", " + more)}} } } }
        """;

    private static string Tabs(string table) =>
        string.Concat(table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => string.Join('\t', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)) + "\n"));

    /// <summary>Items as <c>CODE attribute max required [repeat]</c>.</summary>
    private static string Items(string items) => string.Concat(items.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select((line, at) =>
    {
        var cells = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return $"{at + 1}\t{cells[0]}\t{cells[0]}\t{cells[1]}\t{cells[2]}\t{cells[3]}\t{(cells.Length > 4 ? cells[4] : "")}\n";
    }));
}
