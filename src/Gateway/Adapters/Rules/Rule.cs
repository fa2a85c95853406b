namespace Gateway.Adapters.Rules;

/// <summary>One rule of a partner, as its table states it.</summary>
/// <param name="Code">Stable code of its findings, unique in the catalogue.</param>
/// <param name="Kind">required, forbidden, one-of, pattern, length, values, sum, check-digit, hs or code.</param>
/// <param name="Nouns">Canonical noun paths it looks at.</param>
/// <param name="Argument">What the kind needs to know, empty for none.</param>
/// <param name="When">Condition as written, empty for always.</param>
/// <param name="Severity">How much a finding weighs.</param>
/// <param name="Message">What is wrong, for people.</param>
/// <param name="Source">Where the partner says so.</param>
/// <param name="Unconfirmed">The public record does not say that it is so.</param>
/// <param name="File">Its table.</param>
/// <param name="Line">Line of the table.</param>
public sealed record Rule(
    string Code, string Kind, IReadOnlyList<string> Nouns, string Argument, string When, Severity Severity, string Message, string Source, bool Unconfirmed, string File, int Line)
{
    internal IReadOnlyList<RuleCondition> Conditions { get; init; } = [];

    /// <summary>What is looked at: each occurrence of the scope is put to the test once.</summary>
    internal IReadOnlyList<(NounPath Scope, RuleTest Test)> Targets { get; init; } = [];

    /// <summary>Everything the rule finds; gives how often there was something to look at.</summary>
    internal int Check(RulePlaces places, DateOnly day, Messages.FindingList findings)
    {
        var looked = 0;
        foreach (var (scope, test) in Targets)
        {
            foreach (var place in places.Of(scope))
            {
                if (!HoldAt(place) || test(place, day) is not { } faults)
                {
                    continue;
                }

                looked++;
                foreach (var fault in faults)
                {
                    findings.Add(new Finding(Code, Severity, fault.Pointer, fault.Source, fault.Detail.Length == 0 ? Message : $"{Message}: {fault.Detail}"));
                }
            }
        }

        return looked;
    }

    private bool HoldAt(RulePlace place)
    {
        foreach (var condition in Conditions)
        {
            if (!condition.HoldsAt(place))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>What breaks a rule, and where.</summary>
internal sealed record RuleFault(string Pointer, string Source, string Detail);

/// <summary>Looks at one place on a day: <c>null</c> where there is nothing to look at, no fault where the rule holds.</summary>
internal delegate IReadOnlyList<RuleFault>? RuleTest(RulePlace place, DateOnly day);
