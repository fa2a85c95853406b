using System.CommandLine;
using System.Globalization;
using Gateway.Host.Database;
using Gateway.Host.Evidence;
using Gateway.Host.Exchange;
using Gateway.Host.Serving;

namespace Gateway.Host.Verbs;

/// <summary><c>audit verify</c>: holds the database against its chain of hashes, and the chain against what was signed of it.</summary>
public static class AuditVerb
{
    /// <summary>The command; it writes to the console unless told otherwise.</summary>
    public static Command Build(TextWriter? output = null, TextWriter? error = null) =>
        new("audit", "Look over what was kept.") { VerifyCommand(new DatabasePlace(output ?? Console.Out, error ?? Console.Error)) };

    private static Command VerifyCommand(DatabasePlace place)
    {
        var anchors = Anchors();
        var time = TimeTrust();
        var (open, json) = (new Option<bool>("--open") { Description = "Open everything encrypted, with the keys of --data, and see that it is the message: not only what was encrypted anew." }, VerbOptions.Json());
        var remember = new Option<string?>("--remember")
        {
            Description = "Keep the newest anchor in this file after a run without faults, and see that the chain still leads through the one it has. Keep it where who owns the database cannot write.", HelpName = "FILE",
        };
        var command = new Command("verify", "Make every digest anew and name what was changed, removed, inserted or moved. Exit 1 when anything was.") { anchors, time, open, remember, json };
        place.AddTo(command);
        command.SetAction((parsed, cancellation) => place.RunAsync(
            parsed,
            async source =>
            {
                var file = parsed.GetValue(remember);
                var trust = AnchorTrust.Of(parsed.GetValue(anchors) is { Length: > 0 } named ? named : [Own(place.DataOf(parsed))], parsed.GetValue(time) ?? GatewayOptions.FromEnvironment().TimeTrust);
                var audit = new ChainAudit(new Queries(source), trust, new SealRing(place.DataOf(parsed)), parsed.GetValue(open)) { Remembered = file is null ? null : RememberedAnchor.Load(file) };
                var verdict = await audit.RunAsync(cancellation).ConfigureAwait(false);
                var kept = file is not null && verdict is { Faults.Count: 0, Newest: { } newest } ? new RememberedAnchor(file, newest) : null;
                kept?.Write(trust);
                Say(verdict, kept, parsed.GetValue(json), place.Output);
                return verdict.Faults.Count == 0 ? 0 : 1;
            },
            cancellation));
        return command;
    }

    internal static Option<string[]> Anchors() => new("--anchor")
    {
        Description = "Certificate the anchors are signed with, or its authority; may be given several times (default: gateway.crt.pem of the certificates folder).", HelpName = "FILE",
    };

    internal static string Stamped(int anchors) => anchors == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({anchors} time-stamped)");

    internal static Option<string?> TimeTrust() => new("--time-trust")
    {
        Description = "Certificates of the authority whose time-stamps the anchors carry: a file or a folder. Without it time-stamps are not looked at.", HelpName = "FILE",
    };

    // The folder beside the data that is looked at, unless the environment names another.
    private static string Own(string data) => Path.Combine((GatewayOptions.FromEnvironment() with { Data = data }).CertificatesFolder, "gateway.crt.pem");

    private static void Say(ChainVerdict verdict, RememberedAnchor? kept, bool json, TextWriter output)
    {
        if (json)
        {
            output.WriteLine(VerbReport.Serialize(new
            {
                Ok = verdict.Faults.Count == 0, verdict.Entries, verdict.Things, verdict.Anchors, verdict.Stamped, verdict.Signed, verdict.Waiting, verdict.Purged, verdict.Opened, Remembered = kept?.Anchor.Sequence, Faults = verdict.Faults.Select(VerbReport.Plain),
            }));
            return;
        }

        foreach (var fault in verdict.Faults)
        {
            output.WriteLine($"{fault.Code} {AsideReport.Plain(fault.Path)}: {AsideReport.Plain(fault.Message)}");
        }

        foreach (var purged in verdict.Purged)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bytes of {purged.Messages} messages purged under class {AsideReport.Plain(purged.Class)}, last at {purged.Last}: what is kept of them is what was sealed"));
        }

        if (verdict.Opened > 0)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{verdict.Opened} encrypted messages were opened and are what was sealed"));
        }

        if (kept is not null)
        {
            output.WriteLine($"remembered in {AsideReport.Plain(kept.Place)}");
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{verdict.Entries} entries, {verdict.Anchors} anchors{Stamped(verdict.Stamped)}, signed up to entry {verdict.Signed}, {verdict.Waiting} waiting, {verdict.Faults.Count} faults"));
    }
}
