using System.CommandLine;

namespace Gateway.Host.Verbs;

/// <summary><c>adapters</c>: every message the gateway speaks.</summary>
public static class AdaptersVerb
{
    /// <summary>The command; it writes to the console unless told otherwise.</summary>
    public static Command Build(TextWriter? output = null, TextWriter? error = null)
    {
        (output, error) = (output ?? Console.Out, error ?? Console.Error);
        var (json, root) = (VerbOptions.Json(), VerbOptions.Root());
        var command = new Command("adapters", "List the messages the adapters speak.") { json, root };
        command.SetAction(parsed =>
        {
            var load = VerbOptions.Catalogue(parsed, root);
            foreach (var finding in load.Findings)
            {
                error.WriteLine($"{finding.Path}:{finding.Line} {finding.Code} {finding.Message}");
            }

            var messages = load.Catalogue.Messages.Select(guide => new
            {
                guide.Id, guide.Entry.Direction, guide.Entry.Kind, guide.Entry.Carrier, guide.Entry.Role,
                From = guide.Entry.ValidFrom.ToString("yyyy-MM-dd"), Until = guide.Entry.ValidUntil?.ToString("yyyy-MM-dd"),
            }).ToList();
            if (parsed.GetValue(json))
            {
                output.WriteLine(VerbReport.Serialize(messages));
                return load.Ok ? 0 : 1;
            }

            var width = messages.Count == 0 ? 0 : messages.Max(message => message.Id.Length);
            foreach (var message in messages)
            {
                output.WriteLine($"{message.Id.PadRight(width)}  {message.Direction,-4}  {message.Kind,-11}  {message.Carrier,-5}  {message.Role,-11}  {message.From}..{message.Until}");
            }

            output.WriteLine($"{messages.Count} ok, {load.Findings.Count} refused");
            return load.Ok ? 0 : 1;
        });
        return command;
    }
}
