using System.CommandLine;
using Gateway.Host.Verbs;

namespace Gateway.Host.Signatures;

/// <summary><c>gateway certs [--out DIR]</c>: makes the development certificates, once.</summary>
public static class CertsVerb
{
    /// <summary>Where the certificates go unless somebody says otherwise; never under version control.</summary>
    public const string DefaultDirectory = ".data/certs-dev";

    /// <summary>The verb for the command line.</summary>
    public static Command Build()
    {
        var directory = new Option<string>("--out")
        {
            Description = "Directory of the certificates; made when it is not there.",
            HelpName = "DIR",
            DefaultValueFactory = _ => DefaultDirectory,
        };
        var command = new Command("certs", "Make a development authority and certificates (DEV ONLY); leaves a set alone that is still valid.");
        var json = VerbOptions.Json();
        command.Options.Add(directory);
        command.Options.Add(json);
        command.SetAction(parsed => Run(parsed.GetValue(directory)!, parsed.GetValue(json), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        return command;
    }

    private static int Run(string directory, bool json, TextWriter output, TextWriter error)
    {
        try
        {
            var made = DevelopmentCertificates.Ensure(directory, TimeProvider.System);
            output.WriteLine(json
                ? VerbReport.Serialize(new { Made = made, Folder = Path.GetFullPath(directory), Names = DevelopmentCertificates.Names })
                : $"{(made ? "made" : "kept")} {Path.GetFullPath(directory)}: ca, {string.Join(", ", DevelopmentCertificates.Names)}");
            return 0;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or ArgumentException)
        {
            error.WriteLine(failed.Message);
            return failed is ArgumentException ? 2 : 1;
        }
    }
}
