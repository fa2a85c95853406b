namespace Gateway.Messages;

/// <summary>How often a message made use of each tolerance, and where first. Made when the first is used: a message without fault pays nothing.</summary>
internal sealed class ToleranceTally
{
    private readonly List<Use> _uses = [];

    /// <summary>Which nodes count; those that a message in pieces shows with every piece count once.</summary>
    public Func<MessageNode, bool>? Counts { get; set; }

    public void Add(Tolerance tolerance, MessageNode node)
    {
        if (Counts?.Invoke(node) == false)
        {
            return;
        }

        if (Find(tolerance) is { } use)
        {
            use.Times++;
        }
        else
        {
            _uses.Add(new Use(tolerance, node.Pointer, node.Path, node.Line, null));
        }
    }

    public void Add(Tolerance tolerance, string path, int line, string? detail = null)
    {
        if (Find(tolerance) is { } use)
        {
            use.Times++;
        }
        else
        {
            _uses.Add(new Use(tolerance, "", path, line, detail));
        }
    }

    /// <summary>One note for each that was used, in the order of their first use.</summary>
    public IEnumerable<Finding> Notes() => _uses.Select(use =>
        new Finding(use.Tolerance.Code, Severity.Note, use.Pointer, use.Path, use.Tolerance.Says(use.Times, use.Detail), use.Line));

    private Use? Find(Tolerance tolerance)
    {
        foreach (var use in _uses)
        {
            if (ReferenceEquals(use.Tolerance, tolerance))
            {
                return use;
            }
        }

        return null;
    }

    private sealed record Use(Tolerance Tolerance, string Pointer, string Path, int Line, string? Detail)
    {
        public int Times { get; set; } = 1;
    }
}
