using System.CommandLine;
using System.Security.Cryptography;
using Gateway.Host.Verbs;
using Gateway.Signatures;
using Gateway.Signatures.Revocations;

namespace Gateway.Host.Signatures;

/// <summary><c>sign --profile ID --key REF FILE</c>: one document signed as a profile says.</summary>
public static class SignVerb
{
    /// <summary>The command; it writes to the console unless told otherwise.</summary>
    public static Command Build(TextWriter? output = null, TextWriter? error = null, TimeProvider? time = null)
    {
        (output, error, time) = (output ?? Console.Out, error ?? Console.Error, time ?? TimeProvider.System);
        var profile = new Option<string>("--profile") { Description = "Signature profile, a file below adapters/signatures/ without its ending.", Required = true, HelpName = "ID" };
        var key = new Option<string>("--key") { Description = "Key: pem:FILE, pkcs12:FILE?password-source=..., pkcs11:object=...;token=...?module-path=..., or DIR/NAME.", Required = true, HelpName = "REF" };
        var to = new Option<string>("--out") { Description = "Folder of the signed files (default: the working folder).", HelpName = "DIR", DefaultValueFactory = _ => "." };
        var authority = new Option<string>("--time-stamp") { Description = "Address of a time-stamp authority (RFC 3161 over HTTP), for profiles that ask for a time-stamp.", HelpName = "URL" };
        var (chain, lists, responses) = (Files("--chain", "Certificate to embed beside the signer's"), Files("--crl", "Revocation list to embed"), Files("--ocsp", "OCSP response to embed"));
        var (engine, json, root, files) = (EngineOption.Build("own", "platform"), VerbOptions.Json(), VerbOptions.Root(), VerbOptions.Files());
        var command = new Command("sign", "Sign documents; each is written as NAME.signed.xml.") { profile, key, to, authority, chain, lists, responses, engine, root, json, files };
        command.SetAction(async (parsed, cancellation) =>
        {
            var catalogue = VerbOptions.Catalogue(parsed, root).Catalogue;
            if (catalogue.FindSignature(parsed.GetValue(profile)!) is not { Placement: not SignaturePlacement.DetachedCms } found)
            {
                return VerbOptions.Usage(error, $"no XML signature profile '{parsed.GetValue(profile)}'; there are {string.Join(", ", catalogue.Signatures.Keys)}");
            }

            if (found.Level >= SignatureLevel.TimeStamped && parsed.GetValue(authority) is null)
            {
                return VerbOptions.Usage(error, $"{found.Id} asks for a time-stamp: name its authority with --time-stamp URL");
            }

            if (parsed.GetValue(authority) is { } address && !(Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            {
                return VerbOptions.Usage(error, $"--time-stamp '{address}' is no address of HTTP");
            }

            if (found.Level < SignatureLevel.TimeStamped && parsed.GetValue(authority) is not null)
            {
                return VerbOptions.Usage(error, $"{found.Id} takes no time-stamp: leave --time-stamp out, or name another profile");
            }

            var (crl, ocsp) = (parsed.GetValue(lists) ?? [], parsed.GetValue(responses) ?? []);
            if (found.Level == SignatureLevel.LongTerm ? crl.Length + ocsp.Length == 0 : crl.Length + ocsp.Length + (parsed.GetValue(chain)?.Length ?? 0) > 0)
            {
                return VerbOptions.Usage(error, found.Level == SignatureLevel.LongTerm ? $"{found.Id} embeds revocation answers: name them with --crl FILE and --ocsp FILE" : $"{found.Id} embeds nothing");
            }

            try
            {
                using var keys = new KeyReferences(Directory.GetCurrentDirectory());
                using var stamps = found.Level >= SignatureLevel.TimeStamped ? new TimeStampClient(new Uri(parsed.GetValue(authority)!)) : null;
                var signer = keys.Open(parsed.GetValue(key)!);
                var answers = found.Level == SignatureLevel.LongTerm ? AnswerFiles.Read(signer.Certificate, parsed.GetValue(chain) ?? [], crl, ocsp) : null;
                if (answers?.About(signer.Certificate, time.GetUtcNow()).Steps.FirstOrDefault(step => step.State == RevocationState.Unknown) is { } unknown)
                {
                    return VerbOptions.Usage(error, $"the answers given say nothing of {AnswerFiles.NameOf(answers, unknown.Certificate)}: {unknown.Why}. They have to be about the signer and those between it and its root, each named with --chain FILE");
                }

                var work = new Work(EngineOption.Apply(found, parsed.GetValue(engine)!), signer, stamps, answers, parsed.GetValue(to)!, time);
                return await SignAsync(work, InputFiles.Expand(parsed.GetValue(files)!), output, parsed.GetValue(json), cancellation);
            }
            catch (Exception broken) when (broken is InvalidDataException or IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
            {
                return VerbOptions.Usage(error, broken.Message);
            }
        });
        return command;
    }

    private static Option<string[]> Files(string name, string what) => new(name) { Description = what + " (DER or PEM), where the profile embeds answers; may be given several times.", HelpName = "FILE" };

    private static async Task<int> SignAsync(Work work, IReadOnlyList<string> files, TextWriter output, bool json, CancellationToken cancellation)
    {
        if (files.GroupBy(work.NameOf, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new InvalidDataException($"{string.Join(" and ", twice)} would all be written as {twice.Key}: sign them into folders of their own");
        }

        if (File.Exists(work.Folder))
        {
            throw new IOException($"--out {work.Folder} is a file: name a folder");
        }

        Directory.CreateDirectory(work.Folder);
        var (done, signed) = (new List<object>(), 0);
        foreach (var file in files)
        {
            var written = work.NameOf(file);
            var code = await SignAsync(work, file, written, cancellation);
            signed += code.Length == 0 ? 1 : 0;
            done.Add(new { File = file, Signed = code.Length == 0, Output = code.Length == 0 ? written : null, Code = code });
            if (!json)
            {
                await output.WriteLineAsync(code.Length == 0 ? $"signed {AsideReport.Plain(written)}" : $"refused {AsideReport.Plain(file)}: {code}");
            }
        }

        var refused = files.Count - signed;
        await output.WriteLineAsync(json ? VerbReport.Serialize(new { Files = done, Signed = signed, Refused = refused }) : $"{signed} signed, {refused} refused");
        return refused == 0 ? 0 : 1;
    }

    private static async Task<string> SignAsync(Work work, string file, string written, CancellationToken cancellation)
    {
        try
        {
            var now = work.Time.GetUtcNow();
            if (now < work.Key.Certificate.NotBefore || now > work.Key.Certificate.NotAfter)
            {
                throw new SigningException(SignatureCodes.Expired);
            }

            if (work.Answers?.About(work.Key.Certificate, now).State == RevocationState.Revoked)
            {
                throw new SigningException(SignatureCodes.Revoked);
            }

            var bytes = XmlSignatures.Sign(InputFiles.ReadUpTo(file, XmlLimits.Default.MaxBytes + 1), work.Profile, work.Key, now);
            if (work.Stamps is not null)
            {
                bytes = await work.Stamps.AddAsync(bytes, work.Profile, cancellation);
            }

            bytes = work.Answers is null ? bytes : XmlSignatures.AddAnswers(bytes, work.Profile, work.Answers);
            await File.WriteAllBytesAsync(written, bytes, cancellation);
            return "";
        }
        catch (SigningException refused)
        {
            return $"{refused.Code} {SignatureCodes.Describe(refused.Code)}";
        }
        catch (HttpRequestException away)
        {
            return $"{SignatureCodes.TimeStamp} {away.Message}";
        }
    }

    private sealed record Work(SignatureProfile Profile, SigningKey Key, TimeStampClient? Stamps, EmbeddedAnswers? Answers, string Folder, TimeProvider Time)
    {
        public string NameOf(string file) => Path.Combine(Folder, $"{Path.GetFileNameWithoutExtension(file)}.signed.xml");
    }
}
