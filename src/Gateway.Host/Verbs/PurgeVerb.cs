using System.CommandLine;
using System.Globalization;
using Gateway.Host.Database;
using Gateway.Host.Evidence;
using Gateway.Host.Serving;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Host.Verbs;

/// <summary><c>evidence purge</c>: what a plan lets go of, and what is spared and why.</summary>
internal static class PurgeVerb
{
    /// <summary>The command.</summary>
    public static Command Build(DatabasePlace place)
    {
        var file = new Option<string?>("--plan") { Description = "The retention plan (default: GATEWAY_RETENTION). Without one nothing is purged.", HelpName = "FILE" };
        var look = new Option<bool>("--dry-run") { Description = "Only say what would go, by class, and what stays and why." };
        var (who, json) = (HoldVerb.Who(), VerbOptions.Json());
        var command = new Command("purge", "Take the bytes of messages whose time is over; hashes, verdicts and their place in the chain stay. What failed, waits, is open or is held is spared.") { file, look, who, json };
        place.AddTo(command);
        command.SetAction((parsed, cancellation) => place.RunAsync(
            parsed,
            async source =>
            {
                var plan = RetentionFile.Load(parsed.GetValue(file) ?? GatewayOptions.FromEnvironment().Retention).Plan
                    ?? throw new SetupException("there is no retention plan, so nothing is purged: name one with --plan or GATEWAY_RETENTION");
                var (queries, commit, dry) = (new Queries(source), new DurableCommit(source, TimeProvider.System, NullLogger.Instance), parsed.GetValue(look));
                await new Sealer(commit, queries, TimeProvider.System).RunAsync(cancellation).ConfigureAwait(false);
                var purging = new Purging(commit, queries, TimeProvider.System);
                var report = dry
                    ? await purging.LookAsync(plan, cancellation).ConfigureAwait(false)
                    : await purging.RunAsync(plan, HoldVerb.Named(parsed.GetValue(who)), cancellation).ConfigureAwait(false);
                await new Sealer(commit, queries, TimeProvider.System).RunAsync(cancellation).ConfigureAwait(false);
                Say(report, dry, parsed.GetValue(json), place.Output);
                return 0;
            },
            cancellation));
        return command;
    }

    private static void Say(PurgeReport report, bool dry, bool json, TextWriter output)
    {
        if (json)
        {
            output.WriteLine(VerbReport.Serialize(new { DryRun = dry, report.Whole, Classes = report.Lines.Select(line => new { line.Class, line.Messages, line.Bytes, Spared = Spared(line), line.Refused }) }));
            return;
        }

        var (would, total) = (dry ? "would go" : "went", report.Lines.Sum(line => line.Messages));
        foreach (var line in report.Lines)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(line.Class.Length > 0 ? AsideReport.Plain(line.Class) : "(no class)")}: {line.Messages} messages {would}, {line.Bytes} bytes"));
            foreach (var (reason, count) in Spared(line))
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  spared {reason}: {count}"));
            }

            if (line.Refused > 0)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  left by the database, changed meanwhile or not what was received: {line.Refused}"));
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{total} messages {would}{(report.Whole ? "" : "; there are more behind them")}"));
    }

    private static Dictionary<string, long> Spared(PurgeLine line) => line.Spared.ToDictionary(one => one.Key.ToString().ToLowerInvariant(), one => one.Value);
}
