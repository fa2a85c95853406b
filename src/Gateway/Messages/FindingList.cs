namespace Gateway.Messages;

/// <summary>Findings of one reading, writing or check. Bounded: a hostile message must not grow the answer without end.</summary>
/// <param name="kept">Where the uses of tolerances are counted by somebody who notes them later; without it they are noted here.</param>
internal sealed class FindingList(ToleranceTally? kept = null)
{
    public const int Limit = 1_000;
    private readonly List<Finding> _items = [];
    private ToleranceTally? _used;
    private bool _full;

    public IReadOnlyList<Finding> Items => _items;

    /// <summary>Counts what a message is forgiven.</summary>
    public ToleranceTally Tolerances => kept ?? (_used ??= new ToleranceTally());

    public bool HasErrors => _items.Exists(item => item.Severity == Severity.Error);

    public void Add(Finding finding)
    {
        if (_items.Count < Limit)
        {
            _items.Add(finding);
        }
        else if (!_full)
        {
            _full = true;
            _items.Add(Finding.Error("FINDINGS-LIMIT", "", "", $"more than {Limit} findings; the rest is not listed"));
        }
    }

    public void AddAll(FindingList others)
    {
        foreach (var finding in others.Items)
        {
            Add(finding);
        }
    }

    /// <summary>Adds the notes of the tolerances used, the last thing said of a message; also beyond the limit, for they are few.</summary>
    public void NoteTolerances()
    {
        if (_used is { } used)
        {
            _items.AddRange(used.Notes());
        }
    }

    public void Error(string code, string pointer, string path, string message, int line = 0) =>
        Add(Finding.Error(code, pointer, path, message, line));

    public void Warn(string code, string pointer, string path, string message, int line = 0) =>
        Add(new Finding(code, Severity.Warning, pointer, path, message, line));
}
