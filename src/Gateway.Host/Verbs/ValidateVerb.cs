using System.CommandLine;
using Gateway.Adapters;
using Gateway.Declarations;
using Gateway.Messages;

namespace Gateway.Host.Verbs;

/// <summary><c>validate --as ID</c>: files held to a message's schema, map and rules, all errors at once.</summary>
public static class ValidateVerb
{
    /// <summary>The command; it writes to the console unless told otherwise.</summary>
    public static Command Build(TextWriter? output = null, TextWriter? error = null, TimeProvider? time = null)
    {
        (output, error, time) = (output ?? Console.Out, error ?? Console.Error, time ?? TimeProvider.System);
        var id = new Option<string>("--as") { Description = "Message id, or a kind of canonical document such as 'declaration'.", Required = true, HelpName = "ID" };
        var (json, root, on, files) = (VerbOptions.Json(), VerbOptions.Root(), VerbOptions.On(), VerbOptions.Files());
        var command = new Command("validate", "Validate messages or canonical documents.") { id, on, root, json, files };
        command.SetAction(parsed =>
        {
            if (!VerbOptions.TryDay(parsed.GetValue(on), time, out var day))
            {
                return VerbOptions.Usage(error, "--on is a date yyyy-MM-dd");
            }

            var name = parsed.GetValue(id)!;
            var load = VerbOptions.Catalogue(parsed, root);
            var guide = ElementTable.Of(name) is null ? load.Catalogue.Find(name, day) : null;
            if (guide is null && ElementTable.Of(name) is null)
            {
                return TranslateVerb.Unknown(name, load, day, error);
            }

            var end = new TranslationEnd(guide, guide?.Entry.Kind ?? name);
            return Validate(end, day, InputFiles.Expand(parsed.GetValue(files)!), new VerbReport(output, parsed.GetValue(json)));
        });
        return command;
    }

    private static int Validate(TranslationEnd end, DateOnly day, IReadOnlyList<string> files, VerbReport report)
    {
        foreach (var file in files)
        {
            Validate(end, day, file, report);
        }

        return report.End();
    }

    private static void Validate(TranslationEnd end, DateOnly day, string file, VerbReport report)
    {
        var reading = end.Read(InputFiles.ReadUpTo(file, ReadLimits.Default.MaxBytes + 1), null);
        IReadOnlyList<Finding> findings = reading.Document is { } document ? [.. reading.Findings, .. Demands(end, document, day)] : reading.Findings;
        if (reading.Ok && findings.All(finding => finding.Severity != Severity.Error))
        {
            report.Ok(file, findings);
        }
        else
        {
            report.Refused(file, findings);
        }
    }

    private static IReadOnlyList<Finding> Demands(TranslationEnd end, Tree document, DateOnly day) =>
        end.Guide is { } guide ? Translation.Demands(guide, document, day)
        : end.Kind == "declaration" ? DeclarationCheck.Check(document, day)
        : [];
}
