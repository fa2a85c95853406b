namespace Gateway.Taxes;

/// <summary>One tax line of a notice, its amounts whole.</summary>
internal sealed record NoticeLine(string Item, string Name, Money Amount, Money Exempt, Money Reduced, Money Payable)
{
    /// <summary>Reads every line; findings say what is wrong with each.</summary>
    internal static IReadOnlyList<NoticeLine> ReadAll(Tree notice, string currency, List<Finding> findings)
    {
        var lines = new List<NoticeLine>();
        var items = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (node, index) in notice.All("line").Select((node, index) => (node, index)))
        {
            var pointer = $"line[{index + 1}]";
            var line = Read(node, pointer, currency, findings);
            if (line.Item.Length == 0)
            {
                findings.Add(Finding.Error("TAX-ITEM", pointer + "/item", node.Source ?? "", "a tax line names its budget item"));
            }
            else if (!items.Add(line.Item))
            {
                findings.Add(Finding.Error("TAX-ITEM-TWICE", pointer + "/item", node.Child("item")?.Source ?? "", $"item {line.Item} stands twice in one notice"));
            }

            lines.Add(line);
        }

        return lines;
    }

    private static NoticeLine Read(Tree node, string pointer, string currency, List<Finding> findings)
    {
        var before = findings.Count;
        var amount = Part("amount", null);
        var exempt = Part("exempt", "0");
        var reduced = Part("reduced", "0");
        var payable = Part("payable", null);
        if (findings.Count == before && (decimal)amount.Minor - exempt.Minor - reduced.Minor != payable.Minor)
        {
            findings.Add(Finding.Error(
                "TAX-PAYABLE", pointer + "/payable", node.Child("payable")?.Source ?? "", "amount less exempt less reduced is not what is payable"));
        }

        return new NoticeLine(node.Value("item") ?? "", node.Value("name") ?? "", amount, exempt, reduced, payable);

        Money Part(string noun, string? absent)
        {
            var text = node.Value(noun) is { Length: > 0 } stated ? stated : absent;
            if (Lexical.TryDecimal(text, out _) && Money.TryParse(text, currency, out var money) && money.Minor >= 0)
            {
                return money;
            }

            findings.Add(Finding.Error("TAX-AMOUNT", $"{pointer}/{noun}", node.Child(noun)?.Source ?? "", $"'{text}' is no whole amount of {currency}"));
            return new Money(0, currency);
        }
    }
}
