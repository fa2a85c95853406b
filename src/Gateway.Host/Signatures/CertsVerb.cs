using System.CommandLine;

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
        command.Options.Add(directory);
        command.SetAction(parsed => Run(parsed.GetValue(directory)!, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        return command;
    }

    private static int Run(string directory, TextWriter output, TextWriter error)
    {
        try
        {
            var made = DevelopmentCertificates.Ensure(directory, TimeProvider.System);
            output.WriteLine($"{(made ? "made" : "kept")} {Path.GetFullPath(directory)}: ca, {string.Join(", ", DevelopmentCertificates.Names)}");
            return 0;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            error.WriteLine(failed.Message);
            return 1;
        }
    }
}
