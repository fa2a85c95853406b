using Gateway.Messages;

namespace Gateway.Adapters.Rules;

/// <summary>The rules a message is held to beside its schema: those of its partner, compiled once.</summary>
public sealed class RuleBook
{
    private readonly IReadOnlyList<Rule> _rules;

    internal RuleBook(IReadOnlyList<Rule> rules, string dateDecides)
    {
        _rules = rules;
        DateDecides = dateDecides;
    }

    /// <summary>No rules.</summary>
    public static RuleBook Empty { get; } = new([], "");

    /// <summary>The rules, in the order of their tables.</summary>
    public IReadOnlyList<Rule> Rules => _rules;

    /// <summary>Which date picks codes: registration, issue or received.</summary>
    public string DateDecides { get; }

    /// <summary>Everything a document breaks, at once. The day is that of receipt; it decides where the document does not say the date that does.</summary>
    public IReadOnlyList<Finding> Check(Tree document, DateOnly day)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (_rules.Count == 0)
        {
            return [];
        }

        var (findings, places, decides) = (new FindingList(), new RulePlaces(document), DayOf(document, DateDecides, day));
        foreach (var rule in _rules)
        {
            rule.Check(places, decides, findings);
        }

        return findings.Items;
    }

    /// <summary>The date that decides, by the document's own offset; the day given where it says none.</summary>
    public static DateOnly DayOf(Tree document, string dateDecides, DateOnly day)
    {
        ArgumentNullException.ThrowIfNull(document);
        var noun = dateDecides switch { "registration" => "registered", "issue" => "issued", _ => "" };
        return noun.Length > 0 && Lexical.TryDay(document.Child(noun)?.Text, out var own) ? own : day;
    }
}
