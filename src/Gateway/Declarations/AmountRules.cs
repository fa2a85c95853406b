using System.Globalization;

namespace Gateway.Declarations;

/// <summary>Amounts of a declaration: signs, fractions of a currency that has none, one currency, the sum of the lines.</summary>
internal static class AmountRules
{
    private static readonly (string Amount, string Currency)[] Pairs =
    [
        ("invoice/total", "invoice/currency"), ("valuation/freight/amount", "valuation/freight/currency"),
        ("valuation/insurance/amount", "valuation/insurance/currency"), ("valueTotal", "valueCurrency"),
    ];

    internal static IEnumerable<Finding> Negative(DeclarationView view) =>
        from place in view.Places
        where place.Element.Type == "decimal" && place.Element.Path is not ("goods/quantity" or "goods/quantity2")
            && Lexical.TryDecimal(place.Node.Text, out var value) && value < 0
        select Finding.Error("DEC-NEGATIVE", place.Pointer, place.Node.Source ?? "", $"{place.Element.Path} is never below zero");

    internal static IEnumerable<Finding> Scale(DeclarationView view)
    {
        foreach (var (amount, currency) in Pairs)
        {
            if (Excess(view[amount], view[currency]) is { } message)
            {
                yield return view.Error("DEC-SCALE", amount, message);
            }
        }

        foreach (var line in view.Lines)
        {
            if (Excess(line["amount"], CurrencyOf(view, line)) is { } amount)
            {
                yield return line.Error("DEC-SCALE", "amount", amount);
            }

            if (Excess(line["customsValue"], line["customsValueCurrency"]) is { } value)
            {
                yield return line.Error("DEC-SCALE", "customsValue", value);
            }
        }
    }

    // An invoice is in one currency; without a total to add up to, lines may each name their own.
    internal static IEnumerable<Finding> OneCurrency(DeclarationView view)
    {
        var whole = view["invoice/currency"];
        if (view["invoice/total"] is not null && whole is null)
        {
            yield return view.Error("DEC-REQUIRED", "invoice/currency", "an invoice total has a currency");
        }

        foreach (var line in view.Lines.Where(line => line["amount"] is not null))
        {
            var own = line["currency"];
            if (own is null && whole is null)
            {
                yield return line.Error("DEC-REQUIRED", "currency", "the amount has a currency, the line's own or the invoice's");
            }
            else if (own is not null && whole is not null && own != whole)
            {
                yield return line.Error("DEC-CURRENCY-MIXED", "currency", $"the line is in {own}, its invoice in {whole}");
            }
        }
    }

    internal static IEnumerable<Finding> Sum(DeclarationView view)
    {
        if (!Lexical.TryDecimal(view["invoice/total"], out var total) || view.Lines.Count == 0)
        {
            yield break;
        }

        decimal sum = 0;
        foreach (var line in view.Lines)
        {
            if (!Lexical.TryDecimal(line["amount"], out var amount) || CurrencyOf(view, line) != view["invoice/currency"])
            {
                yield break;
            }

            sum += amount;
        }

        if (sum != total)
        {
            yield return view.Error("DEC-SUM", "invoice/total", $"the lines add up to {sum.ToString(CultureInfo.InvariantCulture)}");
        }
    }

    private static string? CurrencyOf(DeclarationView view, GoodsLine line) => line["currency"] ?? view["invoice/currency"];

    private static string? Excess(string? amount, string? currency) =>
        amount is null || !Lexical.TryDecimal(amount, out _) ? null
        : currency is not null && Money.Scale(currency) == 0 && Lexical.Places(amount) > 0 ? $"{currency} has no fractions"
        : null;
}
