using System.CommandLine;
using Gateway.Adapters;
using Gateway.Messages;

namespace Gateway.Host.Verbs;

/// <summary><c>translate --from ID --to ID</c>: any message to any other of its kind, through the canonical document.</summary>
public static class TranslateVerb
{
    private const string Canonical = "canonical";

    private sealed record Wanted(string From, string To, string? Context, string? Facts, string? First, TranslationWish Wish);

    /// <summary>The command; it writes to the console unless told otherwise.</summary>
    public static Command Build(TextWriter? output = null, TextWriter? error = null, TimeProvider? time = null)
    {
        (output, error, time) = (output ?? Console.Out, error ?? Console.Error, time ?? TimeProvider.System);
        var from = new Option<string>("--from") { Description = "Message id, or 'canonical'.", Required = true, HelpName = "ID" };
        var to = new Option<string>("--to") { Description = "Message id, or 'canonical'.", Required = true, HelpName = "ID" };
        var folder = new Option<string>("--out") { Description = "Folder for the results; without it they are printed.", HelpName = "DIR" };
        var context = new Option<string>("--context") { Description = "Envelope and partner as in a sample's context.json, or the envelope alone as in N-envelope.json (default: the adapter's sample context).", HelpName = "FILE" };
        var trace = new Option<bool>("--report") { Description = "Print as JSON where every element of the output came from, and what of the input went nowhere." };
        var first = new Option<string>("--first-number")
        {
            Description = "Number given to the first of several messages; later ones carry it (default: the document's own number).", HelpName = "NUMBER",
        };
        var facts = new Option<string>("--facts") { Description = "Canonical JSON with what an invoice lacks; it is laid over each declaration that is read.", HelpName = "FILE" };
        var apart = new Option<bool>("--apart") { Description = "Leave the messages of a divided document apart instead of joining them." };
        var (json, root, on, files) = (VerbOptions.Json(), VerbOptions.Root(), VerbOptions.On(), VerbOptions.Files());
        var command = new Command("translate", "Translate messages through the canonical document.") { from, to, folder, context, facts, first, apart, on, root, json, trace, files };
        // Beside the thread that hears of an end, so that nothing is left half written.
        command.SetAction((parsed, cancellation) => Task.Run(
            () =>
            {
                if (!VerbOptions.TryDay(parsed.GetValue(on), time, out var day))
                {
                    return VerbOptions.Usage(error, "--on is a date yyyy-MM-dd");
                }

                var wish = new TranslationWish(
                    InputFiles.Expand(parsed.GetValue(files)!), parsed.GetValue(folder), parsed.GetValue(json), parsed.GetValue(trace), parsed.GetValue(apart));
                var wanted = new Wanted(parsed.GetValue(from)!, parsed.GetValue(to)!, parsed.GetValue(context), parsed.GetValue(facts), parsed.GetValue(first), wish);
                return Run(wanted, VerbOptions.Catalogue(parsed, root), day, (output, error), cancellation);
            },
            cancellation));
        return command;
    }

    private static int Run(Wanted wanted, CatalogueLoad load, DateOnly day, (TextWriter Output, TextWriter Error) console, CancellationToken cancellation)
    {
        var error = console.Error;
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

        if (!TryFacts(wanted.Facts, kind, error, out var facts))
        {
            return 2;
        }

        var translation = new Translation(new TranslationEnd(source, kind), new TranslationEnd(target, kind), context, day, wanted.First) { Facts = facts };
        return new TranslationRun(translation, wanted.Wish, console.Output, cancellation).Run();
    }

    private static bool TryFacts(string? file, string kind, TextWriter error, out Tree? facts)
    {
        facts = null;
        if (file is null)
        {
            return true;
        }

        if (kind != "declaration" || !File.Exists(file))
        {
            error.WriteLine(kind == "declaration" ? $"no file '{file}'" : $"facts complete a declaration; this is a {kind}");
            return false;
        }

        var reading = CanonicalJson.Read(InputFiles.ReadUpTo(file, ReadLimits.Default.MaxBytes + 1), kind, ReadLimits.Default);
        VerbReport.Findings(reading.Findings.Select(finding => finding with { Path = $"{file}{finding.Path}" }), error);
        facts = reading.Document;
        return reading.Ok;
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
