namespace Gateway.Declarations;

/// <summary>Joins what an invoice says with what an invoice lacks (HS codes, origins, masses, transport, office, kind).</summary>
public static class Facts
{
    /// <summary>
    /// The invoice's declaration with the facts laid over it, goods joined by <c>goods/number</c>. The invoice is not changed; what a fact
    /// gave carries a source beginning with <c>facts:</c>. Where both speak and differ the invoice's word stays and a finding says so.
    /// </summary>
    public static (Tree Declaration, IReadOnlyList<Finding> Findings) Join(Tree invoice, Tree facts)
    {
        ArgumentNullException.ThrowIfNull(invoice);
        ArgumentNullException.ThrowIfNull(facts);
        var declaration = invoice.Copy();
        var findings = new List<Finding>();
        var overlay = new Overlay("facts:", findings);
        overlay.Fill(declaration, facts, "", "", child => child.Name != "goods");
        JoinLines(declaration, facts, overlay, findings);
        return (declaration, findings);
    }

    private static void JoinLines(Tree declaration, Tree facts, Overlay overlay, List<Finding> findings)
    {
        var lines = declaration.All("goods").Select((node, index) => (Node: node, Pointer: $"goods[{index + 1}]")).ToList();
        var byNumber = lines.GroupBy(line => Number(line.Node)).Where(group => group.Key.Length > 0)
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        var joined = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (fact, index) in facts.All("goods").Select((fact, index) => (fact, index)))
        {
            var number = Number(fact);
            var refusal = number.Length == 0 ? ("DEC-FACT-NUMBERLESS", "the facts of a line name its number")
                : !byNumber.ContainsKey(number) ? ("DEC-FACT-NO-LINE", $"the document has no line {number}")
                : !joined.Add(number) ? ("DEC-FACT-TWICE", $"line {number} has facts twice")
                : ((string Code, string Message)?)null;
            if (refusal is var (code, message))
            {
                findings.Add(Finding.Error(code, $"goods[{index + 1}]/number", "facts:" + (fact.Child("number") ?? fact).Source, message));
                continue;
            }

            var (node, pointer) = byNumber[number];
            overlay.Fill(node, fact, "goods/", pointer + "/", child => child.Name != "number");
        }

        findings.AddRange(lines.Where(line => !joined.Contains(Number(line.Node)))
            .Select(line => new Finding("DEC-FACT-NONE", Severity.Warning, line.Pointer, line.Node.Source ?? "", $"no facts are given for line {Number(line.Node)}")));
    }

    // "01" and "1" name one line; anything that is no number is compared as it stands.
    private static string Number(Tree line)
    {
        var text = line.Value("number")?.Trim() ?? "";
        return Lexical.AllDigits(text) && text.TrimStart('0').Length > 0 ? text.TrimStart('0') : text;
    }
}
