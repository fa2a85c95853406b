using System.CommandLine;
using System.Globalization;
using Gateway.Host.Database;
using Gateway.Host.Evidence;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Host.Verbs;

/// <summary><c>evidence hold|release|holds</c>: what is under legal hold, by whom and why; nothing under one is purged.</summary>
internal static class HoldVerb
{
    private const int LongestWho = 200;
    private const int LongestWhy = 2_000;

    /// <summary>The commands.</summary>
    public static IEnumerable<Command> All(TextWriter output, TextWriter error) =>
        [HoldCommand(new DatabasePlace(output, error)), ReleaseCommand(new DatabasePlace(output, error)), ListCommand(new DatabasePlace(output, error))];

    /// <summary>Who acts: whoever is named, else the user of this machine.</summary>
    public static Option<string> Who() => Text("--who", "Who decides (default: the user of this machine).", LongestWho, required: false);

    /// <summary>The name in force.</summary>
    public static string Named(string? who) => who is { Length: > 0 } name ? name : $"{Environment.UserName}@{Environment.MachineName}";

    private static Command HoldCommand(DatabasePlace place)
    {
        var declaration = new Option<string?>("--declaration") { Description = "A declaration, with everything it is made of: its id, reference or number.", HelpName = "REF" };
        var partner = new Option<string?>("--partner") { Description = "A partner's messages, and those of its declarations.", HelpName = "ID" };
        var since = EvidenceVerb.Time("--since", "Only what was recorded then or later.");
        var until = EvidenceVerb.Time("--until", "Only what was recorded before.");
        var (reason, who, json) = (Text("--reason", "Why; kept for good.", LongestWhy, required: true), Who(), VerbOptions.Json());
        var command = new Command("hold", "Place a legal hold: nothing under it is purged until it is released. What is named holds together.") { declaration, partner, since, until, reason, who, json };
        place.AddTo(command);
        command.Validators.Add(result =>
        {
            var (begin, end) = (EvidenceVerb.Given(result, since), EvidenceVerb.Given(result, until));
            if (result.GetResult(declaration) is null && result.GetResult(partner) is null && result.GetResult(since) is null && result.GetResult(until) is null)
            {
                result.AddError("name --declaration REF, --partner ID, --since or --until");
            }
            else if (begin >= end)
            {
                result.AddError("--since has to lie before --until");
            }
        });
        command.SetAction((parsed, cancellation) => place.RunAsync(
            parsed,
            async source =>
            {
                var pages = new HoldPages(new Queries(source));
                var scopes = await ScopesAsync(pages, parsed.GetValue(declaration), new HoldScope(null, parsed.GetValue(partner), parsed.GetValue(since), parsed.GetValue(until)), cancellation).ConfigureAwait(false);
                var desk = new HoldDesk(new DurableCommit(source, TimeProvider.System, NullLogger.Instance), pages, TimeProvider.System);
                var holds = new List<HoldView>();
                foreach (var scope in scopes)
                {
                    holds.Add(await desk.HoldAsync(scope, Named(parsed.GetValue(who)), parsed.GetValue(reason)!, cancellation).ConfigureAwait(false));
                }

                Say(holds, parsed.GetValue(json), place.Output);
                return 0;
            },
            cancellation));
        return command;
    }

    // A reference may be that of several declarations: each is held.
    private static async Task<List<HoldScope>> ScopesAsync(HoldPages pages, string? reference, HoldScope scope, CancellationToken cancellation)
    {
        if (scope.Partner is { } partner && !await pages.KnowsAsync(partner, cancellation).ConfigureAwait(false))
        {
            throw new InvalidDataException($"nothing is kept of a partner {partner}");
        }

        if (reference is null)
        {
            return [scope];
        }

        var declarations = await pages.DeclarationsAsync(reference, cancellation).ConfigureAwait(false);
        return declarations.Count > 0 ? declarations.ConvertAll(one => scope with { Declaration = one }) : throw new InvalidDataException($"there is no declaration {reference}");
    }

    private static Command ReleaseCommand(DatabasePlace place)
    {
        var id = new Argument<Guid>("ID") { Description = "What holds names first." };
        var (why, who, json) = (Text("--reason", "Why; kept for good.", LongestWhy, required: true), Who(), VerbOptions.Json());
        var command = new Command("release", "Release a hold. The hold stays in the records, with who released it and why.") { id, why, who, json };
        place.AddTo(command);
        command.SetAction((parsed, cancellation) => place.RunAsync(
            parsed,
            async source =>
            {
                var desk = new HoldDesk(new DurableCommit(source, TimeProvider.System, NullLogger.Instance), new HoldPages(new Queries(source)), TimeProvider.System);
                if (await desk.ReleaseAsync(parsed.GetValue(id), Named(parsed.GetValue(who)), parsed.GetValue(why)!, cancellation).ConfigureAwait(false) is not var (hold, made))
                {
                    place.Error.WriteLine($"there is no hold {parsed.GetValue(id)}");
                    return 1;
                }

                if (!made && !parsed.GetValue(json))
                {
                    place.Output.WriteLine("released before: nothing changed");
                }

                Say([hold], parsed.GetValue(json), place.Output);
                return 0;
            },
            cancellation));
        return command;
    }

    private static Command ListCommand(DatabasePlace place)
    {
        var all = new Option<bool>("--all") { Description = "Those that were released too." };
        var json = VerbOptions.Json();
        var command = new Command("holds", "List the legal holds, newest first.") { all, json };
        place.AddTo(command);
        command.SetAction((parsed, cancellation) => place.RunAsync(
            parsed,
            async source =>
            {
                Say(await new HoldPages(new Queries(source)).ListAsync(parsed.GetValue(all), 10_000, cancellation).ConfigureAwait(false), parsed.GetValue(json), place.Output);
                return 0;
            },
            cancellation));
        return command;
    }

    private static void Say(IReadOnlyList<HoldView> holds, bool json, TextWriter output)
    {
        if (json)
        {
            output.WriteLine(VerbReport.Serialize(new { Holds = holds }));
            return;
        }

        foreach (var hold in holds)
        {
            output.WriteLine($"{hold.Id}  {Scope(hold)}  by {AsideReport.Plain(hold.Who)} at {Text(hold.At)}: {AsideReport.Plain(hold.Reason)}");
            if (hold.Release is { } release)
            {
                output.WriteLine($"  released by {AsideReport.Plain(release.Who)} at {Text(release.At)}: {AsideReport.Plain(release.Why)}");
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{holds.Count(hold => hold.Release is null)} hold, {holds.Count(hold => hold.Release is not null)} released"));
    }

    private static string Scope(HoldView hold) => string.Join(", ", new[]
    {
        hold.Scope.Declaration is { } declaration ? $"declaration {AsideReport.Plain(hold.Reference ?? declaration.ToString())}" : "",
        hold.Scope.Partner is { } partner ? $"partner {AsideReport.Plain(partner)}" : "",
        hold.Scope.Since is { } since ? $"since {Text(since)}" : "",
        hold.Scope.Until is { } until ? $"until {Text(until)}" : "",
    }.Where(part => part.Length > 0));

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static Option<string> Text(string name, string description, int longest, bool required)
    {
        var option = new Option<string>(name) { Description = description, Required = required, HelpName = "TEXT" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (string.IsNullOrWhiteSpace(result.Tokens[0].Value) || result.Tokens[0].Value.Length > longest || result.Tokens[0].Value.Contains('\0', StringComparison.Ordinal)))
            {
                result.AddError($"{name} is a text of 1 to {longest} characters");
            }
        });
        return option;
    }
}
