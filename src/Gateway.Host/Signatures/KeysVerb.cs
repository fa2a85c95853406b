using System.CommandLine;
using System.Globalization;
using Gateway.Host.Partners;
using Gateway.Host.Serving;
using Gateway.Host.Verbs;

namespace Gateway.Host.Signatures;

/// <summary><c>gateway keys</c>: roles, keys, where each stands, days left. Exit 1 when a plan is wrong, a key does not open, or nothing signs now.</summary>
public static class KeysVerb
{
    /// <summary>The command; it writes to the console unless told otherwise.</summary>
    public static Command Build(TextWriter? output = null, TextWriter? error = null, TimeProvider? time = null)
    {
        (output, error) = (output ?? Console.Out, error ?? Console.Error);
        var partners = new Option<string>("--partners") { Description = "Partner file (default: GATEWAY_PARTNERS).", HelpName = "FILE" };
        var certificates = new Option<string>("--certificates") { Description = "Folder of certificates (default: GATEWAY_CERTIFICATES).", HelpName = "DIR" };
        var at = new Option<string>("--at") { Description = "Instant to look at, as 2027-01-15T00:00:00+07:00 (default: now).", HelpName = "INSTANT" };
        var json = VerbOptions.Json();
        var command = new Command("keys", "List roles and keys: which signs, which are accepted, days left.") { partners, certificates, at, json, SealVerb.Build(output, error) };
        command.SetAction(parsed =>
        {
            var options = GatewayOptions.FromEnvironment();
            var (file, folder) = (parsed.GetValue(partners) ?? options.Partners, parsed.GetValue(certificates) ?? options.CertificatesFolder);
            return !TryInstant(parsed.GetValue(at), time ?? TimeProvider.System, out var now) ? VerbOptions.Usage(error, $"'{parsed.GetValue(at)}' is no instant")
                : file.Length > 0 && !File.Exists(file) ? VerbOptions.Usage(error, $"no file '{file}'")
                : !Directory.Exists(folder) ? VerbOptions.Usage(error, $"no folder '{folder}'")
                : Run(file, folder, now, parsed.GetValue(json), output, error);
        });
        return command;
    }

    private static bool TryInstant(string? text, TimeProvider time, out DateTimeOffset now)
    {
        now = time.GetUtcNow();
        return text is null || VerbOptions.TryInstant(text, out now);
    }

    private static int Run(string file, string folder, DateTimeOffset now, bool json, TextWriter output, TextWriter error)
    {
        try
        {
            var book = file.Length > 0 ? PartnerBook.Read(file) : new PartnerBook(new PartnerFile());
            var findings = new List<Finding>();
            using var store = CertificateFolder.Load(folder);
            using var roles = KeyRoles.Open(book, folder, now, findings);
            var watch = new KeyWatch(roles, book, store);
            findings.AddRange(watch.Check(now));
            var (keys, outlooks) = (watch.Keys(now), watch.Outlooks(now));
            if (json)
            {
                output.WriteLine(VerbReport.Serialize(new { At = now, Roles = outlooks, Keys = keys.Select(Plain), Findings = findings.Select(VerbReport.Plain) }));
            }
            else
            {
                Print(keys, outlooks, findings, output);
            }

            return findings.Count > 0 || outlooks.Any(outlook => outlook.Alarm == 0) ? 1 : 0;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            error.WriteLine(failed.Message);
            return 1;
        }
    }

    private static object Plain(WatchedKey key) => new { key.Role, key.Key, key.Subject, State = key.State.ToString().ToLowerInvariant(), key.NotAfter, key.DaysLeft };

    private static void Print(IReadOnlyList<WatchedKey> keys, IReadOnlyList<RoleOutlook> outlooks, List<Finding> findings, TextWriter output)
    {
        foreach (var outlook in outlooks)
        {
            output.WriteLine((outlook.Alarm is null ? "" : "ALARM ") + KeyWatch.Line(outlook));
            foreach (var key in keys.Where(key => key.Role == outlook.Role))
            {
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"  {key.State.ToString().ToLowerInvariant(),-9} {key.Key}  {key.Subject}  {(key.NotAfter is { } end ? $"until {end:yyyy-MM-dd}, {key.DaysLeft} days" : "not opened")}"));
            }
        }

        findings.ForEach(finding => output.WriteLine($"refused {finding.Path}: {finding.Code} {finding.Message}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{keys.Count} keys, {outlooks.Count(outlook => outlook.Alarm is not null)} alarms, {findings.Count} refused"));
    }
}
