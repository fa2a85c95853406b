using System.CommandLine;
using Gateway.Signatures;

namespace Gateway.Host.Signatures;

/// <summary><c>--engine</c>: who does the arithmetic of signatures.</summary>
internal static class EngineOption
{
    /// <summary>The option, with the engines there are to choose from; none named: our own.</summary>
    public static Option<string> Build(params string[] engines)
    {
        var option = new Option<string>("--engine")
        {
            Description = $"Who does the arithmetic, after all rules: {string.Join(", ", engines)} (default: own). The platform's SignedXml reads up to 2 MB and no filter; of both, each has to agree.",
            HelpName = "ENGINE",
            DefaultValueFactory = _ => "own",
        };
        option.AcceptOnlyFromAmong(engines);
        return option;
    }

    /// <summary>A profile with the engine that was named; throws <see cref="InvalidDataException"/> where it cannot do that.</summary>
    public static SignatureProfile Apply(SignatureProfile profile, string engine)
    {
        var named = Enum.Parse<SignatureEngine>(engine, ignoreCase: true);
        return SignatureEngines.Fault(profile, named) is { } fault ? throw new InvalidDataException(fault) : profile with { Engine = named };
    }
}
