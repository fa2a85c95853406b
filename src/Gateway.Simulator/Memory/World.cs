namespace Gateway.Simulator.Memory;

/// <summary>All the simulator knows, rebuilt from the journal at start. Every change is one entry, written before it is seen.</summary>
internal sealed partial class World : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Journal _journal;
    private readonly ILogger _log;
    private readonly Dictionary<string, Answer> _answers = [];
    private readonly Dictionary<string, Declaration> _declarations = [];
    private readonly SortedDictionary<long, Letter> _letters = [];
    private readonly Dictionary<string, Envelope> _envelopes = [];
    private readonly Dictionary<string, Ending> _endings = [];
    private readonly SortedSet<long> _waiting = [];
    private readonly ReceivedLog _received = new();
    private long _sequence;
    private int _numbers;

    public World(Journal journal, ILogger<World> log)
    {
        _journal = journal;
        _log = log;
        foreach (var entry in journal.Replay())
        {
            Apply(entry);
        }
    }

    public void Commit(Entry entry)
    {
        lock (_lock)
        {
            _journal.Append(entry);
            Apply(entry);
        }

        Say(entry);
    }

    public long NextSequence()
    {
        lock (_lock)
        {
            return ++_sequence;
        }
    }

    /// <summary>The next number customs gives out, to a declaration or to a statement.</summary>
    public int NextNumber()
    {
        lock (_lock)
        {
            return ++_numbers;
        }
    }

    public Answer? AnswerTo(string key)
    {
        lock (_lock)
        {
            return _answers.GetValueOrDefault(key);
        }
    }

    /// <summary>By the first eleven digits: the twelfth only counts amendments.</summary>
    public Declaration? DeclarationOf(string number)
    {
        lock (_lock)
        {
            return number.Length is 11 or 12 ? _declarations.GetValueOrDefault(number[..11]) : null;
        }
    }

    public Envelope? EnvelopeOf(string letter)
    {
        lock (_lock)
        {
            return _envelopes.GetValueOrDefault(letter);
        }
    }

    public Ending? EndingOf(string letter)
    {
        lock (_lock)
        {
            return _endings.GetValueOrDefault(letter);
        }
    }

    /// <summary>The first letter not yet delivered of every lane: later ones wait behind it.</summary>
    public IReadOnlyList<Letter> LaneHeads()
    {
        lock (_lock)
        {
            return [.. _waiting.Select(s => _letters[s]).DistinctBy(l => l.Lane)];
        }
    }

    public IReadOnlyList<Letter> Letters(Func<Letter, bool> which)
    {
        lock (_lock)
        {
            return [.. _letters.Values.Where(which)];
        }
    }

    public IReadOnlyList<ReceivedMessage> Received()
    {
        lock (_lock)
        {
            return _received.All();
        }
    }

    public void Dispose() => _journal.Dispose();

    private void Say(Entry entry)
    {
        if (entry.Attempt is { } attempt)
        {
            LogReceived(_log, attempt.Correlation, attempt.Partner, attempt.Type, attempt.Identity, attempt.Verdict);
        }

        if (entry.Ending is { } ending && Letters(letter => letter.Id == ending.Letter) is [var sent])
        {
            LogSent(_log, sent.Correlation, sent.Partner, sent.Type, sent.Identity, ending.Outcome);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "{Correlation} received {Partner} {Type} {Identity}: {Verdict}")]
    private static partial void LogReceived(ILogger log, string correlation, string partner, string type, string identity, string verdict);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "{Correlation} sent {Partner} {Type} {Identity}: {Outcome}")]
    private static partial void LogSent(ILogger log, string correlation, string partner, string type, string identity, string outcome);

    private void Apply(Entry entry)
    {
        if (entry.Attempt is { } attempt)
        {
            _received.Add(attempt);
        }

        if (entry.Kept is { } kept)
        {
            _answers[kept.Key] = kept.Answer;
        }

        if (entry.Declaration is { } declaration)
        {
            _declarations[declaration.Number[..11]] = declaration;
            _numbers = Math.Max(_numbers, Counter(declaration.Number));
            _numbers = Math.Max(_numbers, Counter(declaration.Statement ?? ""));
        }

        foreach (var letter in entry.Letters ?? [])
        {
            Add(letter);
        }

        if (entry.Envelope is { } envelope)
        {
            _envelopes[envelope.Letter] = envelope;
        }

        if (entry.Ending is { } ending)
        {
            _endings[ending.Letter] = ending;
            _waiting.RemoveWhere(s => _letters[s].Id == ending.Letter);
        }
    }

    private void Add(Letter letter)
    {
        _letters[letter.Sequence] = letter;
        _sequence = Math.Max(_sequence, letter.Sequence);
        if (letter.Posted)
        {
            _waiting.Add(letter.Sequence);
        }
    }

    // Digits 5 to 11 of what customs gave out; the digits before tell seed and direction.
    private static int Counter(string number) => number.Length == 12 ? int.Parse(number.AsSpan(4, 7), System.Globalization.CultureInfo.InvariantCulture) : 0;
}
