using System.Globalization;
using Gateway.Simulator.Memory;

namespace Gateway.Simulator.Customs;

/// <summary>What one goods line is worth and owes, in whole dong.</summary>
internal sealed record LineTax(decimal Value, decimal Rate, decimal Duty, decimal Vat);

/// <summary>
/// The simulator's own arithmetic: customs value = invoice value at a fixed rate; duty at the declared rate or ten per cent;
/// VAT ten per cent of value and duty; each cut to whole dong per line, then summed.
/// </summary>
internal sealed record TaxRule(string Currency, decimal Exchange, IReadOnlyList<LineTax> Lines)
{
    public const decimal VatRate = 10;

    private const decimal UsualRate = 10;
    private const decimal MostTax = 99_999_999_999;
    private const decimal MostValue = 99_999_999_999_999_999;

    private static readonly Dictionary<string, decimal> Rates = new()
    {
        ["VND"] = 1m,
        ["USD"] = 25_380m,
        ["EUR"] = 27_450m,
        ["GBP"] = 32_600m,
        ["JPY"] = 168.52m,
        ["CNY"] = 3_495.2m,
        ["KRW"] = 18.35m,
        ["SGD"] = 19_210m,
        ["THB"] = 745.1m,
        ["MYR"] = 5_690m,
        ["IDR"] = 1.58m,
        ["TWD"] = 785.4m,
        ["HKD"] = 3_262m,
        ["AUD"] = 16_640m,
    };

    public decimal Value => Lines.Sum(l => l.Value);

    public decimal Duty => Lines.Sum(l => l.Duty);

    public decimal Vat => Lines.Sum(l => l.Vat);

    public decimal Total => Duty + Vat;

    /// <summary>Null when the currency has no rate here, or the sums do not fit the fields of the answers.</summary>
    public static TaxRule? Of(Sheet sheet)
    {
        var currency = sheet["IP3"].Length > 0 ? sheet["IP3"] : "VND";
        if (!Rates.TryGetValue(currency, out var exchange))
        {
            return null;
        }

        var rule = new TaxRule(currency, exchange, [.. sheet.Goods.Select(g => Line(g, exchange))]);
        return rule.Total <= MostTax && rule.Value <= MostValue ? rule : null;
    }

    public static decimal Number(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static LineTax Line(Dictionary<string, string> goods, decimal exchange)
    {
        var invoiced = goods.TryGetValue("BPR", out var amount)
            ? Number(amount)
            : Number(goods.GetValueOrDefault("QN1", "")) * Number(goods.GetValueOrDefault("UPR", ""));
        var value = decimal.Truncate(invoiced * exchange);
        var rate = goods.TryGetValue("TXA", out var declared) ? Number(declared) : UsualRate;
        var duty = decimal.Truncate(value * rate / 100);
        return new LineTax(value, rate, duty, decimal.Truncate((value + duty) * VatRate / 100));
    }
}
