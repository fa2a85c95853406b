using System.CommandLine;
using System.Globalization;
using Gateway.Host.Cases;

namespace Gateway.Host.Verbs;

/// <summary>
/// <c>aside list|held|show|retry|drop</c>: what is set aside - messages nothing was done with, messages that could not be sent, steps that could not be
/// taken - and what a person decides on it.
/// </summary>
public static class AsideVerb
{
    private const int LongestWho = 200;
    private const int LongestWhy = 2000;

    /// <summary>The command; it writes to the console unless told otherwise.</summary>
    public static Command Build(TextWriter? output = null, TextWriter? error = null)
    {
        var place = new AsidePlace(output ?? Console.Out, error ?? Console.Error);
        return new Command("aside", "See what is set aside, put it back or close it.") { ListCommand(place), HeldCommand(place), ShowCommand(place), RetryCommand(place), DropCommand(place) };
    }

    private static Command ListCommand(AsidePlace place)
    {
        var partner = new Option<string>("--partner") { Description = "Only this partner's messages.", HelpName = "ID", DefaultValueFactory = _ => "" };
        var code = new Option<string>("--code") { Description = "Only this code, or codes that begin so.", HelpName = "CODE", DefaultValueFactory = _ => "" };
        var since = new Option<DateTimeOffset?>("--since") { Description = "Only what was set aside then or later: yyyy-MM-dd, or with a time; UTC unless it says otherwise.", HelpName = "TIME", CustomParser = Instant };
        var most = new Option<int>("--most") { Description = "No more than these, the newest.", HelpName = "N", DefaultValueFactory = _ => 100 };
        most.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 10_000))
            {
                result.AddError("--most is 1 to 10000");
            }
        });
        var json = VerbOptions.Json();
        var command = new Command("list", "List what is set aside now, newest first.") { partner, code, since, most, json };
        place.AddTo(command);
        command.SetAction((parsed, cancellation) => place.RunAsync(
            parsed,
            async aside =>
            {
                var filter = new AsideFilter(parsed.GetValue(partner)!, parsed.GetValue(code)!, parsed.GetValue(since), parsed.GetValue(most));
                AsideReport.List(await aside.Pages.ListAsync(filter, cancellation).ConfigureAwait(false), parsed.GetValue(json), place.Output);
                return 0;
            },
            cancellation));
        return command;
    }

    private static Command HeldCommand(AsidePlace place)
    {
        var partner = new Option<string>("--partner") { Description = "Only this partner's messages.", HelpName = "ID", DefaultValueFactory = _ => "" };
        var json = VerbOptions.Json();
        var command = new Command("held", "List what is held because nothing is known about its signer's revocation: it is looked at again by itself; drop closes one, and those behind it go on.") { partner, json };
        place.AddTo(command);
        command.SetAction((parsed, cancellation) => place.RunAsync(
            parsed,
            async aside =>
            {
                AsideReport.Held(await aside.Held.ListAsync(parsed.GetValue(partner)!, 1_000, cancellation).ConfigureAwait(false), parsed.GetValue(json), place.Output);
                return 0;
            },
            cancellation));
        return command;
    }

    private static Command ShowCommand(AsidePlace place)
    {
        var id = Checked(new Argument<string>("ID"));
        var json = VerbOptions.Json();
        var command = new Command("show", "Show one: why it was set aside, each time, what was found, and its first bytes where they are not sealed.") { id, json };
        place.AddTo(command);
        command.SetAction((parsed, cancellation) => place.RunAsync(
            parsed,
            async aside =>
            {
                var sought = Guid.Parse(parsed.GetValue(id)!);
                if (await aside.Pages.FindAsync(sought, cancellation).ConfigureAwait(false) is not { } detail)
                {
                    place.Error.WriteLine($"nothing was ever set aside under {sought}");
                    return 1;
                }

                AsideReport.Show(detail, parsed.GetValue(json), place.Output);
                return 0;
            },
            cancellation));
        return command;
    }

    private static Command RetryCommand(AsidePlace place)
    {
        var command = new Command("retry", "Put back: a message is processed or sent again with the same bytes, a step is taken again. Once, however often this is said.");
        return DecisionCommand(place, command, Why(required: false), (desk, id, said, cancellation) => desk.RetryAsync(id, said.Who, said.Why, cancellation));
    }

    private static Command DropCommand(AsidePlace place)
    {
        var command = new Command("drop", "Close: nothing more is done with it, or with a message that is held. It stays in the records with who closed it and why.");
        return DecisionCommand(place, command, Why(required: true), (desk, id, said, cancellation) => desk.DropAsync(id, said.Who, said.Why, cancellation));
    }

    private static Command DecisionCommand(
        AsidePlace place, Command command, Option<string> why, Func<AsideDesk, Guid, (string Who, string Why), CancellationToken, Task<Ruling>> decide)
    {
        var ids = Checked(new Argument<string[]>("ID") { Arity = ArgumentArity.OneOrMore });
        var who = Text("--who", "Who decides (default: the user of this machine).", LongestWho, required: false);
        var json = VerbOptions.Json();
        command.Add(ids);
        command.Add(why);
        command.Add(who);
        command.Add(json);
        place.AddTo(command);
        command.SetAction((parsed, cancellation) => place.RunAsync(
            parsed,
            async aside =>
            {
                var said = (parsed.GetValue(who) is { Length: > 0 } name ? name : $"{Environment.UserName}@{Environment.MachineName}", parsed.GetValue(why) ?? "");
                var rulings = new List<(Guid, Ruling)>();
                foreach (var id in parsed.GetValue(ids)!.Select(Guid.Parse).Distinct())
                {
                    rulings.Add((id, await decide(aside.Desk, id, said, cancellation).ConfigureAwait(false)));
                }

                return AsideReport.Rulings(rulings, parsed.GetValue(json), place.Output);
            },
            cancellation));
        return command;
    }

    private static Argument<T> Checked<T>(Argument<T> argument)
    {
        argument.Description = "What list names first.";
        argument.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => !Guid.TryParse(token.Value, out _)))
            {
                result.AddError($"'{token.Value}' is no id");
            }
        });
        return argument;
    }

    private static Option<string> Why(bool required) => Text("--why", required ? "Why; kept for good." : "Why; kept for good (default: nothing).", LongestWhy, required);

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

    private static DateTimeOffset? Instant(System.CommandLine.Parsing.ArgumentResult result)
    {
        if (DateTimeOffset.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant))
        {
            return instant;
        }

        result.AddError("--since is a date or a time");
        return null;
    }
}
