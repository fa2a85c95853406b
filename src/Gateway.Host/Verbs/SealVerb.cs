using System.CommandLine;
using System.Globalization;
using Gateway.Host.Database;
using Gateway.Host.Evidence;
using Gateway.Host.Exchange;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Gateway.Host.Verbs;

/// <summary><c>keys seal</c>: the keys kept bytes are encrypted with, and how one follows another.</summary>
internal static class SealVerb
{
    /// <summary>The command with its verbs.</summary>
    public static Command Build(TextWriter output, TextWriter error)
    {
        var list = new DatabasePlace(output, error);
        var json = VerbOptions.Json();
        var command = new Command("seal", "The keys kept bytes are encrypted with: which is current, which is still needed, which is not here.") { json };
        list.AddTo(command);
        command.SetAction((parsed, cancellation) => list.RunAsync(
            parsed,
            async source => await SayAsync(new SealRun(source, list.DataOf(parsed)), parsed.GetValue(json), output, cancellation).ConfigureAwait(false),
            cancellation));
        command.Add(Verb("publish", "Make a key and make it known. Its file must be on every node before the switch.", null, PublishAsync, output, error));
        command.Add(Verb("switch", "From now on bytes are encrypted with this key; running nodes take it up with their next message.", Fingerprint(), (run, key, cancellation) => run.SwitchAsync(key!, cancellation), output, error));
        command.Add(Verb("rewrap", "Encrypt what older keys hold with the current one, in batches. Stopped, it goes on where it was.", null, (run, _, cancellation) => run.RewrapAsync(cancellation), output, error));
        command.Add(Verb("retire", "End a key that nothing needs any more; its file may be deleted then, on every node.", Fingerprint(), (run, key, cancellation) => run.RetireAsync(key!, cancellation), output, error));
        return command;
    }

    private static Argument<string> Fingerprint() => new("FINGERPRINT") { Description = "As `keys seal` lists it." };

