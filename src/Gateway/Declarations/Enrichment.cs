namespace Gateway.Declarations;

/// <summary>The numbered step of the journey that fills a declaration from party master data.</summary>
public static class Enrichment
{
    private static readonly string[] Roles = ["importer", "exporter", "consignor", "consignee", "agent"];

    /// <summary>
    /// A copy with absent values filled from master data, each with a source beginning with <c>party:</c>; nothing present is overwritten.
    /// Master data uses the declaration's nouns (<c>personClass</c>, <c>agent/name</c> ...) plus <c>trader</c> {id, name, address, phone}: the
    /// declarant itself, who is the importer of an <c>IM</c> and the exporter of an <c>EX</c>. A record completes a role only when it is the
    /// same party: equal ids, or equal names where an id is missing, or nobody named yet. Goods are never enriched.
    /// </summary>
    public static Tree Apply(Tree declaration, Tree party)
    {
        ArgumentNullException.ThrowIfNull(declaration);
        ArgumentNullException.ThrowIfNull(party);
        var result = declaration.Copy();
        var overlay = new Overlay("party:", null);
        overlay.Fill(result, party, "", "", child => child.Name is not ("goods" or "trader") && !Roles.Contains(child.Name));
        foreach (var role in Roles)
        {
            foreach (var record in party.All(role).Where(record => SameParty(result.Child(role), record)))
            {
                Complete(result, role, record, overlay);
            }
        }

        var own = result.Value("direction") switch { "IM" => "importer", "EX" => "exporter", _ => null };
        if (own is not null && party.Child("trader") is { } trader && SameParty(result.Child(own), trader))
        {
            Complete(result, own, trader, overlay);
        }

        return result;
    }

    private static void Complete(Tree declaration, string role, Tree record, Overlay overlay) =>
        overlay.Fill(declaration.Child(role) ?? declaration.Add(new Tree(role)), record, role + "/", role + "/");

    private static bool SameParty(Tree? present, Tree record)
    {
        var (id, name) = (present?.Value("id"), present?.Value("name"));
        if (!string.IsNullOrEmpty(id) && record.Value("id") is { Length: > 0 } other)
        {
            return string.Equals(id, other, StringComparison.OrdinalIgnoreCase);
        }

        return string.IsNullOrEmpty(name) ? string.IsNullOrEmpty(id) : string.Equals(name, record.Value("name"), StringComparison.OrdinalIgnoreCase);
    }
}
