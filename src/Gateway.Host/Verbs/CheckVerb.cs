using System.CommandLine;

namespace Gateway.Host.Verbs;

/// <summary><c>check [PATH]</c>: every map against its schema, every procedure against the messages, before any message exists.</summary>
public static class CheckVerb
{
    /// <summary>The command; it writes to the console unless told otherwise.</summary>
    public static Command Build(TextWriter? output = null, TextWriter? error = null)
    {
        (output, error) = (output ?? Console.Out, error ?? Console.Error);
        var json = VerbOptions.Json();
        var path = new Argument<string?>("PATH")
        {
            Description = "A folder with adapters/ and schemas/, or a folder or file inside one: then only its findings are shown.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("check", "Compare every map with its schema and print all errors with file and line.") { path, json };
        command.SetAction(parsed =>
        {
            var place = parsed.GetValue(path) ?? CatalogueFolder.Default();
            if (!File.Exists(place) && !Directory.Exists(place))
            {
                return VerbOptions.Usage(error, $"no file or folder '{place}'");
            }

            return CatalogueFolder.Above(place) is { } root
                ? Check(root, place, parsed.GetValue(json), output)
                : VerbOptions.Usage(error, $"no adapters/ at or above '{place}'");
        });
        return command;
    }

    private static int Check(string root, string place, bool json, TextWriter output)
    {
        var load = CatalogueFolder.Read(root);
        var inside = Path.GetRelativePath(root, Path.GetFullPath(place)).Replace(Path.DirectorySeparatorChar, '/');
        var all = inside == ".";
        var findings = load.Findings.Where(finding => all || finding.Path == inside || finding.Path.StartsWith(inside + "/", StringComparison.Ordinal)).ToList();
        var messages = load.Catalogue.Messages.Count(guide => all || $"adapters/{guide.Manifest.Id}/".StartsWith(inside + "/", StringComparison.Ordinal) || $"adapters/{guide.Manifest.Id}/{guide.Entry.Map}" == inside);
        if (json)
        {
            output.WriteLine(VerbReport.Serialize(new { Ok = messages, Refused = findings.Count, Findings = findings.ConvertAll(VerbReport.Plain) }));
        }
        else
        {
            VerbReport.Findings(findings, output);
            output.WriteLine($"{messages} ok, {findings.Count} refused");
        }

        return findings.Exists(finding => finding.Severity == Severity.Error) ? 1 : 0;
    }
}
