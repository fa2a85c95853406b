namespace Gateway.Payments;

/// <summary>One tax a payer says the money is for.</summary>
/// <param name="TaxItem">Budget sub-item; empty where none was stated.</param>
/// <param name="Amount">How much of the payment.</param>
public sealed record PaidLine(string TaxItem, Money Amount);

/// <summary>One declaration a payer says the money is for.</summary>
/// <param name="Number">The number as the bank wrote it.</param>
/// <param name="Lines">Its taxes; none where the bank gave no amounts.</param>
public sealed record PaidItem(string Number, IReadOnlyList<PaidLine> Lines)
{
    /// <summary>
    /// The number's first 11 digits, separators dropped and the letters O, I and L read as the digits they look like; empty where that
    /// leaves no declaration number.
    /// </summary>
    public string Base
    {
        get
        {
            if (DeclarationNumber.TryParse(Number, out var exact))
            {
                return exact.Base;
            }

            var digits = string.Concat(Number.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit)
                .Select(character => character switch { 'O' => '0', 'I' or 'L' => '1', _ => character }));
            return DeclarationNumber.TryParse(digits, out var number) ? number.Base : "";
        }
    }

    /// <summary>Reads the items of a payment or of a statement's transaction; an amount that is no money of the currency is a finding.</summary>
    public static IReadOnlyList<PaidItem> ReadAll(Tree parent, string currency, string pointer, ICollection<Finding> findings, string amountNoun = "amount")
    {
        ArgumentNullException.ThrowIfNull(parent);
        ArgumentNullException.ThrowIfNull(findings);
        var items = new List<PaidItem>();
        foreach (var item in parent.All("item"))
        {
            var lines = new List<PaidLine>();
            foreach (var line in item.All("line"))
            {
                var text = line.Value(amountNoun);
                if (Lexical.TryDecimal(text, out _) && Money.TryParse(text, currency, out var amount) && amount.Minor >= 0)
                {
                    lines.Add(new PaidLine(line.Value("item")?.Trim() ?? "", amount));
                    continue;
                }

                var place = $"{pointer}item[{items.Count + 1}]/line[{lines.Count + 1}]/{amountNoun}";
                findings.Add(Finding.Error("PAY-LINE-AMOUNT", place, line.Child(amountNoun)?.Source ?? "", $"'{text}' is no amount of {currency}"));
                lines.Add(new PaidLine("", new Money(0, currency)));
            }

            items.Add(new PaidItem(item.Value("number")?.Trim() ?? "", lines));
        }

        return items;
    }
}
