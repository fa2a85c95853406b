namespace Gateway.Adapters.Rules;

/// <summary>Conditions under which a rule can never find anything: parts that exclude each other, values a noun cannot have, the rule's own opposite.</summary>
internal static class RuleReach
{
    /// <summary>Why it never applies, or <c>null</c>.</summary>
    public static string? Never(Rule rule, ElementTable table) =>
        rule.Conditions.Select(condition => Impossible(condition, table)).FirstOrDefault(wrong => wrong is not null)
        ?? rule.Conditions.GroupBy(condition => condition.Noun.Element.Path).Select(Excluded).FirstOrDefault(wrong => wrong is not null)
        ?? rule.Conditions.Select(condition => Against(rule, condition)).FirstOrDefault(wrong => wrong is not null);

    private static string? Impossible(RuleCondition condition, ElementTable table)
    {
        var path = condition.Noun.Element.Path;
        var value = condition.Word == "is" ? condition.Values.FirstOrDefault(value => Shape.Check(new Tree(table.Kind).Set(path, value), table, "").Count > 0) : null;
        return value is null ? null : $"{path} is never '{value}': it is of type {condition.Noun.Element.Type}, at most {condition.Noun.Element.Max} long";
    }

    private static string? Excluded(IGrouping<string, RuleCondition> same)
    {
        if (same.Any(condition => condition.Word == "absent") && same.Any(condition => condition.AsksPresence))
        {
            return $"{same.Key} is not absent and present at once";
        }

        var sets = same.Where(condition => condition.Word == "is").Select(condition => condition.Values.AsEnumerable()).ToList();
        var left = sets.Count == 0 ? null : sets.Aggregate((one, other) => one.Intersect(other)).Except(same.Where(condition => condition.Word == "is not").SelectMany(condition => condition.Values));
        return left is null || left.Any() ? null : $"no value of {same.Key} is left";
    }

    private static string? Against(Rule rule, RuleCondition condition)
    {
        var own = rule.Nouns.Contains(condition.Noun.Element.Path) && rule.Kind != "one-of";
        return !own ? null
            : rule.Kind == "required" && condition.AsksPresence ? $"{condition.Noun.Element.Path} is not missing where it is present"
            : rule.Kind != "required" && !condition.AsksPresence ? $"nothing is looked at where {condition.Noun.Element.Path} is absent"
            : rule.Kind == "values" && condition.Word == "is" && condition.Values.All(rule.Argument.Split('|', StringSplitOptions.TrimEntries).Contains) ? "all values of the condition are allowed ones"
            : null;
    }
}
