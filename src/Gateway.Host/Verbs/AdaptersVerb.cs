using System.CommandLine;
using Gateway.Adapters;

namespace Gateway.Host.Verbs;

/// <summary><c>adapters</c>: every message the gateway speaks.</summary>
public static class AdaptersVerb
{
    /// <summary>The command; it writes to the console unless told otherwise.</summary>
    public static Command Build(TextWriter? output = null, TextWriter? error = null)
    {
        var (json, root) = (VerbOptions.Json(), VerbOptions.Root());
        var command = new Command("adapters", "List the messages the adapters speak.") { json, root };
        command.SetAction(parsed =>
        {
            var load = VerbOptions.Catalogue(parsed, root);
            VerbReport.Findings(load.Findings, error ?? Console.Error);
            if (parsed.GetValue(json))
            {
                (output ?? Console.Out).WriteLine(VerbReport.Serialize(load.Catalogue.Messages.Select(Plain)));
            }
            else
            {
                List(load, output ?? Console.Out);
            }

            return load.Ok ? 0 : 1;
        });
        return command;
    }

    private static void List(CatalogueLoad load, TextWriter output)
    {
        var messages = load.Catalogue.Messages;
        var width = messages.Count == 0 ? 0 : messages.Max(message => message.Id.Length);
        foreach (var (id, _, entry, _) in messages)
        {
            output.WriteLine($"{id.PadRight(width)}  {entry.Direction,-4}  {entry.Kind,-11}  {entry.Carrier,-9}  {entry.Role,-11}  {entry.ValidFrom:yyyy-MM-dd}..{entry.ValidUntil:yyyy-MM-dd}");
        }

        output.WriteLine($"{messages.Count} ok, {load.Findings.Count} refused");
    }

    private static object Plain(MessageGuide guide) => new
    {
        guide.Id, guide.Entry.Direction, guide.Entry.Kind, guide.Entry.Carrier, guide.Entry.Role,
        From = guide.Entry.ValidFrom.ToString("yyyy-MM-dd"), Until = guide.Entry.ValidUntil?.ToString("yyyy-MM-dd"),
    };
}
