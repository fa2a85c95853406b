using System.CommandLine;
using System.Text;
using Gateway.Adapters;
using Gateway.Messages;

namespace Gateway.Host.Verbs;

/// <summary><c>translate --from ID --to ID</c>: any message to any other of its kind, through the canonical document.</summary>
public static class TranslateVerb
{
    private const string Canonical = "canonical";

    private sealed record Wanted(string From, string To, string? Out, string? Context, IReadOnlyList<string> Files, bool Json, bool Report);

    /// <summary>The command; it writes to the console unless told otherwise.</summary>
    public static Command Build(TextWriter? output = null, TextWriter? error = null, TimeProvider? time = null)
    {
        (output, error, time) = (output ?? Console.Out, error ?? Console.Error, time ?? TimeProvider.System);
        var from = new Option<string>("--from") { Description = "Message id, or 'canonical'.", Required = true, HelpName = "ID" };
        var to = new Option<string>("--to") { Description = "Message id, or 'canonical'.", Required = true, HelpName = "ID" };
        var folder = new Option<string>("--out") { Description = "Folder for the results; without it they are printed.", HelpName = "DIR" };
        var context = new Option<string>("--context") { Description = "Envelope and partner as in a sample's context.json, or the envelope alone as in N-envelope.json (default: the adapter's sample context).", HelpName = "FILE" };
        var trace = new Option<bool>("--report") { Description = "Print as JSON where every element of the output came from, and what of the input went nowhere." };
        var (json, root, on, files) = (VerbOptions.Json(), VerbOptions.Root(), VerbOptions.On(), VerbOptions.Files());
        var command = new Command("translate", "Translate messages through the canonical document.") { from, to, folder, context, on, root, json, trace, files };
        command.SetAction(parsed =>
        {
            if (!VerbOptions.TryDay(parsed.GetValue(on), time, out var day))
            {
                return VerbOptions.Usage(error, "--on is a date yyyy-MM-dd");
            }

            var wanted = new Wanted(
                parsed.GetValue(from)!, parsed.GetValue(to)!, parsed.GetValue(folder), parsed.GetValue(context), InputFiles.Expand(parsed.GetValue(files)!), parsed.GetValue(json), parsed.GetValue(trace));
            return Run(wanted, VerbOptions.Catalogue(parsed, root), day, output, error);
        });
        return command;
    }

    private static int Run(Wanted wanted, CatalogueLoad load, DateOnly day, TextWriter output, TextWriter error)
    {
        var source = load.Catalogue.Find(wanted.From, day);
        var target = load.Catalogue.Find(wanted.To, day);
        foreach (var (id, guide) in new[] { (wanted.From, source), (wanted.To, target) })
        {
            if (guide is null && id != Canonical)
            {
                return Unknown(id, load, day, error);
            }
        }

        var kind = source?.Entry.Kind ?? target?.Entry.Kind;
        if (kind is null || (target is not null && target.Entry.Kind != kind))
        {
            return VerbOptions.Usage(error, kind is null ? "one end is a message id" : $"{wanted.From} carries {kind}, {wanted.To} carries {target!.Entry.Kind}");
        }

        if (!TryContext(wanted.Context, error, out var context))
        {
            return 2;
        }

        var translation = new Translation(new TranslationEnd(source, kind), new TranslationEnd(target, kind), context, day);
        return Translate(translation, wanted, output);
    }

    private static bool TryContext(string? file, TextWriter error, out (Tree Envelope, Tree? Partner)? context)
    {
        context = null;
        if (file is null)
        {
            return true;
        }

        if (!File.Exists(file))
        {
            error.WriteLine($"no file '{file}'");
            return false;
        }

        context = ContextText.Read(InputFiles.ReadUpTo(file, 1_048_577), file, out var wrong);
        VerbReport.Findings(wrong, error);
        return wrong.Count == 0;
    }

    private static int Translate(Translation translation, Wanted wanted, TextWriter output)
    {
        var report = new VerbReport(output, wanted.Json || wanted.Report);
        var names = new HashSet<string>();
        if (wanted.Out is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        foreach (var file in wanted.Files)
        {
            if (wanted.Out is not null && PieceTranslation.Suits(file, translation))
            {
                Pieces(file, translation, Path.Combine(wanted.Out, Name(file, translation.To.FileSuffix, names)), report);
                continue;
            }

            var translated = translation.Run(InputFiles.ReadUpTo(file, ReadLimits.Default.MaxBytes + 1));
            if (translated.Bytes is not { } bytes)
            {
                report.Refused(file, translated.Findings);
            }
            else
            {
                var written = wanted.Out is null ? null : Path.Combine(wanted.Out, Name(file, translation.To.FileSuffix, names));
                Keep(written, bytes);
                report.Ok(file, translated.Findings, written, written is null ? Encoding.UTF8.GetString(bytes) : null, wanted.Report ? translated : null);
            }
        }

        return report.End();
    }

    private static void Pieces(string file, Translation translation, string target, VerbReport report)
    {
        var findings = PieceTranslation.Run(file, translation, target);
        if (File.Exists(target) && !findings.Any(finding => finding.Severity == Severity.Error))
        {
            report.Ok(file, findings, target);
        }
        else
        {
            report.Refused(file, findings);
        }
    }

    private static void Keep(string? file, byte[] bytes)
    {
        if (file is not null)
        {
            File.WriteAllBytes(file, bytes);
        }
    }

    /// <summary><c>NAME.KIND.json</c>; a name used before in this run gets a number.</summary>
    private static string Name(string file, string suffix, HashSet<string> names)
    {
        var bare = Path.GetFileNameWithoutExtension(file);
        var name = $"{bare}.{suffix}";
        for (var n = 2; !names.Add(name); n++)
        {
            name = $"{bare}-{n}.{suffix}";
        }

        return name;
    }

    /// <summary>An id nobody speaks is wrong usage; an adapter with errors is refused with them.</summary>
    internal static int Unknown(string id, CatalogueLoad load, DateOnly day, TextWriter error)
    {
        var folder = $"adapters/{id.Split(':')[0]}/";
        var broken = load.Findings.Where(finding => finding.Path.StartsWith(folder, StringComparison.Ordinal)).ToList();
        VerbReport.Findings(broken, error);
        error.WriteLine($"no adapter speaks '{id}' on {day:yyyy-MM-dd}");
        return broken.Count > 0 ? 1 : 2;
    }
}
