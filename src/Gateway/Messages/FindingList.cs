namespace Gateway.Messages;

/// <summary>Findings of one reading, writing or check. Bounded: a hostile message must not grow the answer without end.</summary>
internal sealed class FindingList
{
    public const int Limit = 1_000;
    private readonly List<Finding> _items = [];
    private bool _full;

    public IReadOnlyList<Finding> Items => _items;

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

    public void Error(string code, string pointer, string path, string message, int line = 0) =>
        Add(Finding.Error(code, pointer, path, message, line));

    public void Warn(string code, string pointer, string path, string message, int line = 0) =>
        Add(new Finding(code, Severity.Warning, pointer, path, message, line));
}
