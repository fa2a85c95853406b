namespace Gateway.Simulator.Memory;

/// <summary>Everything received, by identity: how often, with how many different bytes, and what came of it.</summary>
internal sealed record ReceivedMessage(string Partner, string Type, string Identity)
{
    public int Attempts { get; init; }

    /// <summary>The distinct hashes of the bodies: one, if the sender keeps its promise of the same bytes.</summary>
    public List<string> Sha256 { get; init; } = [];

    public Dictionary<string, int> Verdicts { get; init; } = [];

    public string Detail { get; init; } = "";

    public string Correlation { get; init; } = "";

    public DateTimeOffset First { get; init; }

    public DateTimeOffset Last { get; init; }
}

internal sealed class ReceivedLog
{
    private readonly Dictionary<(string, string, string), ReceivedMessage> _messages = [];

    public void Add(Attempt attempt)
    {
        var key = (attempt.Partner, attempt.Type, attempt.Identity);
        var message = _messages.GetValueOrDefault(key) ?? new ReceivedMessage(attempt.Partner, attempt.Type, attempt.Identity) { First = attempt.At };
        _messages[key] = message with
        {
            Attempts = message.Attempts + 1,
            Sha256 = message.Sha256.Contains(attempt.Sha256) ? message.Sha256 : [.. message.Sha256, attempt.Sha256],
            Verdicts = new Dictionary<string, int>(message.Verdicts) { [attempt.Verdict] = message.Verdicts.GetValueOrDefault(attempt.Verdict) + 1 },
            Detail = attempt.Detail,
            Correlation = attempt.Correlation,
            Last = attempt.At,
        };
    }

    public IReadOnlyList<ReceivedMessage> All() => [.. _messages.Values.OrderBy(m => m.First)];
}
