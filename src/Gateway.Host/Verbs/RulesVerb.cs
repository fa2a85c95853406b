using System.CommandLine;
using Gateway.Adapters;
using Gateway.Adapters.Rules;

namespace Gateway.Host.Verbs;

/// <summary><c>rules [ID]</c>: what partners ask of a document beside the schema, each rule with its code and source.</summary>
public static class RulesVerb
{
    /// <summary>The command; it writes to the console unless told otherwise.</summary>
    public static Command Build(TextWriter? output = null, TextWriter? error = null)
    {
        (output, error) = (output ?? Console.Out, error ?? Console.Error);
        var (json, root) = (VerbOptions.Json(), VerbOptions.Root());
        var id = new Argument<string?>("ID") { Description = "A message, a family or a beginning of one (where/who): only its rules.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("rules", "List the rules documents are held to, with code, place, condition and source.") { id, json, root };
        command.SetAction(parsed =>
        {
            var load = VerbOptions.Catalogue(parsed, root);
            VerbReport.Findings(load.Findings, error);
            var wanted = parsed.GetValue(id);
            var guides = load.Catalogue.Messages.Where(guide => wanted is null || guide.Id == wanted || VersionedId.IsOf(guide.Manifest.Id, wanted)).ToList();
            if (guides.Count == 0)
            {
                return VerbOptions.Usage(error, $"no adapter speaks '{wanted}'");
            }

            var rules = guides.SelectMany(guide => guide.Rules.Rules.Select(rule => (guide, rule))).GroupBy(pair => pair.rule, pair => pair.guide.Id).ToList();
            if (parsed.GetValue(json))
            {
                output.WriteLine(VerbReport.Serialize(rules.ConvertAll(Plain)));
            }
            else
            {
                List(rules, output);
            }

            return load.Ok ? 0 : 1;
        });
        return command;
    }

    private static void List(List<IGrouping<Rule, string>> rules, TextWriter output)
    {
        foreach (var rule in rules.Select(each => each.Key))
        {
            var when = rule.When.Length == 0 ? "" : $" when {rule.When}";
            output.WriteLine($"{rule.Code}  {Word(rule.Severity)}{(rule.Unconfirmed ? ", unconfirmed" : "")}  {rule.Kind} {rule.Argument}".TrimEnd());
            output.WriteLine($"    {string.Join(", ", rule.Nouns)}{when}");
            output.WriteLine($"    {rule.Message} [{rule.Source}]");
        }

        output.WriteLine($"{rules.Count} rules");
    }

    private static object Plain(IGrouping<Rule, string> each) => new
    {
        each.Key.Code, Severity = Word(each.Key.Severity), each.Key.Kind, each.Key.Nouns, each.Key.Argument, each.Key.When, each.Key.Message, each.Key.Source, each.Key.Unconfirmed,
        each.Key.File, each.Key.Line, Messages = each.ToList(),
    };

    private static string Word(Severity severity) => severity.ToString().ToLowerInvariant();
}
