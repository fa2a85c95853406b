using Gateway.Payments;

namespace Gateway.Reconciliation;

/// <summary>The running state of a day's comparison.</summary>
internal sealed class DayComparison
{
    private readonly IReadOnlyList<DayPayment> _ours;
    private readonly Dictionary<string, DayPayment> _byId;
    private readonly HashSet<string> _listed = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (decimal Bank, decimal Customs)> _totals = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly List<Finding> _findings = [];

    internal DayComparison(IReadOnlyList<DayPayment> ours)
    {
        _ours = ours;
        _byId = ours.ToDictionary(item => item.Payment.Transaction, StringComparer.Ordinal);
        foreach (var item in ours.Where(item => !item.Cancelled))
        {
            Count(item.Payment.Amount, atBank: false);
        }
    }

    internal void Odd(string code, string pointer, Tree? node, string message) =>
        _findings.Add(Finding.Error(code, pointer, node?.Source ?? "", message));

    /// <summary>The result of one transaction the bank lists.</summary>
    internal string Take(Tree listed, string pointer)
    {
        var result = Result(listed, pointer);
        Tally(result);
        return result;
    }

    /// <summary>Our payments the bank does not list; what was taken back on our side is rightly missing.</summary>
    internal IReadOnlyList<DayPayment> NotListed()
    {
        var missing = _ours.Where(item => !item.Cancelled && !_listed.Contains(item.Payment.Transaction))
            .OrderBy(item => item.Payment.Transaction, StringComparer.Ordinal).ToList();
        foreach (var item in missing)
        {
            Tally(DayResult.OnlyAtCustoms);
            Odd("REC-ONLY-AT-CUSTOMS", "", null, $"the bank does not list {item.Payment.Transaction} of {item.Payment.Amount}");
        }

        return missing;
    }

    internal DayAnswer Finish(Tree answer)
    {
        var totals = _totals.Select(total => new DayTotal(total.Key, total.Value.Bank, total.Value.Customs)).ToList();
        return new DayAnswer(answer, _findings.Count == 0 && totals.TrueForAll(total => total.AtBank == total.AtCustoms), totals, _counts, _findings);
    }

    private string Result(Tree listed, string pointer)
    {
        var amount = AmountOf(listed, pointer);
        if (amount is not null)
        {
            Count(amount.Value, atBank: true);
        }

        var id = listed.Value("id")?.Trim() ?? "";
        if (id.Length == 0)
        {
            Odd("REC-NO-ID", pointer + "/id", listed, "a transaction has an id");
            return DayResult.OnlyAtBank;
        }

        if (!_listed.Add(id))
        {
            Odd("REC-TWICE", pointer + "/id", listed.Child("id"), $"{id} is listed twice");
            return DayResult.OnlyAtBank;
        }

        if (!_byId.TryGetValue(id, out var own))
        {
            Odd("REC-ONLY-AT-BANK", pointer + "/id", listed.Child("id"), $"nobody confirmed {id} to us on that day");
            return DayResult.OnlyAtBank;
        }

        if (own.Cancelled)
        {
            Odd("REC-CANCELLED", pointer + "/id", listed.Child("id"), $"{id} was taken back on our side");
            return DayResult.CancelledOnOneSide;
        }

        return Agrees(listed, pointer, amount, own.Payment) ? DayResult.Matched : DayResult.AmountDiffers;
    }

    private bool Agrees(Tree listed, string pointer, Money? amount, Payment own)
    {
        if (amount != own.Amount)
        {
            Odd("REC-AMOUNT-DIFFERS", pointer + "/total", listed.Child("total"), $"confirmed was {own.Amount}");
            return false;
        }

        // Lines are read as the payment's were: in the converted amounts where those add up, else in the payment's own currency.
        var lines = LinesOf(listed, own.Amount, "amount");
        if (lines.Values.Sum() != own.Amount.Minor)
        {
            lines = LinesOf(listed, own.Amount, "foreign");
        }

        if (!Equal(lines, Sums(own.Items)))
        {
            Odd("REC-LINES-DIFFER", pointer + "/item", listed.Child("item"), "the amounts per declaration and tax are not those confirmed");
            return false;
        }

        return true;
    }

    private Money? AmountOf(Tree listed, string pointer)
    {
        var currency = listed.Value("currency") ?? "";
        if (Currencies.IsKnown(currency) && Lexical.TryDecimal(listed.Value("total"), out _) && Money.TryParse(listed.Value("total"), currency, out var amount))
        {
            return amount;
        }

        Odd("REC-AMOUNT", pointer + "/total", listed.Child("total"), $"'{listed.Value("total")}' is no amount of '{currency}'");
        return null;
    }

    private static Dictionary<(string Number, string TaxItem), decimal> LinesOf(Tree listed, Money total, string amountNoun) =>
        Sums(PaidItem.ReadAll(listed, total.Currency, "", new List<Finding>(), amountNoun));

    private static Dictionary<(string Number, string TaxItem), decimal> Sums(IReadOnlyList<PaidItem> items) =>
        items.SelectMany(item => item.Lines.Select(line => (Key: (item.Base.Length > 0 ? item.Base : item.Number, line.TaxItem), line.Amount.Minor)))
            .Where(line => line.Minor != 0)
            .GroupBy(line => line.Key).ToDictionary(group => group.Key, group => group.Sum(line => (decimal)line.Minor));

    private static bool Equal(Dictionary<(string Number, string TaxItem), decimal> left, Dictionary<(string Number, string TaxItem), decimal> right) =>
        left.Count == right.Count && left.All(line => right.TryGetValue(line.Key, out var amount) && amount == line.Value);

    private void Tally(string result) => _counts[result] = _counts.GetValueOrDefault(result) + 1;

    private void Count(Money amount, bool atBank)
    {
        var (bank, customs) = _totals.GetValueOrDefault(amount.Currency);
        _totals[amount.Currency] = atBank ? (bank + amount.Minor, customs) : (bank, customs + amount.Minor);
    }
}
