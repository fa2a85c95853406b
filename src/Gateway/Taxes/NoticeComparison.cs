namespace Gateway.Taxes;

/// <summary>Compares the totals customs gave with the channel with the notice that obligations open from. Nothing is refused; people look.</summary>
public static class NoticeComparison
{
    /// <summary>
    /// Differences as warnings: the total payable (<c>TAX-COMPARE-PAYABLE</c>), a tax with another amount (<c>TAX-COMPARE-AMOUNT</c>), a tax
    /// only one of the two has (<c>TAX-COMPARE-MISSING</c>). Taxes are paired by name, as the two documents share no code.
    /// </summary>
    public static IReadOnlyList<Finding> Compare(Tree response, Tree notice)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(notice);
        var findings = new List<Finding>();
        if (Lexical.TryDecimal(response.Value("payable"), out var ours) && Lexical.TryDecimal(notice.Value("total/payable"), out var theirs) && ours != theirs)
        {
            findings.Add(Differs("TAX-COMPARE-PAYABLE", "payable", response.Child("payable"), $"the notice says {notice.Value("total/payable")}"));
        }

        var lines = notice.All("line").Where(line => Name(line).Length > 0)
            .GroupBy(Name, StringComparer.OrdinalIgnoreCase).ToDictionary(group => group.Key, Sum, StringComparer.OrdinalIgnoreCase);
        foreach (var (total, index) in response.All("taxTotal").Select((total, index) => (total, index)).Where(item => Name(item.total).Length > 0))
        {
            var pointer = $"taxTotal[{index + 1}]";
            var stated = Lexical.TryDecimal(total.Value("amount"), out var amount) ? amount : 0;
            if (!lines.Remove(Name(total), out var sum))
            {
                if (stated != 0)
                {
                    findings.Add(Differs("TAX-COMPARE-MISSING", pointer, total, $"the notice has no line for {Name(total)}"));
                }
            }
            else if (sum != stated)
            {
                findings.Add(Differs("TAX-COMPARE-AMOUNT", pointer + "/amount", total.Child("amount"), $"the notice says {sum:0.####} for {Name(total)}"));
            }
        }

        findings.AddRange(lines.Where(line => line.Value != 0 && response.Child("taxTotal") is not null)
            .OrderBy(line => line.Key, StringComparer.Ordinal)
            .Select(line => Differs("TAX-COMPARE-MISSING", "taxTotal", null, $"only the notice has {line.Key}")));
        return findings;
    }

    private static string Name(Tree node) => node.Value("name")?.Trim() ?? "";

    private static decimal Sum(IEnumerable<Tree> lines) =>
        lines.Sum(line => Lexical.TryDecimal(line.Value("payable"), out var amount) ? amount : 0);

    private static Finding Differs(string code, string pointer, Tree? node, string message) =>
        new(code, Severity.Warning, pointer, node?.Source ?? "", message);
}
