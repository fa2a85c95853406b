using System.CommandLine;
using System.Security.Cryptography;
using Gateway.Adapters;
using Gateway.Host.Serving;
using Gateway.Host.Signatures;
using Gateway.Host.Verbs;

namespace Gateway.Host.Packs;

/// <summary><c>packs add | list | make</c>: adapters and schemas as signed files.</summary>
public static class PacksVerb
{
    /// <summary>The command; it writes to the console unless told otherwise.</summary>
    public static Command Build(TextWriter? output = null, TextWriter? error = null, TimeProvider? time = null)
    {
        (output, error) = (output ?? Console.Out, error ?? Console.Error);
        return new Command("packs", "Install signed packs of adapters and schemas; list and make them.")
        {
            Add(output, error, time ?? TimeProvider.System),
            List(output),
            Make(output, error),
        };
    }

    private static Command Add(TextWriter output, TextWriter error, TimeProvider time)
    {
        var (json, root, file) = (VerbOptions.Json(), VerbOptions.Root(), new Argument<string>("FILE") { Description = "The pack." });
        var trust = new Option<string>("--trust") { Description = "Folder of the certificates whose packs are taken (default: GATEWAY_PACK_TRUST; without one nothing is).", HelpName = "DIR" };
        var command = new Command("add", "Verify a pack and put it in place; a running gateway takes it up by itself.") { file, trust, root, json };
        command.SetAction(parsed =>
        {
            var (path, options) = (parsed.GetValue(file)!, GatewayOptions.FromEnvironment());
            if (!File.Exists(path))
            {
                return VerbOptions.Usage(error, $"no file '{path}'");
            }

            var place = parsed.GetValue(root) ?? options.Root;
            return Guarded(error, () => Report(new PackInstaller(place, parsed.GetValue(trust) ?? options.PackTrust, options.Environment, time).Add(path), path, parsed.GetValue(json), output));
        });
        return command;
    }

    private static int Report(PackAnswer answer, string file, bool json, TextWriter output)
    {
        var good = answer.Findings.Count == 0;
        if (json)
        {
            output.WriteLine(VerbReport.Serialize(new { File = file, Ok = good, answer.Manifest?.Name, answer.Manifest?.Version, Installed = answer.Units, Findings = answer.Findings.Select(VerbReport.Plain) }));
            return good ? 0 : 1;
        }

        foreach (var finding in answer.Findings)
        {
            output.WriteLine($"refused {file}: {VerbReport.Line(finding)}");
        }

        foreach (var unit in answer.Units)
        {
            output.WriteLine($"installed {unit}");
        }

        output.WriteLine(!good ? "nothing was changed"
            : answer.Units.Count == 0 ? $"{answer.Manifest!.Name} {answer.Manifest.Version} was there already"
            : $"{answer.Manifest!.Name} {answer.Manifest.Version} is in place");
        return good ? 0 : 1;
    }

    private static Command List(TextWriter output)
    {
        var (json, root) = (VerbOptions.Json(), VerbOptions.Root());
        var command = new Command("list", "List the packs that were installed.") { root, json };
        command.SetAction(parsed =>
        {
            var packs = new PackShelf(parsed.GetValue(root) ?? GatewayOptions.FromEnvironment().Root).Installed();
            if (parsed.GetValue(json))
            {
                output.WriteLine(VerbReport.Serialize(packs.Select(pack => new { pack.Name, pack.Version, Files = pack.Files.Keys })));
                return 0;
            }

            foreach (var pack in packs)
            {
                output.WriteLine($"{pack.Name} {pack.Version}: {pack.Files.Count} files");
            }

            output.WriteLine($"{packs.Count} packs");
            return 0;
        });
        return command;
    }

    private static Command Make(TextWriter output, TextWriter error)
    {
        var (json, folder) = (VerbOptions.Json(), new Argument<string>("DIR") { Description = "Folder with adapters/ or schemas/ and a pack.json: {\"name\": ..., \"version\": ...}." });
        var key = new Option<string>("--key") { Description = "Who signs: a name in the certificates folder, DIR/NAME, pem:FILE, pkcs12:FILE or pkcs11:ATTRIBUTES.", HelpName = "REF", Required = true };
        var file = new Option<string>("--out") { Description = "The pack to write.", HelpName = "FILE", Required = true };
        var command = new Command("make", "Make a signed pack of a folder.") { folder, key, file, json };
        command.SetAction(parsed => Directory.Exists(parsed.GetValue(folder))
            ? Guarded(error, () => Made(parsed.GetValue(folder)!, parsed.GetValue(key)!, parsed.GetValue(file)!, parsed.GetValue(json), output))
            : VerbOptions.Usage(error, $"no folder '{parsed.GetValue(folder)}'"));
        return command;
    }

    private static int Made(string folder, string key, string file, bool json, TextWriter output)
    {
        var findings = new List<Finding>();
        using var keys = new KeyReferences(GatewayOptions.FromEnvironment().CertificatesFolder);
        var pack = PackMaker.Make(folder, keys.Open(key), findings);
        pack?.Write(file);
        var answer = new PackAnswer(pack is null ? null : PackManifest.Parse(pack.Manifest, out _), [], findings);
        if (json)
        {
            output.WriteLine(VerbReport.Serialize(new { File = file, Ok = pack is not null, answer.Manifest?.Name, answer.Manifest?.Version, Files = pack?.Files.Keys, Findings = findings.ConvertAll(VerbReport.Plain) }));
        }
        else
        {
            findings.ForEach(finding => output.WriteLine($"refused {folder}: {VerbReport.Line(finding)}"));
            output.WriteLine(pack is null ? "no pack was made" : $"{file}: {answer.Manifest!.Name} {answer.Manifest.Version}, {pack.Files.Count} files");
        }

        return pack is null ? 1 : 0;
    }

    private static int Guarded(TextWriter error, Func<int> action)
    {
        try
        {
            return action();
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or InvalidDataException or InvalidOperationException or CryptographicException)
        {
            error.WriteLine(failed.Message);
            return 1;
        }
    }
}
