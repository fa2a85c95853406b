using System.Globalization;

namespace Gateway.Adapters.Rules;

/// <summary>What the kinds look at in one place of a document.</summary>
internal static class RuleTests
{
    public static RuleTest Required(NounPath noun) => (place, _) => noun.Nodes(place).Any() ? [] : [new RuleFault(noun.Pointer(place), noun.Source(place), "")];

    public static RuleTest Forbidden(NounPath noun) => (place, _) => noun.Nodes(place).Any() ? [new RuleFault(noun.Pointer(place), noun.Source(place), "")] : [];

    /// <summary>Each text of the noun, where there is one; the check says what is wrong with it, or nothing.</summary>
    public static RuleTest Text(NounPath noun, Func<string, DateOnly, string?> check) => (place, day) =>
    {
        var texts = noun.Texts(place).ToList();
        return texts.Count == 0 ? null : [.. texts.Select(each => (each.Pointer, each.Source, Detail: check(each.Text, day))).Where(each => each.Detail is not null).Select(each => new RuleFault(each.Pointer, each.Source, each.Detail!))];
    };

    public static RuleTest OneOf(IReadOnlyList<NounPath> nouns, int least, int most) => (place, _) =>
    {
        var there = nouns.Where(noun => noun.Nodes(place).Any()).Select(noun => noun.Element.Path).ToList();
        return there.Count >= least && there.Count <= most
            ? []
            : [new RuleFault(nouns[0].Pointer(place), nouns[0].Source(place), there.Count == 0 ? "there is none" : $"there are {string.Join(", ", there)}")];
    };

    /// <summary>Exact; where a part is missing or no number nothing can be said, and other rules say so.</summary>
    public static RuleTest Sum(NounPath noun, NounPath part, decimal within) => (place, _) =>
    {
        if (!Lexical.TryDecimal(noun.Text(place), out var whole))
        {
            return null;
        }

        decimal sum = 0;
        var any = false;
        foreach (var below in part.Below(place))
        {
            if (!Lexical.TryDecimal(part.Text(below), out var value))
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
