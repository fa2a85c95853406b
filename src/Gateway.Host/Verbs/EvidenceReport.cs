using System.Globalization;
using Gateway.Evidence;

namespace Gateway.Host.Verbs;

/// <summary>Says what a bundle holds, and what is wrong with it. Every name in it is somebody else's word, and is printed without characters that steer a terminal.</summary>
internal static class EvidenceReport
{
    /// <summary>What was exported, and whether it is what was sealed; the exit code.</summary>
    public static int Exported(BundleVerdict verdict, string file, bool json, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(verdict.Manifest);
        var (manifest, sound) = (verdict.Manifest, verdict.Faults.Count == 0);
        if (json)
        {
            output.WriteLine(VerbReport.Serialize(new { File = file, manifest.From, manifest.To, Things = manifest.Things.Count, manifest.Messages, Ok = sound, Faults = verdict.Faults.Select(VerbReport.Plain) }));
            return sound ? 0 : 1;
        }

        Faults(verdict, output);
        Withheld(verdict, output);
        var (all, withheld) = (manifest.Messages, manifest.Messages.Count(message => message.File.Length == 0));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{file}: entries {manifest.From} to {manifest.To}, {manifest.Things.Count} things, {all.Count} messages, {all.Count(message => message.Redacted.Count > 0)} of them blanked in part, {withheld} withheld"));
        if (!sound)
        {
            output.WriteLine("the database is not what was sealed: the bundle was written and shows it; see ./gateway audit verify");
        }

        return sound ? 0 : 1;
    }

    /// <summary>What a bundle is about, by whom, and what is wrong with it; the exit code.</summary>
    public static int Verified(BundleVerdict verdict, bool json, TextWriter output)
    {
        var sound = verdict.Faults.Count == 0;
        if (json)
        {
            output.WriteLine(VerbReport.Serialize(new
            {
                Ok = sound, Subject = AsideReport.Plain(verdict.Manifest?.Subject ?? ""), verdict.Manifest?.Made, Signer = verdict.Signer is { } signer ? Plain(signer) : null, AnchorSigners = verdict.AnchorSigners.Select(Plain),
                verdict.Entries, verdict.Things, verdict.Messages, verdict.Anchors, verdict.Stamped,
                Withheld = verdict.Manifest?.Messages.Where(message => message.File.Length == 0).Select(message => new { message.Sequence, message.Withheld }) ?? [],
                Faults = verdict.Faults.Select(VerbReport.Plain),
            }));
            return sound ? 0 : 1;
        }

        Head(verdict, output);
        Faults(verdict, output);
        Withheld(verdict, output);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{verdict.Entries} entries, {verdict.Things} things, {verdict.Messages} messages, {verdict.Anchors} anchors{AuditVerb.Stamped(verdict.Stamped)}, {verdict.Faults.Count} faults"));
        return sound ? 0 : 1;
    }

    // Somebody else's bundle, or an older one, is as sound as the one that was asked for.
    private static void Head(BundleVerdict verdict, TextWriter output)
    {
        if (verdict.Manifest is { } manifest)
        {
            output.WriteLine($"about        {AsideReport.Plain(manifest.Subject)}");
            output.WriteLine($"made         {manifest.Made.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}");
            output.WriteLine($"signed by    {(verdict.Signer is { } signer ? Name(signer) : "nobody who is trusted here")}");
            output.WriteLine($"anchors by   {(verdict.AnchorSigners.Count > 0 ? string.Join("; ", verdict.AnchorSigners.Select(Name)) : "nobody who is trusted here")}");
        }
    }

    private static void Faults(BundleVerdict verdict, TextWriter output)
    {
        foreach (var fault in verdict.Faults)
        {
            output.WriteLine($"{fault.Code} {AsideReport.Plain(fault.Path)}: {AsideReport.Plain(fault.Message)}");
        }
    }

    private static void Withheld(BundleVerdict verdict, TextWriter output)
    {
        foreach (var message in verdict.Manifest?.Messages.Where(message => message.File.Length == 0) ?? [])
        {
            output.WriteLine($"withheld {ChainReading.Place(message.Sequence)}: {AsideReport.Plain(message.Withheld)}");
        }
    }

    private static BundleSigner Plain(BundleSigner signer) => signer with { Subject = AsideReport.Plain(signer.Subject) };

    private static string Name(BundleSigner signer) => $"{AsideReport.Plain(signer.Subject)}, serial {signer.Serial}";
}
