using System.Text.Json;
using Gateway.Messages;
using Gateway.Messages.Json;

namespace Gateway.Adapters.Rules;

/// <summary>
/// The cases beside a table: a document that breaks none of its rules, and for each rule a change of it that breaks the rule and one
/// with which it looks and finds nothing. A rule nobody has seen bite is not taken.
/// </summary>
/// <param name="rules">The rules of the table.</param>
/// <param name="kind">Kind of document.</param>
/// <param name="dateDecides">Which date picks codes.</param>
/// <param name="findings">Where what is wrong goes.</param>
internal sealed class RuleCases(IReadOnlyList<Rule> rules, ElementTable kind, string dateDecides, FindingList findings)
{
    private const int MostCases = 5_000;
    private static readonly ReadLimits Limits = new(MaxBytes: 1_048_576, MaxDepth: 16, MaxNodes: 100_000);
    private readonly HashSet<string> _provoked = [];
    private readonly HashSet<string> _passed = [];

    /// <summary>The file of a table's cases: <c>rules.tsv</c> has <c>rules.cases.json</c>.</summary>
    public static string FileOf(string table) => table[..^".tsv".Length] + ".cases.json";

    public void Run(string file, ReadOnlyMemory<byte> bytes)
    {
        if (JsonText.Parse(bytes, new ReadCounter(Limits), findings, file) is not { } item)
        {
            return;
        }

        var fields = new JsonFields(item, file, findings);
        var day = fields.Day("day", required: true) ?? DateOnly.MinValue;
        _ = fields.Object("document");
        var cases = fields.Objects("cases").Take(MostCases).ToList();
        fields.RefuseUnknown();
        if (item.Member("document") is not { Kind: JsonValueKind.Object } given)
        {
            fields.Report("RULE-CASE", "'document' is a document that breaks no rule");
            return;
        }

        var reading = new FindingList();
        var document = CanonicalJson.Document(given, kind, reading);
        foreach (var wrong in reading.Items)
        {
            findings.Error("RULE-CASE", wrong.Pointer, file, $"the document: {wrong.Code} {wrong.Pointer} {wrong.Message}", given.Line);
        }

        foreach (var broken in Broken(document, day))
        {
            findings.Error("RULE-CASE", broken.Pointer, file, $"the document breaks {broken.Code} at {broken.Pointer}: {broken.Message}", given.Line);
        }

        foreach (var each in cases)
        {
            Case(each, document, day);
        }

        Missing();
    }

    private void Case(JsonFields fields, Tree right, DateOnly day)
    {
        var (code, pointer) = (fields.Text("code", required: true), fields.Text("pointer"));
        var (set, remove) = (fields.Words("set"), fields.Texts("remove"));
        day = fields.Day("day") ?? day;
        fields.RefuseUnknown();
        if (rules.All(rule => rule.Code != code))
        {
            fields.Report("RULE-CASE", $"the table has no rule {code}");
            return;
        }

        var document = right.Copy();
        foreach (var path in remove.Where(path => !CasePath.Remove(document, path)))
        {
            fields.Report("RULE-CASE", $"{code}: there is no {path} to remove");
        }

        foreach (var (path, value) in set.Where(pair => !CasePath.Set(document, pair.Key, pair.Value)))
        {
            fields.Report("RULE-CASE", $"{code}: '{path}' is no place to set to '{value}'");
        }

        var found = Broken(document, day, pointer.Length > 0 ? "" : code).Where(finding => finding.Code == code).Select(finding => finding.Pointer).ToList();
        if (pointer.Length == 0 && found.Count > 0)
        {
            fields.Report("RULE-CASE", $"{code} is broken at {string.Join(", ", found)}, and should hold");
        }
        else if (pointer.Length > 0 && !found.Contains(pointer))
        {
            fields.Report("RULE-CASE", $"{code} is not broken at {pointer}{(found.Count > 0 ? $", but at {string.Join(", ", found)}" : "")}");
        }
        else if (pointer.Length > 0)
        {
            _provoked.Add(code);
        }
    }

    // A rule that looked at something and found nothing has been seen to hold: of the right document any rule, of a case its own.
    private List<Finding> Broken(Tree document, DateOnly day, string? own = null)
    {
        var all = new List<Finding>();
        var (places, decides) = (new RulePlaces(document), RuleBook.DayOf(document, dateDecides, day));
        foreach (var rule in rules)
        {
            var found = new FindingList();
            if (rule.Check(places, decides, found) > 0 && found.Items.Count == 0 && (own is null || own == rule.Code))
            {
                _passed.Add(rule.Code);
            }

            all.AddRange(found.Items);
        }

        return all;
    }

    private void Missing()
    {
        foreach (var rule in rules)
        {
            if (!_provoked.Contains(rule.Code))
            {
                findings.Error("RULE-NO-CASE", "", rule.File, $"no case provokes {rule.Code}", rule.Line);
            }

            if (!_passed.Contains(rule.Code))
            {
                findings.Error("RULE-NO-CASE", "", rule.File, $"no case shows {rule.Code} looking and finding nothing", rule.Line);
            }
        }
    }
}
