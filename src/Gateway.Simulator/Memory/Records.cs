namespace Gateway.Simulator.Memory;

/// <summary>One message that reached us, once per attempt of its sender.</summary>
internal sealed record Attempt(DateTimeOffset At, string Partner, string Type, string Identity, string Sha256, string Verdict, string Detail, string Correlation = "");

/// <summary>The answer an identity got; it gets the same bytes ever after.</summary>
internal sealed record Answer(int Status, string ContentType, byte[] Body)
{
    /// <summary>One more response header, where the partner uses one.</summary>
    public string? Header { get; init; }

    public string? HeaderValue { get; init; }
}

/// <summary>An answer under its key.</summary>
internal sealed record Kept(string Key, Answer Answer);

/// <summary>A declaration as customs holds it.</summary>
internal sealed record Declaration(string Number, bool Import, string Job, string User, string Input, string Reference, Sheet Sheet, Stage Stage)
{
    public DateTimeOffset? Registered { get; init; }

    public string? Statement { get; init; }

    public string Channel { get; init; } = "1";

    /// <summary>The words between the hyphens of the enterprise's reference are the script.</summary>
    public bool Scripted(string word) => Reference.Split('-').Skip(1).Contains(word, StringComparer.Ordinal);
}

internal enum Stage
{
    PreRegistered,
    Registered,
    Paid,
}

/// <summary>The items of a form: those of the head once, those of the goods lines once per line. Empty items are absent.</summary>
internal sealed record Sheet(Dictionary<string, string> Head, List<Dictionary<string, string>> Goods)
{
    public static Sheet Empty => new([], []);

    public string this[string item] => Head.GetValueOrDefault(item, "");
}

/// <summary>What we still have to send, or have sent: one message to the gateway.</summary>
internal sealed record Letter(string Id, long Sequence, string Lane, string Partner, string Type, string Identity, string Door, string Seal, byte[] Content)
{
    public required DateTimeOffset Due { get; init; }

    /// <summary>The declarations it is about.</summary>
    public string[] Numbers { get; init; } = [];

    /// <summary>Why it is sent, where one type serves several purposes.</summary>
    public string Purpose { get; init; } = "";

    /// <summary>Correlation id of the message that caused it.</summary>
    public string Correlation { get; init; } = "";

    public int Copies { get; init; } = 1;

    /// <summary>False: waits to be asked for (poll), or is sent by a control.</summary>
    public bool Posted { get; init; } = true;
}

/// <summary>The exact HTTP request of a letter, fixed before the first attempt.</summary>
internal sealed record Envelope(string Letter, string ContentType, string? Action, byte[] Body);

/// <summary>How a letter ended.</summary>
internal sealed record Ending(string Letter, DateTimeOffset At, int Attempts, string Outcome, int Status, byte[] Answer, string Verdict);

/// <summary>One line of the journal: a cause together with all its effects, so that a crash keeps both or neither.</summary>
internal sealed record Entry
{
    public Attempt? Attempt { get; init; }

    public Kept? Kept { get; init; }

    public Declaration? Declaration { get; init; }

    public List<Letter>? Letters { get; init; }

    public Envelope? Envelope { get; init; }

    public Ending? Ending { get; init; }
}