    private static Command Verb(string name, string description, Argument<string>? fingerprint, Func<SealRun, string?, CancellationToken, Task<(bool Good, IReadOnlyList<string> Lines)>> act, TextWriter output, TextWriter error)
    {
        var (place, who, json) = (new DatabasePlace(output, error), HoldVerb.Who(), VerbOptions.Json());
        var command = new Command(name, description) { who, json };
        if (fingerprint is not null)
        {
            command.Add(fingerprint);
        }

        place.AddTo(command);
        command.SetAction((parsed, cancellation) => place.RunAsync(
            parsed,
            async source =>
            {
                var run = new SealRun(source, place.DataOf(parsed)) { Who = HoldVerb.Named(parsed.GetValue(who)) };
                try
                {
                    var (good, lines) = await act(run, fingerprint is null ? null : parsed.GetValue(fingerprint), cancellation).ConfigureAwait(false);
                    output.WriteLine(parsed.GetValue(json) ? VerbReport.Serialize(new { Ok = good, Lines = lines }) : string.Join(Environment.NewLine, lines));
                    return good ? 0 : 1;
                }
                catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.ObjectNotInPrerequisiteState)
                {
                    error.WriteLine(refused.MessageText);
                    return 1;
                }
            },
            cancellation));
        return command;
    }

    private static async Task<(bool, IReadOnlyList<string>)> PublishAsync(SealRun run, string? none, CancellationToken cancellation)
    {
        var fingerprint = await run.PublishAsync(cancellation).ConfigureAwait(false);
        return (true, [$"published {fingerprint}", $"copy {run.Ring.PathOf(fingerprint)} to every node, then: keys seal switch {fingerprint}"]);
    }

    private static async Task<int> SayAsync(SealRun run, bool json, TextWriter output, CancellationToken cancellation)
    {
        var keys = (await SealKeys.AllAsync(run.Queries, cancellation).ConfigureAwait(false)).ConvertAll(key => (Row: key, Here: run.Ring.Find(key.Fingerprint) is not null));
        if (json)
        {
            output.WriteLine(VerbReport.Serialize(new { Keys = keys.Select(key => new { key.Row.Fingerprint, key.Row.First, State = Text(key.Row.State), key.Row.Since, key.Row.Needed, key.Here }) }));
        }
        else
        {
            foreach (var (row, here) in keys)
            {
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{row.Fingerprint}  {Text(row.State),-9} since {row.Since.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}{(row.First ? ", the first" : "")}{(row.Needed ? ", needed" : "")}{(here ? "" : row.State == SealKeyState.Retired ? ", no file here" : ", NOT HERE")}"));
            }
        }

        return keys.Any(key => !key.Here && key.Row.State != SealKeyState.Retired) ? 1 : 0;
    }

    private static string Text(SealKeyState state) => state.ToString().ToLowerInvariant();

    /// <summary>What one run does to the keys.</summary>
    private sealed class SealRun(NpgsqlDataSource source, string data)
    {
        private readonly DurableCommit _commit = new(source, TimeProvider.System, NullLogger.Instance);

        public string Who { get; init; } = "";

        public Queries Queries { get; } = new(source);

        public SealRing Ring { get; } = new(data);

        private SealKeys Keys => new(_commit, TimeProvider.System);

        public async Task<string> PublishAsync(CancellationToken cancellation)
        {
            var known = (await SealKeys.AllAsync(Queries, cancellation).ConfigureAwait(false)).Select(key => key.Fingerprint).ToHashSet();
            var made = Ring.Make(known);
            await Keys.MoveAsync(made, SealKeyState.Published, Who, cancellation).ConfigureAwait(false);
            await SealAsync(cancellation).ConfigureAwait(false);
            return made;
        }

        public async Task<(bool, IReadOnlyList<string>)> SwitchAsync(string fingerprint, CancellationToken cancellation)
        {
            await KnownAsync(fingerprint, cancellation).ConfigureAwait(false);
            Ring.Of(fingerprint);
            await Keys.MoveAsync(fingerprint, SealKeyState.Current, Who, cancellation).ConfigureAwait(false);
            await SealAsync(cancellation).ConfigureAwait(false);
            return (true, [$"{fingerprint} is the current key; older ones are still read, and needed until: keys seal rewrap"]);
        }

        public async Task<(bool, IReadOnlyList<string>)> RewrapAsync(CancellationToken cancellation)
        {
            var report = await new Rewrapping(_commit, Queries, Ring, TimeProvider.System).RunAsync(Who, cancellation).ConfigureAwait(false);
            await SealAsync(cancellation).ConfigureAwait(false);
            return (report.Left.Count == 0, [
                .. report.Left.Select(left => $"left {left}"),
                string.Create(CultureInfo.InvariantCulture, $"{report.Messages} encrypted anew, {report.Left.Count} left")]);
        }

        public async Task<(bool, IReadOnlyList<string>)> RetireAsync(string fingerprint, CancellationToken cancellation)
        {
            await KnownAsync(fingerprint, cancellation).ConfigureAwait(false);
            await Keys.MoveAsync(fingerprint, SealKeyState.Retired, Who, cancellation).ConfigureAwait(false);
            await SealAsync(cancellation).ConfigureAwait(false);
            var first = (await SealKeys.AllAsync(Queries, cancellation).ConfigureAwait(false)).Exists(key => key.First && key.Fingerprint == fingerprint);
            return (true, [$"{fingerprint} is retired: {Ring.PathOf(first ? null : fingerprint)} may be deleted, on every node; backups of the database from before need it"]);
        }

        // A name that was mistyped is no file that is missing.
        private async Task KnownAsync(string fingerprint, CancellationToken cancellation)
        {
            var known = (await SealKeys.AllAsync(Queries, cancellation).ConfigureAwait(false)).ConvertAll(key => key.Fingerprint);
            if (!known.Contains(fingerprint))
            {
                throw new SetupException($"there is no seal key '{AsideReport.Plain(fingerprint)}'; there {(known.Count == 1 ? "is" : "are")} {string.Join(", ", known)}");
            }
        }

        // What an operator did is a thing of the chain at once, whether a gateway runs or not.
        private Task SealAsync(CancellationToken cancellation) => new Sealer(_commit, Queries, TimeProvider.System).RunAsync(cancellation);
    }
}
