using System.Collections.Immutable;
using System.Globalization;
using Gateway.Adapters;

namespace Gateway.Host.Clearance;

/// <summary>Which events a message causes, by its adapter's rules.</summary>
public static class EventRules
{
    /// <summary>When it occurred: the noun the rule names, else when the message came.</summary>
    public static DateTimeOffset OccurredAt(CausedEvent rule, Tree document, DateTimeOffset received)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(document);
        var text = rule.At.Length == 0 ? null : document.Value(rule.At);
        return text is { Length: > 10 } && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at.ToUniversalTime() : received;
    }

    /// <summary>The nouns the rule copies to the event.</summary>
    public static ImmutableSortedDictionary<string, string> Attributes(CausedEvent rule, Tree document)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(document);
        var attributes = ImmutableSortedDictionary.CreateBuilder<string, string>();
        foreach (var path in rule.With)
        {
            if (document.Value(path) is { } value)
            {
                attributes[path.Split('/')[^1]] = value;
            }
        }

        if (rule.Argument.Length > 0)
        {
            attributes["argument"] = rule.Argument;
        }

        return attributes.ToImmutable();
    }
}
