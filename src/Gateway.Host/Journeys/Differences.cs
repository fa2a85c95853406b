using Gateway.Host.Cases;
using Gateway.Host.Declarations;

namespace Gateway.Host.Journeys;

/// <summary>Compares how a journey ended with what its sample says.</summary>
public static class Differences
{
    /// <summary>Every difference.</summary>
    public static IReadOnlyList<string> Of(Journey journey, DeclarationView view)
    {
        ArgumentNullException.ThrowIfNull(journey);
        ArgumentNullException.ThrowIfNull(view);
        var differences = new List<string>();
        var events = view.Timeline.Entries.Select(Text).ToList();
        if (journey.Events.Count > 0 && !events.Order(StringComparer.Ordinal).SequenceEqual(journey.Events.Order(StringComparer.Ordinal)))
        {
            differences.Add($"events are [{string.Join(", ", events)}], the sample says [{string.Join(", ", journey.Events)}]");
        }

        var balances = view.Ledger.GroupBy(line => line.Account.Split(':')[0]).ToDictionary(group => group.Key, group => group.Sum(line => line.Debit - line.Credit));
        foreach (var (account, expected) in journey.Ledger)
        {
            if (balances.GetValueOrDefault(account) != expected)
            {
                differences.Add($"ledger {account} is {balances.GetValueOrDefault(account)}, the sample says {expected}");
            }
        }

        differences.AddRange(view.Messages.Where(message => message.SetAside is not null).Select(message => $"message {message.Message} of {message.Partner} was set aside: {message.SetAside}"));
        differences.AddRange(view.FailedSteps.Select(step => $"step {step.Step} was set aside: {step.Code} {step.Reason}"));
        return differences;
    }

    private static string Text(TimelineEntry entry) =>
        entry.Attributes.TryGetValue("hop", out var hop) ? $"{entry.Event}({hop})" : entry.Attributes.TryGetValue("channel", out var channel) && entry.Event == "ChannelAssigned" ? $"{entry.Event}({channel})" : entry.Event;
}
