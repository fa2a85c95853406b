using System.CommandLine;
using Gateway.Adapters;
using Gateway.Host.Workbooks;
using Gateway.Messages;
using Gateway.Messages.Delimited;

namespace Gateway.Host.Verbs;

/// <summary><c>template [--out FILE]</c>: the workbook in which a person fills in a declaration.</summary>
public static class TemplateVerb
{
    /// <summary>The command; it writes to the console unless told otherwise.</summary>
    public static Command Build(TextWriter? output = null, TextWriter? error = null, TimeProvider? time = null)
    {
        (output, error, time) = (output ?? Console.Out, error ?? Console.Error, time ?? TimeProvider.System);
        var file = new Option<string>("--out") { Description = "Where the workbook goes.", HelpName = "FILE", DefaultValueFactory = _ => "declaration.xlsx" };
        var with = new Option<string>("--with") { Description = "A canonical declaration (JSON) to fill it with.", HelpName = "FILE" };
        var (json, root, on) = (VerbOptions.Json(), VerbOptions.Root(), VerbOptions.On());
        var command = new Command("template", "Write the workbook in which a person fills in a declaration.") { file, with, on, root, json };
        command.SetAction(parsed =>
        {
            if (!VerbOptions.TryDay(parsed.GetValue(on), time, out var day))
            {
                return VerbOptions.Usage(error, "--on is a date yyyy-MM-dd");
            }

            if (parsed.GetValue(with) is { } filled && !File.Exists(filled))
            {
                return VerbOptions.Usage(error, $"no file '{filled}'");
            }

            return Template(VerbOptions.Catalogue(parsed, root).Catalogue, day) is { } guide
                ? Write(guide, (parsed.GetValue(file)!, parsed.GetValue(with), parsed.GetValue(json)), output, error)
                : VerbOptions.Usage(error, $"no adapter has sheets for a declaration on {day:yyyy-MM-dd}");
        });
        return command;
    }

    /// <summary>The message that a person fills in on a day; <c>null</c> where no adapter has one.</summary>
    public static MessageGuide? Template(Catalogue catalogue, DateOnly day)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        var found = catalogue.Messages.FirstOrDefault(guide => guide.Entry.Kind == "declaration" && guide.Entry.HoldsOn(day) && guide.Guideline.Sheets.Count > 1);
        return found is null ? null : catalogue.Find(found.Id, day);
    }

    private static int Write(MessageGuide guide, (string File, string? With, bool Json) wanted, TextWriter output, TextWriter error)
    {
        var (file, with, json) = wanted;
        IReadOnlyList<Section> sections = [];
        if (with is not null)
        {
            var reading = CanonicalJson.Read(InputFiles.ReadUpTo(with, ReadLimits.Default.MaxBytes + 1), guide.Entry.Kind, ReadLimits.Default);
            var writing = reading.Document is null ? null : guide.Guideline.Write(reading.Document, guide.Manifest.Envelope, guide.Manifest.Partner);
            VerbReport.Findings(writing is null ? reading.Findings : [.. reading.Findings, .. writing.Findings, .. writing.NotCarried], error);
            if (writing?.Bytes is not { } bytes)
            {
                return 1;
            }

            sections = Section.Of(bytes);
        }

        File.WriteAllBytes(file, WorkbookWriter.Write(guide.Guideline.Sheets, sections));
        output.WriteLine(json ? VerbReport.Serialize(new { File = file, Message = guide.Id }) : $"{file}: {guide.Id}");
        return 0;
    }
}
