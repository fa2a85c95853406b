namespace Gateway.Declarations;

/// <summary>What no declaration may lack.</summary>
internal static class PresenceRules
{
    private const string Code = "DEC-REQUIRED";

    // Without them nobody can say whose declaration it is and who takes it.
    internal static IEnumerable<Finding> Nouns(DeclarationView view) =>
        from noun in new[] { "direction", "reference" }
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

    internal static IEnumerable<Finding> Lines(DeclarationView view) =>
        from line in view.Lines
        where line["number"] is null
        select line.Error(Code, "number", "a goods line states its number");
}
