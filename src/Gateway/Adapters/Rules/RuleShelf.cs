using Gateway.Messages;
using Gateway.Messages.Maps;
using Gateway.Messages.Values;

namespace Gateway.Adapters.Rules;

/// <summary>The rule tables of a catalogue while it is loaded: each is read once, held to its cases, and no code stands in two of them.</summary>
/// <param name="files">All files of the catalogue.</param>
/// <param name="texts">The text of a file, <c>null</c> when there is none.</param>
internal sealed class RuleShelf(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files, Func<string, string?> texts)
{
    private readonly Dictionary<string, (string Kind, IReadOnlyList<Rule>? Rules)> _tables = [];
    private readonly Dictionary<string, string> _codes = [];

    /// <summary>The rules a message names; what is wrong is the family's finding, so that it does not come into force.</summary>
    public RuleBook Book(string manifest, MessageEntry entry, ElementTable kind, FindingList findings)
    {
        var rules = new List<Rule>();
        foreach (var name in entry.Rules)
        {
            var file = MapText.Beside(manifest, name) ?? name;
            if (!file.EndsWith(RuleTable.Suffix, StringComparison.Ordinal) || texts(file) is not { } text)
            {
                findings.Error("RULE-TABLE", "", manifest, $"{entry.Name}: there is no table of rules '{name}' (its name ends in {RuleTable.Suffix})", entry.Line);
                continue;
            }

            if (!_tables.TryGetValue(file, out var table))
            {
                _tables[file] = table = (kind.Kind, Read(file, text, kind, entry.DateDecides, findings));
            }
            else if (table.Rules is null || table.Kind != kind.Kind)
            {
                findings.Error("RULE-TABLE", "", manifest, table.Rules is null ? $"{entry.Name}: {file} has errors" : $"{entry.Name}: the rules of {file} are for {table.Kind}, not {kind.Kind}", entry.Line);
            }

            rules.AddRange(table.Rules ?? []);
        }

        // A code holds on a day; which day that is is never guessed.
        if (entry.DateDecides.Length == 0 && rules.Find(rule => rule.Kind is "code" or "hs") is { } dated)
        {
            findings.Error("RULE-DATE", "", manifest, $"{entry.Name}: {dated.Code} looks at codes of a day, and no 'dateDecides' says which", entry.Line);
        }

        return rules.Count == 0 ? RuleBook.Empty : new RuleBook(rules, entry.DateDecides);
    }

    /// <summary>Tables below <c>adapters/</c> that no message names.</summary>
    public void FindUnused(FindingList findings)
    {
        foreach (var file in files.Keys.Where(file => file.StartsWith("adapters/", StringComparison.Ordinal) && !file.Contains("/samples/", StringComparison.Ordinal)
            && file.EndsWith(RuleTable.Suffix, StringComparison.Ordinal) && !_tables.ContainsKey(file)).Order(StringComparer.Ordinal))
        {
            findings.Error("RULE-UNUSED", "", file, "no message names this table");
        }
    }

    private List<Rule>? Read(string file, string text, ElementTable kind, string dateDecides, FindingList findings)
    {
        var own = new FindingList();
        var lists = new Dictionary<string, CodeList?>();
        var rules = new RuleTable(new RuleKinds(kind, name => List(name, file, lists, own)), file, own).Read(text);
        foreach (var rule in rules)
        {
            if (_codes.TryGetValue(rule.Code, out var other) && !AreVersions(file, other))
            {
                own.Error("RULE-TWICE", "", file, $"{rule.Code} is a rule of {other} too", rule.Line);
            }

            _codes.TryAdd(rule.Code, file);
        }

        var cases = RuleCases.FileOf(file);
        if (files.TryGetValue(cases, out var bytes))
        {
            new RuleCases(rules, kind, dateDecides, own).Run(cases, bytes);
        }
        else
        {
            own.Error("RULE-NO-CASE", "", file, $"there are no cases {cases[(cases.LastIndexOf('/') + 1)..]} beside the rules");
        }

        findings.AddAll(own);
        return own.HasErrors ? null : rules;
    }

    private CodeList? List(string name, string file, Dictionary<string, CodeList?> lists, FindingList findings)
    {
        var path = MapText.Beside(file, name.Contains('/', StringComparison.Ordinal) ? $"{name}.csv" : $"codes/{name}.csv");
        if (path is null || name.Length == 0)
        {
            return null;
        }

        if (!lists.TryGetValue(path, out var list))
        {
            lists[path] = list = texts(path) is { } text ? CodeList.Parse(name, path, text, findings) : null;
        }

        return list;
    }

    // A rule keeps its code from one version of a family to the next.
    private bool AreVersions(string one, string other) =>
        Folder(one) is { } first && Folder(other) is { } second && first != second && VersionedId.Family(first) == VersionedId.Family(second);

    private string? Folder(string file) => file[..file.LastIndexOf('/')] is var folder && files.ContainsKey(folder + "/adapter.json") ? folder : null;
}
