using Gateway.Messages;
using Gateway.Messages.Values;

namespace Gateway.Adapters.Rules;

/// <summary>A table of rules to rules; what is wrong with a row is a finding with its line, and the row is left out.</summary>
/// <param name="kinds">Elements and code lists the rules may name.</param>
/// <param name="file">The table.</param>
/// <param name="findings">Where what is wrong goes.</param>
internal sealed class RuleTable(RuleKinds kinds, string file, FindingList findings)
{
    public const string Suffix = "rules.tsv";
    private const int MostRules = 1_000;
    private static readonly string[] Columns = ["code", "kind", "path", "argument", "when", "severity", "message", "source"];

    public List<Rule> Read(string text)
    {
        var rules = new List<Rule>();
        var known = new HashSet<string>();
        foreach (var (line, cells) in TableText.Rows(text, file, Columns, findings))
        {
            if (!known.Add(cells["code"]))
            {
                Wrong("RULE-TWICE", $"{cells["code"]} stands twice", line);
            }
            else if (rules.Count == MostRules)
            {
                Wrong("RULE-LIMIT", $"a table has at most {MostRules} rules", line);
                break;
            }
            else if (Row(cells, line) is { } rule)
            {
                rules.Add(rule);
            }
        }

        return rules;
    }

    private Rule? Row(Dictionary<string, string> cells, int line)
    {
        var before = findings.Items.Count;
        var severity = cells["severity"] switch { "warning" => Severity.Warning, "note" => Severity.Note, _ => Severity.Error };
        Check(cells, line);
        var nouns = cells["path"].Split(',', StringSplitOptions.TrimEntries);
        var paths = nouns.Select(noun => Noun(noun, line)).OfType<NounPath>().ToList();
        var rule = new Rule(
            cells["code"], cells["kind"], nouns, cells["argument"], cells["when"], severity, cells["message"], cells["source"],
            cells.GetValueOrDefault("unconfirmed") == "yes", file, line)
        {
            Conditions = Conditions(cells["when"], paths, line),
        };
        if (findings.Items.Count > before)
        {
            return null;
        }

        rule = rule with { Targets = Targets(rule, paths) };
        if (findings.Items.Count == before && RuleReach.Never(rule, kinds.Table) is { } never)
        {
            Wrong("RULE-UNREACHABLE", $"{rule.Code}: {never}", line);
        }

        return findings.Items.Count > before ? null : rule;
    }

    private void Check(Dictionary<string, string> cells, int line)
    {
        if (!IsCode(cells["code"]))
        {
            Wrong("RULE-CODE", $"'{cells["code"]}' is no code: capitals and digits, with dashes between", line);
        }

        if (!RuleKinds.Names.Contains(cells["kind"]))
        {
            Wrong("RULE-KIND", $"'{cells["kind"]}' is not a kind: {string.Join(", ", RuleKinds.Names)}", line);
        }

        if (cells["severity"] is not ("error" or "warning" or "note"))
        {
            Wrong("RULE-SEVERITY", $"'{cells["severity"]}' is not error, warning or note", line);
        }

        if (cells["message"].Length == 0 || cells["source"].Length == 0)
        {
            Wrong("RULE-SOURCE", "a rule has a message and a source", line);
        }

        if (cells.GetValueOrDefault("unconfirmed") is not (null or "" or "yes"))
        {
            Wrong("RULE-SOURCE", "'unconfirmed' is yes or empty", line);
        }
    }

    private NounPath? Noun(string noun, int line)
    {
        var path = NounPath.Of(kinds.Table, noun);
        if (path is null)
        {
            Wrong("RULE-NOUN", $"'{noun}' is not a noun of {kinds.Table.Kind}", line);
        }

        return path;
    }

    private List<RuleCondition> Conditions(string when, List<NounPath> paths, int line)
    {
        var conditions = new List<RuleCondition>();
        foreach (var part in when.Length == 0 ? [] : when.Split(" and ", StringSplitOptions.TrimEntries))
        {
            var (condition, wrong) = RuleCondition.Parse(part, kinds.Table);
            if (condition is null)
            {
                Wrong("RULE-WHEN", wrong, line);
            }
            else if (paths.Find(path => !condition.Noun.IsSeenFrom(path)) is { } apart)
            {
                Wrong("RULE-WHEN", $"{condition.Noun.Element.Path} repeats in a group of its own; {apart.Element.Path} does not stand in it", line);
            }
            else
            {
                conditions.Add(condition);
            }
        }

        return conditions;
    }

    private List<(NounPath Scope, RuleTest Test)> Targets(Rule rule, List<NounPath> paths)
    {
        var made = rule.Kind == RuleKinds.OneOf
            ? [(paths[0], RuleKinds.Together(paths, rule.Argument))]
            : paths.ConvertAll(path => (path, kinds.Make(rule.Kind, path, rule.Argument)));
        foreach (var (_, (_, wrong)) in made.Where(each => each.Item2.Test is null))
        {
            Wrong("RULE-ARGUMENT", $"{rule.Code}: {wrong}", rule.Line);
        }

        return [.. made.Where(each => each.Item2.Test is not null).Select(each => (each.Item1, each.Item2.Test!))];
    }

    private static bool IsCode(string code) =>
        code.Length is > 2 and <= 40 && code.Contains('-', StringComparison.Ordinal)
        && code.Split('-').All(part => part.Length > 0 && part.All(each => char.IsAsciiLetterUpper(each) || char.IsAsciiDigit(each)))
        && char.IsAsciiLetterUpper(code[0]);

    private void Wrong(string code, string message, int line) => findings.Error(code, "", file, message, line);
}
