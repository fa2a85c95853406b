namespace Gateway.Declarations;

/// <summary>The checks that hold in every country. What an authority adds stands in the tables of rules of its adapters.</summary>
public static class DeclarationCheck
{
    private static readonly Func<DeclarationView, IEnumerable<Finding>>[] Rules =
    [
        PresenceRules.Nouns, PresenceRules.Party, PresenceRules.Lines,
        CodeRules.Hs, CodeRules.Country, CodeRules.Currency, CodeRules.Container, CodeRules.AttachmentHash,
        LineRules.Numbers, LineRules.Order, LineRules.Quantities, LineRules.Masses, LineRules.TotalMass,
        AmountRules.Negative, AmountRules.Scale, AmountRules.OneCurrency, AmountRules.Sum,
        DateRules.Window, DateRules.Order,
    ];

    /// <summary>
    /// Everything wrong with a declaration on a day, at once: its shape against the element table (<c>DEC-UNKNOWN</c> ...) and every rule.
    /// Each rule has a code of its own and points at its noun (<c>goods[2]/hs</c>) and at the place in the sender's document.
    /// </summary>
    public static IReadOnlyList<Finding> Check(Tree declaration, DateOnly day)
    {
        ArgumentNullException.ThrowIfNull(declaration);
        var view = new DeclarationView(declaration, day);
        var findings = new List<Finding>(Shape.Check(declaration, DeclarationView.Table, "DEC"));
        foreach (var rule in Rules)
        {
            findings.AddRange(rule(view));
        }

        return findings;
    }
}
