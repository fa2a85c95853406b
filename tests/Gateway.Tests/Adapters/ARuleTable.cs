using Gateway.Adapters;
using Gateway.Tests.Messages;

namespace Gateway.Tests.Adapters;

/// <summary>A family whose one message has rules: the table, the cases beside it, and what loading says.</summary>
internal static class ARuleTable
{
    private const string Columns = "code\tkind\tpath\targument\twhen\tseverity\tmessage\tsource\n";

    /// <summary>A row; <c>|</c> stands between cells, as far as it has any: code, kind, path, argument, when.</summary>
    internal static string Row(string cells, string severity = "error") =>
        string.Join('\t', cells.Split(';').Select(cell => cell.Trim()).Concat(["", ""]).Take(5).Append(severity).Append("it is wrong").Append("a test")) + "\n";

    internal static Folder With(string rows, string cases = "", string kind = "declaration", string document = "'reference': 'R'", string more = "") =>
        Folder.Xml("M\n  @a = " + (kind == "declaration" ? "reference\n" : "transaction\n"), "M group 0 1 1\nM/@a text 35 0 1", kind, more: "\"rules\": [\"rules.tsv\"]" + more)
            .Beside("rules.tsv", Columns + rows)
            .Beside("rules.cases.json", $"{{ 'day': '2026-11-27', 'document': {{ {document} }}, 'cases': [ {cases} ] }}".Replace('\'', '"'));

    /// <summary>Codes of what loading finds, with file and line.</summary>
    internal static IReadOnlyList<string> Wrong(string rows, string cases = "", string kind = "declaration") => With(rows, cases, kind).Check();

    /// <summary>A rule that bites and holds as its two cases say.</summary>
    internal static MessageGuide Loaded(string row, string document, string bites, string holds, string kind = "declaration", Action<Folder>? also = null)
    {
        var folder = With(Row(row), $"{{ 'code': 'T-1', {bites} }}, {{ 'code': 'T-1', {holds} }}", kind, document, ", \"dateDecides\": \"received\"");
        also?.Invoke(folder);
        var load = folder.Load();
        Assert.Empty(load.Findings.Select(finding => $"{finding.Path}:{finding.Line} {finding}"));
        return load.Catalogue.Find(Folder.Id, Folder.Day)!;
    }
}
