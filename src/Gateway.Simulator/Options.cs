namespace Gateway.Simulator;

/// <summary>The command line.</summary>
internal sealed record Options(string Urls, string Gateway, string Certs, string State)
{
    public const string Usage = "Gateway.Simulator --urls http://127.0.0.1:PORT --gateway http://127.0.0.1:PORT --certs DIR --state DIR [--seed N] [--token T|customs=T;bank=T;member=T]";

    public int Seed { get; init; } = 1;

    public string? Token { get; init; }

    /// <summary>The token a partner presents: its own of a list, or the one of all.</summary>
    public string? TokenOf(string partner) => Token is null || !Token.Contains('=', StringComparison.Ordinal)
        ? Token
        : Token.Split(';').Select(pair => pair.Split('=', 2)).FirstOrDefault(pair => pair[0] == partner)?[1];

    public static Options? Parse(string[] arguments)
    {
        var given = new Dictionary<string, string>();
        for (var i = 0; i + 1 < arguments.Length; i += 2)
        {
            given[arguments[i]] = arguments[i + 1];
        }

        string? Of(string name) => given.GetValueOrDefault(name);
        var known = given.Keys.All(k => k is "--urls" or "--gateway" or "--certs" or "--state" or "--seed" or "--token");
        if (arguments.Length % 2 != 0 || !known || !int.TryParse(Of("--seed") ?? "1", out var seed)
            || Of("--urls") is not { } urls || Of("--gateway") is not { } gateway || Of("--certs") is not { } certs || Of("--state") is not { } state)
        {
            return null;
        }

        return new Options(urls, gateway.TrimEnd('/'), certs, state) { Seed = seed, Token = Of("--token") ?? Environment.GetEnvironmentVariable("SIMULATOR_TOKENS") };
    }
}
