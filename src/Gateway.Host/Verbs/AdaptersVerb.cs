using System.CommandLine;
using Gateway.Adapters;

namespace Gateway.Host.Verbs;

/// <summary><c>adapters [--on DATE]</c>: every message the gateway speaks, or those of a day.</summary>
public static class AdaptersVerb
{
    /// <summary>The command; it writes to the console unless told otherwise.</summary>
    public static Command Build(TextWriter? output = null, TextWriter? error = null)
    {
        var (json, root) = (VerbOptions.Json(), VerbOptions.Root());
        var on = new Option<string>("--on") { Description = "Only what is valid on this day, yyyy-MM-dd.", HelpName = "DATE" };
        var command = new Command("adapters", "List the messages the adapters speak.") { on, json, root };
        command.SetAction(parsed =>
        {
            if (!VerbOptions.TryDay(parsed.GetValue(on), TimeProvider.System, out var day))
            {
                return VerbOptions.Usage(error ?? Console.Error, "--on is a date yyyy-MM-dd");
            }

            var load = VerbOptions.Catalogue(parsed, root);
            var messages = load.Catalogue.Messages.Where(message => parsed.GetValue(on) is null || message.Entry.HoldsOn(day)).ToList();
            VerbReport.Findings(load.Findings, error ?? Console.Error);
            if (parsed.GetValue(json))
            {
                (output ?? Console.Out).WriteLine(VerbReport.Serialize(messages.Select(Plain)));
            }
            else
            {
                List(messages, load, output ?? Console.Out);
            }

            return load.Ok ? 0 : 1;
        });
        return command;
    }

    private static void List(List<MessageGuide> messages, CatalogueLoad load, TextWriter output)
    {
        var width = messages.Count == 0 ? 0 : messages.Max(message => message.Id.Length);
        foreach (var (id, _, entry, _) in messages)
        {
            output.WriteLine($"{id.PadRight(width)}  {entry.Direction,-4}  {entry.Kind,-11}  {entry.Carrier,-9}  {entry.Role,-11}  {entry.ValidFrom:yyyy-MM-dd}..{entry.ValidUntil:yyyy-MM-dd}");
        }

        output.WriteLine(messages.Count == load.Catalogue.Messages.Count
            ? $"{messages.Count} ok, {load.Findings.Count} refused"
            : $"{messages.Count} of {load.Catalogue.Messages.Count} ok, {load.Findings.Count} refused");
    }

    private static object Plain(MessageGuide guide) => new
    {
        guide.Id, guide.Entry.Direction, guide.Entry.Kind, guide.Entry.Carrier, guide.Entry.Role,
        From = guide.Entry.ValidFrom.ToString("yyyy-MM-dd"), Until = guide.Entry.ValidUntil?.ToString("yyyy-MM-dd"),
    };
}
