using System.CommandLine;
using System.Globalization;
using Gateway.Evidence;
using Gateway.Host.Database;
using Gateway.Host.Evidence;
using Gateway.Host.Exchange;
using Gateway.Host.Serving;
using Gateway.Host.Signatures;
using Gateway.Signatures;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Gateway.Host.Verbs;

/// <summary><c>evidence export|verify</c>: what happened, as a bundle that can be checked without this gateway; beside it what is held, and what is purged.</summary>
public static class EvidenceVerb
{
    /// <summary>The command; it writes to the console unless told otherwise.</summary>
    public static Command Build(TextWriter? output = null, TextWriter? error = null)
    {
        (output, error) = (output ?? Console.Out, error ?? Console.Error);
        var command = new Command("evidence", "Take evidence out, check some, hold it, or let its bytes go.") { ExportCommand(new DatabasePlace(output, error)), VerifyCommand(output, error), PurgeVerb.Build(new DatabasePlace(output, error)) };
        foreach (var held in HoldVerb.All(output, error))
        {
            command.Add(held);
        }

        return command;
    }

    private static Command ExportCommand(DatabasePlace place)
    {
        var declaration = new Option<string?>("--declaration") { Description = "Everything of this declaration: its id, reference or number.", HelpName = "REF" };
        var from = Time("--from", "Everything sealed from then on; with --to.");
        var to = Time("--to", "Nothing sealed then or later.");
        var file = new Option<string>("--out") { Description = "The bundle (zip).", HelpName = "FILE", Required = true };
        var key = new Option<string>("--key") { Description = "Name of the certificate, with its key, in the certificates folder.", HelpName = "NAME", DefaultValueFactory = _ => "gateway" };
        var anchors = new Option<string[]>("--anchor") { Description = "Certificate, beside that of --key, that older anchors are signed with; may be given several times.", HelpName = "FILE" };
        var (root, json) = (VerbOptions.Root(), VerbOptions.Json());
        var command = new Command("export", "Write a signed bundle of entries, things and messages, and check it. Credentials and personal numbers are blanked. Exit 1 when the database is not what was sealed.") { declaration, from, to, file, key, anchors, root, json };
        place.AddTo(command);
        command.Validators.Add(result =>
        {
            var (named, begin, end) = (result.GetResult(declaration) is not null, result.GetResult(from) is not null, result.GetResult(to) is not null);
            if (begin != end || named == begin)
            {
                result.AddError("name --declaration REF, or --from and --to");
            }
        });
        command.SetAction((parsed, cancellation) => place.RunAsync(
            parsed,
            async source =>
            {
                using var certificates = CertificateFolder.Load((GatewayOptions.FromEnvironment() with { Data = place.DataOf(parsed) }).CertificatesFolder);
                var signer = SigningKey.Of(certificates.Key(parsed.GetValue(key)!));
                var trust = AnchorTrust.Of(signer.Certificate, parsed.GetValue(anchors) ?? []);
                var run = new ExportRun(source, signer, place.DataOf(parsed), parsed.GetValue(root) ?? CatalogueFolder.Default());
                var wish = new ExportWish(parsed.GetValue(declaration), parsed.GetValue(from), parsed.GetValue(to));
                var files = await run.MakeAsync(wish, cancellation).ConfigureAwait(false);
                BundleFile.Write(parsed.GetValue(file)!, files);
                // What was tampered with is evidence too, so it is written all the same.
                return EvidenceReport.Exported(BundleCheck.Run(files, trust), parsed.GetValue(file)!, parsed.GetValue(json), place.Output);
            },
            cancellation));
        return command;
    }

    private static Command VerifyCommand(TextWriter output, TextWriter error)
    {
        var bundle = new Argument<string>("BUNDLE") { Description = "What export wrote." };
        var anchors = new Option<string[]>("--anchor") { Description = "Certificate the bundle and its anchors are signed with, from a source of your own. With an authority every certificate it issued counts: see whom the output names.", HelpName = "FILE", Required = true };
        var (time, json) = (AuditVerb.TimeTrust(), VerbOptions.Json());
        var command = new Command("verify", "Check a bundle, without a database or a network; say what it is about and who signed it, and name what was changed, removed or inserted. Exit 1 when anything was.") { bundle, anchors, time, json };
        command.SetAction(parsed =>
        {
            try
            {
                var trust = AnchorTrust.Of(parsed.GetValue(anchors)!, parsed.GetValue(time));
                return EvidenceReport.Verified(BundleCheck.Run(BundleFile.Read(parsed.GetValue(bundle)!), trust), parsed.GetValue(json), output);
            }
            catch (Exception missing) when (missing is SetupException or FileNotFoundException or DirectoryNotFoundException)
            {
                return VerbOptions.Usage(error, missing.Message);
            }
            catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                error.WriteLine(broken.Message);
                return 1;
            }
        });
        return command;
    }

    internal static Option<DateTimeOffset?> Time(string name, string description) => new(name)
    {
        Description = description + " yyyy-MM-dd, or with a time; UTC unless it says otherwise.",
        HelpName = "TIME",
        CustomParser = result =>
        {
            if (DateTimeOffset.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant))
            {
                return instant;
            }

            result.AddError($"{name} is a date or a time");
            return null;
        },
    };

    /// <summary>A moment that was given and can be read; what cannot be read is said by its own option.</summary>
    internal static DateTimeOffset? Given(System.CommandLine.Parsing.CommandResult result, Option<DateTimeOffset?> option)
    {
        try
        {
            return result.GetValue(option);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private sealed record ExportWish(string? Declaration, DateTimeOffset? From, DateTimeOffset? To);

    /// <summary>What one export needs: what waits is sealed first, so that the bundle is of everything that was committed.</summary>
    private sealed class ExportRun(NpgsqlDataSource source, SigningKey key, string data, string root)
    {
        private readonly Queries _queries = new(source);
        private readonly DurableCommit _commit = new(source, TimeProvider.System, NullLogger.Instance);

        public async Task<SortedDictionary<string, ReadOnlyMemory<byte>>> MakeAsync(ExportWish wish, CancellationToken cancellation)
        {
            await new Sealer(_commit, _queries, TimeProvider.System).RunAsync(cancellation).ConfigureAwait(false);
            var selection = new EvidenceSelection(_queries);
            var (subject, places) = wish.Declaration is { } reference
                ? ($"declaration {reference}", await selection.OfDeclarationAsync(reference, cancellation).ConfigureAwait(false))
                : ($"{wish.From:O} to {wish.To:O}", await selection.OfTimeAsync(wish.From!.Value, wish.To!.Value, cancellation).ConfigureAwait(false));
            var messages = new KeptMessages(_queries, CatalogueFolder.Read(root).Catalogue, new SealRing(data));
            var maker = new BundleMaker(_queries, messages, new Anchoring(_commit, _queries, TimeProvider.System, () => key));
            return await maker.MakeAsync(subject, places, key, TimeProvider.System.GetUtcNow(), cancellation).ConfigureAwait(false);
        }
    }
}
