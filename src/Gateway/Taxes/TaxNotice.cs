namespace Gateway.Taxes;

/// <summary>Opens obligations from a tax notice, and from nothing else.</summary>
public static class TaxNotice
{
    /// <summary>The currency budgets are kept in unless a deployment says otherwise.</summary>
    public const string BudgetCurrency = "VND";

    /// <summary>
    /// One obligation per line with something to pay, in the notice's order. Any error and there are none: a notice is taken whole or not at all.
    /// </summary>
    /// <param name="notice">A document of kind <c>notice</c>.</param>
    /// <param name="declaration">The declaration it belongs to.</param>
    /// <param name="newId">Gives the obligations their ids.</param>
    /// <param name="currency">The currency its amounts are in, whole units only.</param>
    public static (IReadOnlyList<Obligation> Obligations, IReadOnlyList<Finding> Findings) Open(
        Tree notice, Guid declaration, Func<Guid> newId, string currency = BudgetCurrency)
    {
        ArgumentNullException.ThrowIfNull(notice);
        ArgumentNullException.ThrowIfNull(newId);
        var findings = new List<Finding>();
        var lines = NoticeLine.ReadAll(notice, currency, findings);
        CheckHead(notice, currency, findings);
        CheckTotals(notice, lines, currency, findings);
        if (findings.Exists(finding => finding.Severity == Severity.Error))
        {
            return ([], findings);
        }

        _ = DeclarationNumber.TryParse(notice.Value("number") + notice.Value("revision"), out var number);
        var obligations = lines.Where(line => line.Payable.Minor > 0).Select(line => new Obligation(
            newId(), declaration, number, notice.Value("statement")!, line.Item, line.Payable,
            notice.Value("payer/id")!, notice.Value("treasury/account") ?? "", line.Name)).ToList();
        return (obligations, findings);
    }

    private static void CheckHead(Tree notice, string currency, List<Finding> findings)
    {
        Require(notice, "statement", "TAX-STATEMENT", "the notice has a number of its own", findings);
        Require(notice, "payer/id", "TAX-PAYER", "the notice names who pays", findings);
        if (!DeclarationNumber.TryParse(notice.Value("number") + notice.Value("revision"), out _))
        {
            findings.Add(At(notice, "TAX-NUMBER", "number", "the notice names a declaration by 11 digits and its revision"));
        }

        // Beside a rate the currency is the rate's; amounts stay in the budget's. Without one a foreign currency leaves the amounts unclear.
        var stated = notice.Value("currency");
        var rate = Lexical.TryDecimal(notice.Value("rate"), out var value) ? value : 0;
        if (!string.IsNullOrEmpty(stated) && stated != currency && rate is 0 or 1)
        {
            findings.Add(At(notice, "TAX-CURRENCY", "currency", $"tax is payable in {currency}, the notice says '{stated}' and no rate"));
        }
    }

    private static void Require(Tree notice, string path, string code, string message, List<Finding> findings)
    {
        if (string.IsNullOrEmpty(notice.Value(path)))
        {
            findings.Add(At(notice, code, path, message));
        }
    }

    private static void CheckTotals(Tree notice, IReadOnlyList<NoticeLine> lines, string currency, List<Finding> findings)
    {
        if (lines.Count == 0)
        {
            findings.Add(At(notice, "TAX-NO-LINES", "line", "the notice has no tax line"));
        }

        var readable = !findings.Exists(finding => finding.Code == "TAX-AMOUNT");
        Total("amount", line => line.Amount);
        Total("exempt", line => line.Exempt);
        Total("reduced", line => line.Reduced);
        Total("payable", line => line.Payable);

        void Total(string noun, Func<NoticeLine, Money> part)
        {
            var path = "total/" + noun;
            if (notice.Value(path) is not { Length: > 0 } text)
            {
                if (noun == "payable")
                {
                    findings.Add(At(notice, "TAX-TOTAL", path, "the notice states its total payable"));
                }
            }
            else if (!Money.TryParse(text, currency, out var total))
            {
                findings.Add(At(notice, "TAX-AMOUNT", path, $"'{text}' is no whole amount of {currency}"));
            }
            else if (readable && lines.Sum(line => (decimal)part(line).Minor) is var sum && sum != total.Minor)
            {
                findings.Add(At(notice, "TAX-TOTAL", path, $"the lines add up to {sum:0}, the notice says {total.Minor}"));
            }
        }
    }

    private static Finding At(Tree notice, string code, string path, string message) =>
        Finding.Error(code, path, notice.At(path)?.Source ?? "", message);
}
