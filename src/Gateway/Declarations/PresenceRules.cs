namespace Gateway.Declarations;

/// <summary>What no declaration may lack.</summary>
internal static class PresenceRules
{
    private const string Code = "DEC-REQUIRED";

    internal static IEnumerable<Finding> Nouns(DeclarationView view) =>
        from noun in new[] { "direction", "reference", "procedure", "office" }
        where string.IsNullOrWhiteSpace(view[noun])
        select view.Error(Code, noun, $"a declaration states its {noun}");

    // The declarant's own side; the other party is the carrier's and the country's business.
    internal static IEnumerable<Finding> Party(DeclarationView view)
    {
        var role = view["direction"] switch { "IM" => "importer", "EX" => "exporter", _ => null };
        if (role is not null && view[role + "/id"] is null && view[role + "/name"] is null)
        {
            yield return view.Error(Code, role, $"the {role} is named by identifier or by name");
        }
    }

    internal static IEnumerable<Finding> Lines(DeclarationView view)
    {
        if (view.Lines.Count == 0)
        {
            yield return view.Error(Code, "goods", "a declaration has at least one goods line");
        }

        foreach (var line in view.Lines)
        {
            foreach (var noun in Required(view).Where(noun => line[noun] is null))
            {
                yield return line.Error(Code, noun, $"a goods line states its {noun}");
            }
        }
    }

    // An export names its origin only where the member that receives it asks; a line's amount only where a total is to be added up.
    private static IEnumerable<string> Required(DeclarationView view) =>
        new[] { "number", "hs", "description", "quantity", "quantityUnit" }
            .Concat(view["direction"] == "IM" ? ["origin"] : [])
            .Concat(view["invoice/total"] is not null ? ["amount"] : []);
}
