using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;
using Gateway.Adapters;

namespace Gateway.Host.Verbs;

/// <summary>Options that several verbs have, and the rule of all of them: exit 0 good, 1 refused or findings, 2 usage.</summary>
public static class VerbOptions
{
    internal static Option<bool> Json() => new("--json") { Description = "Print one JSON document instead of lines." };

    internal static Option<string> Root() => new("--root")
    {
        Description = "Folder that has adapters/ and schemas/ (default: the nearest one above).", HelpName = "DIR",
    };

    internal static Option<string> On() => new("--on")
    {
        Description = "Day that decides which versions and codes hold, yyyy-MM-dd (default: today).", HelpName = "DATE",
    };

    internal static Argument<string[]> Files()
    {
        var argument = new Argument<string[]>("FILE|DIR") { Description = "Files; a folder stands for its files in name order.", Arity = ArgumentArity.OneOrMore };
        argument.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (!File.Exists(token.Value) && !Directory.Exists(token.Value))
                {
                    result.AddError($"no file or folder '{token.Value}'");
                }
                else if (InputFiles.Expand([token.Value]) is var files && files.Count == 0)
                {
                    // Nothing done is not done well.
                    result.AddError($"no file in the folder '{token.Value}'");
                }
                else if (files.Select(InputFiles.Trouble).FirstOrDefault(trouble => trouble.Length > 0) is { } trouble)
                {
                    // Before the first is worked on, not in the middle.
                    result.AddError(trouble);
                }
            }
        });
        return argument;
    }

    internal static CatalogueLoad Catalogue(ParseResult parsed, Option<string> root) =>
        CatalogueFolder.Read(parsed.GetValue(root) ?? CatalogueFolder.Default());

    internal static bool TryDay(string? text, TimeProvider time, out DateOnly day)
    {
        day = DateOnly.FromDateTime(time.GetUtcNow().Date);
        return text is null || DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
    }

    /// <summary>A moment in ISO 8601; UTC where it does not say its offset.</summary>
    internal static bool TryInstant(string text, out DateTimeOffset instant) => DateTimeOffset.TryParseExact(
        text, ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out instant);

    internal static int Usage(TextWriter output, string message)
    {
        output.WriteLine(message);
        return 2;
    }

    /// <summary>Runs a command line; what System.CommandLine calls a parse error is wrong usage and ends with 2.</summary>
    public static async Task<int> RunAsync(RootCommand root, string[] arguments, CancellationToken cancellation)
    {
        var parsed = root.Parse(arguments);
        var code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }, cancellation);
        return parsed.Action is ParseErrorAction || parsed.Errors.Count > 0 ? 2 : code;
    }
}
