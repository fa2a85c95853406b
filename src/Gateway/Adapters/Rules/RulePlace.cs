namespace Gateway.Adapters.Rules;

/// <summary>Where a rule stands in a document: one occurrence of a group that may repeat, and the groups around it.</summary>
/// <param name="Path">Noun path of the group; empty for the document.</param>
/// <param name="Node">Its node.</param>
/// <param name="Occurrence">Which of its kind it is, from 1.</param>
/// <param name="Outer">The repeating group around it; <c>null</c> for the document.</param>
internal sealed record RulePlace(string Path, Tree Node, int Occurrence = 1, RulePlace? Outer = null)
{
    /// <summary>Its pointer with a final <c>/</c>; made only where something is wrong.</summary>
    public string Pointer => Outer is null ? "" : $"{Outer.Pointer}{(Outer.Path.Length == 0 ? Path : Path[(Outer.Path.Length + 1)..])}[{Occurrence}]/";

    /// <summary>The group of this path among this one and those around it; the path is known to be there.</summary>
    public RulePlace Of(string path)
    {
        var place = this;
        while (place.Path != path && place.Outer is { } outer)
        {
            place = outer;
        }

        return place;
    }
}

/// <summary>The places of one document, each found once for all rules.</summary>
/// <param name="document">The document.</param>
internal sealed class RulePlaces(Tree document)
{
    private readonly Dictionary<string, IReadOnlyList<RulePlace>> _known = [];

    /// <summary>Every occurrence of the noun's innermost repeating group.</summary>
    public IReadOnlyList<RulePlace> Of(NounPath noun)
    {
        if (!_known.TryGetValue(noun.Scope, out var places))
        {
            _known[noun.Scope] = places = noun.Below(new RulePlace("", document));
        }

        return places;
    }
}
