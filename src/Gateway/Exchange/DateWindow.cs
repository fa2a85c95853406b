namespace Gateway.Exchange;

/// <summary>Days a partner's answer can mean. A wrong century would put an event out of order for ever, since events are never changed.</summary>
public static class DateWindow
{
    private const int YearsBack = 20;
    private const int YearsAhead = 5;

    /// <summary>Every date of a document, and the time its message states, that cannot be meant on a day.</summary>
    public static IReadOnlyList<Finding> Check(Tree? document, Tree envelope, DateOnly day)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        var window = (day.AddYears(-YearsBack), day.AddYears(YearsAhead));
        var findings = new List<Finding>();
        if (envelope.At("at") is { } at)
        {
            Judge(at, "", window, findings);
        }

        // A payment's days have a rule and a code of their own.
        if (document is not null && document.Name != "payment" && ElementTable.Of(document.Name) is { } table)
        {
            Walk(document, "", table, window, findings);
        }

        return findings;
    }

    private static void Walk(Tree node, string path, ElementTable table, (DateOnly First, DateOnly Last) window, List<Finding> findings)
    {
        foreach (var child in node.Children)
        {
            var below = path.Length == 0 ? child.Name : $"{path}/{child.Name}";
            if (table.Find(below) is { Type: "date" or "datetime" or "moment" })
            {
                Judge(child, below, window, findings);
            }

            Walk(child, below, table, window, findings);
        }
    }

    private static void Judge(Tree node, string pointer, (DateOnly First, DateOnly Last) window, List<Finding> findings)
    {
        if (Lexical.TryDay(node.Text, out var day) && (day < window.First || day > window.Last))
        {
            findings.Add(Finding.Error(
                "EXC-DATE-WINDOW", pointer, node.Source ?? "", $"{node.Text} is not between {Lexical.ToText(window.First)} and {Lexical.ToText(window.Last)}"));
        }
    }
}
