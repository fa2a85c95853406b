namespace Gateway.Declarations;

/// <summary>Joins what an invoice says with what an invoice lacks (HS codes, origins, masses, transport, office, kind).</summary>
public static class Facts
{
    /// <summary>
    /// The invoice's declaration with the facts laid over it, goods joined by <c>goods/number</c>, the position of the line, or by
    /// <c>goods/lineId</c>, the identifier the invoice gave it. The invoice is not changed; what a fact
    /// gave carries a source beginning with <c>facts:</c>. Where both speak and differ the invoice's word stays and a finding says so.
    /// </summary>
    public static (Tree Declaration, IReadOnlyList<Finding> Findings) Join(Tree invoice, Tree facts)
    {
        ArgumentNullException.ThrowIfNull(invoice);
        ArgumentNullException.ThrowIfNull(facts);
        var declaration = invoice.Copy();
        LineNumbers.Fill(declaration);
        var findings = new List<Finding>();
        var overlay = new Overlay("facts:", findings);
        overlay.Fill(declaration, facts, "", "", child => child.Name != "goods");
        JoinLines(declaration, facts, overlay, findings);
        return (declaration, findings);
    }

    private static void JoinLines(Tree declaration, Tree facts, Overlay overlay, List<Finding> findings)
    {
        var lines = new InvoiceLines(declaration);
        var joined = new HashSet<Tree>(ReferenceEqualityComparer.Instance);
        foreach (var (fact, index) in facts.All("goods").Select((fact, index) => (fact, index)))
        {
            var (line, code, message) = lines.Find(fact);
            if (line is not null && !joined.Add(line.Node))
            {
                (line, code, message) = (null, "DEC-FACT-TWICE", $"line {lines.Name(fact)} has facts twice");
            }

            if (line is null)
            {
                findings.Add(Finding.Error(code, $"goods[{index + 1}]/number", "facts:" + (fact.Child("number") ?? fact).Source, message));
                continue;
            }

            overlay.Fill(line.Node, fact, "goods/", line.Pointer + "/", child => child.Name is not ("number" or "lineId"));
        }

        findings.AddRange(lines.All.Where(line => !joined.Contains(line.Node))
            .Select(line => new Finding("DEC-FACT-NONE", Severity.Warning, line.Pointer, line.Node.Source ?? "", $"no facts are given for line {lines.Name(line.Node)}")));
    }
}
