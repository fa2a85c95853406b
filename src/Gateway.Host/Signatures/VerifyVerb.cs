using System.CommandLine;
using System.Globalization;
using Gateway.Host.Verbs;
using Gateway.Signatures;

namespace Gateway.Host.Signatures;

/// <summary><c>verify --profile ID --trust DIR FILE|DIR...</c>: whether documents are signed as a profile says, by somebody trusted.</summary>
public static class VerifyVerb
{
    /// <summary>The command; it writes to the console unless told otherwise.</summary>
    public static Command Build(TextWriter? output = null, TextWriter? error = null, TimeProvider? time = null)
    {
        (output, error, time) = (output ?? Console.Out, error ?? Console.Error, time ?? TimeProvider.System);
        var profile = new Option<string>("--profile") { Description = "Signature profile, a file below adapters/signatures/ without its ending.", Required = true, HelpName = "ID" };
        var trust = new Option<string>("--trust") { Description = "Folder of trusted certificates: authorities are anchors, others are trusted one by one. Lists of revoked certificates (.crl) may lie in it.", Required = true, HelpName = "DIR" };
        var at = new Option<string>("--at") { Description = "Moment of validation, ISO 8601 with offset (default: now).", HelpName = "TIME" };
        var crl = new Option<string[]>("--crl") { Description = "List of revoked certificates (DER or PEM), or a folder of .crl files; repeatable. With a list, whoever an authority vouches for has to be spoken of by one.", HelpName = "FILE|DIR" };
        var times = new Option<string>("--time-trust") { Description = "Folder or file of the authorities whose time-stamps count (default: those of --trust, which then sign documents too).", HelpName = "DIR" };
        var (engine, json, root, files) = (EngineOption.Build("own", "platform", "both"), VerbOptions.Json(), VerbOptions.Root(), VerbOptions.Files());
        var command = new Command("verify", "Verify signed documents; the profile is chosen by you, never by the document.") { profile, trust, times, crl, at, engine, root, json, files };
        command.SetAction(parsed =>
        {
            var moment = time.GetUtcNow();
            if (parsed.GetValue(at) is { } text && !VerbOptions.TryInstant(text, out moment))
            {
                return VerbOptions.Usage(error, "--at is a moment in ISO 8601, as 2027-01-15T00:00:00+07:00");
            }

            var catalogue = VerbOptions.Catalogue(parsed, root).Catalogue;
            if (catalogue.FindSignature(parsed.GetValue(profile)!) is not { Placement: not SignaturePlacement.DetachedCms } found)
            {
                return VerbOptions.Usage(error, $"no XML signature profile '{parsed.GetValue(profile)}'; there are {string.Join(", ", catalogue.Signatures.Keys)}");
            }

            try
            {
                using var folder = TrustFolder.Load(parsed.GetValue(trust)!);
                foreach (var lists in parsed.GetValue(crl) ?? [])
                {
                    if (folder.AddLists(lists) == 0)
                    {
                        throw new InvalidDataException($"{lists} holds no .crl file");
                    }
                }

                if (folder.StrangeList() is { Length: > 0 } strange)
                {
                    throw new InvalidDataException($"{strange} is by none of the authorities in {parsed.GetValue(trust)}: nobody can tell whether it is true");
                }

                using var stamping = parsed.GetValue(times) is { } place ? TrustFolder.Load(place) : null;
                return Verify(new Asked(EngineOption.Apply(found, parsed.GetValue(engine)!), folder.At(time.GetUtcNow(), stamping?.Signers), moment), InputFiles.Expand(parsed.GetValue(files)!), output, parsed.GetValue(json));
            }
            catch (Exception broken) when (broken is InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException)
            {
                return VerbOptions.Usage(error, broken.Message);
            }
        });
        return command;
    }

    private static int Verify(Asked asked, IReadOnlyList<string> files, TextWriter output, bool json)
    {
        var verdicts = new List<object>();
        var valid = 0;
        foreach (var file in files)
        {
            var verdict = Verify(asked, file);
            valid += verdict.Valid ? 1 : 0;
            verdicts.Add(new { File = file, verdict.Valid, verdict.Code, verdict.Subject, verdict.Serial, verdict.Detail });
            if (!json)
            {
                output.WriteLine(verdict.Valid ? $"valid {AsideReport.Plain(file)}" : $"refused {AsideReport.Plain(file)}: {verdict.Code}");
            }
        }

        var refused = files.Count - valid;
        output.WriteLine(json ? VerbReport.Serialize(new { Files = verdicts, Valid = valid, Refused = refused }) : $"{valid} valid, {refused} refused");
        return refused == 0 ? 0 : 1;
    }

    // Beyond what is held in memory elsewhere a document is looked at as it comes; what was digested is not needed here.
    private static Verdict Verify(Asked asked, string file)
    {
        var limits = XmlLimits.Default;
        if (new FileInfo(file).Length <= limits.MaxBytes)
        {
            return XmlSignatures.Verify(InputFiles.ReadUpTo(file, limits.MaxBytes + 1), asked.Profile, asked.Trust, asked.At, limits);
        }

        using var stream = File.OpenRead(file);
        return XmlSignatures.Verify(stream, asked.Profile, asked.Trust, asked.At, XmlLimits.Long, Stream.Null);
    }

    private sealed record Asked(SignatureProfile Profile, TrustedSigners Trust, DateTimeOffset At);
}
