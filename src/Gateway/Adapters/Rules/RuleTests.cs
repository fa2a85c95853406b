using System.Globalization;

namespace Gateway.Adapters.Rules;

/// <summary>What the kinds look at in one place of a document.</summary>
internal static class RuleTests
{
    public static RuleTest Required(NounPath noun) => (place, _) => noun.First(place) is not null ? [] : [new RuleFault(noun.Pointer(place), noun.Source(place), "")];

    public static RuleTest Forbidden(NounPath noun) => (place, _) => noun.First(place) is not null ? [new RuleFault(noun.Pointer(place), noun.Source(place), "")] : [];

    /// <summary>Each text of the noun, where there is one; the check says what is wrong with it, or nothing.</summary>
    public static RuleTest Text(NounPath noun, Func<string, DateOnly, string?> check) => (place, day) =>
    {
        if (noun.First(place) is not { } first)
        {
            return null;
        }

        // Nearly always there is one and it is right: nothing else is made then.
        if (noun.Element.Occurs == 1 && check(first.Text ?? "", day) is null)
        {
            return [];
        }

        var faults = new List<RuleFault>();
        foreach (var (node, pointer) in noun.All(place))
        {
            if (check(node.Text ?? "", day) is { } detail)
            {
                faults.Add(new RuleFault(pointer, node.Source ?? "", detail));
            }
        }

        return faults;
    };

    public static RuleTest OneOf(IReadOnlyList<NounPath> nouns, int least, int most) => (place, _) =>
    {
        var there = nouns.Where(noun => noun.First(place) is not null).Select(noun => noun.Element.Path).ToList();
        return there.Count >= least && there.Count <= most
            ? []
            : [new RuleFault(nouns[0].Pointer(place), nouns[0].Source(place), there.Count == 0 ? "there is none" : $"there are {string.Join(", ", there)}")];
    };

    /// <summary>Exact; where a part is missing or no number nothing can be said, and other rules say so.</summary>
    public static RuleTest Sum(NounPath noun, NounPath part, decimal within) => (place, _) =>
    {
        if (!Lexical.TryDecimal(noun.First(place)?.Text, out var whole))
        {
            return null;
        }

        decimal sum = 0;
        var any = false;
        foreach (var below in part.Below(place))
        {
            if (!Lexical.TryDecimal(part.First(below)?.Text, out var value))
            {
                return null;
            }

            sum += value;
            any = true;
        }

        return !any ? null
            : Math.Abs(sum - whole) <= within ? []
            : [new RuleFault(noun.Pointer(place), noun.Source(place), $"the lines add up to {sum.ToString(CultureInfo.InvariantCulture)}")];
    };
}
