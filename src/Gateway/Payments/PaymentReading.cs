namespace Gateway.Payments;

/// <summary>Reads one payment document part by part and collects what is wrong with it.</summary>
internal sealed class PaymentReading(Tree payment, DateTimeOffset receivedAt)
{
    private const int TransactionLength = 50;
    private static readonly string[] Dates = ["debited", "credited", "voucher/date"];
    private readonly List<Finding> _findings = [];

    internal IReadOnlyList<Finding> Findings => _findings;

    internal bool Refused => _findings.Exists(finding => finding.Severity == Severity.Error);

    internal string Transaction()
    {
        var transaction = payment.Value("transaction")?.Trim() ?? "";
        if (transaction.Length is 0 or > TransactionLength)
        {
            Error("PAY-TRANSACTION", "transaction", $"a payment has a transaction id of 1 to {TransactionLength} characters");
        }

        return transaction;
    }

    internal Money? Amount()
    {
        var currency = payment.Value("currency") ?? "";
        if (!Currencies.IsKnown(currency))
        {
            Error("PAY-CURRENCY", "currency", $"'{currency}' is no currency code of ISO 4217");
        }

        var text = payment.Value("total");
        if (!Lexical.TryDecimal(text, out var value))
        {
            Error("PAY-AMOUNT", "total", $"'{text}' is no amount");
        }
        else if (Lexical.Places(text!) > Money.Scale(currency))
        {
            Error("PAY-FRACTION", "total", $"{currency} has {Money.Scale(currency)} decimal places, '{text}' has more");
        }
        else if (value <= 0)
        {
            Error("PAY-NOT-POSITIVE", "total", "a payment is more than nothing");
        }
        else if (!Money.TryParse(text, currency, out var amount))
        {
            Error("PAY-AMOUNT", "total", "the amount is out of range");
        }
        else if (Currencies.IsKnown(currency))
        {
            return amount;
        }

        return null;
    }

    /// <summary>The items, whose lines add up to the total where there are lines.</summary>
    internal IReadOnlyList<PaidItem> Items(Money total)
    {
        var items = PaidItem.ReadAll(payment, total.Currency, "", _findings);
        if (Refused || !items.Any(item => item.Lines.Count > 0))
        {
            return items;
        }

        var foreign = new List<Finding>();
        var inForeign = PaidItem.ReadAll(payment, total.Currency, "", foreign, "foreign");
        var foreignAgrees = foreign.Count == 0 && Sum(inForeign) == total.Minor;
        if (Sum(items) == total.Minor)
        {
            if (!foreignAgrees && Lexical.TryDecimal(payment.Value("rate"), out var rate) && rate is not (0 or 1))
            {
                Error("PAY-CURRENCY-UNCLEAR", "total", $"the total agrees with the converted amounts, not with those in {total.Currency}");
            }

            return items;
        }

        if (foreignAgrees)
        {
            return inForeign;
        }

        Error("PAY-SUM", "total", $"the lines add up to {Sum(items):0} smallest units, the total says {total.Minor}");
        return items;
    }

    internal DateOnly Occurred()
    {
        var today = DateOnly.FromDateTime(receivedAt.DateTime);
        DateOnly? occurred = null;
        foreach (var noun in Dates)
        {
            if (payment.Value(noun) is not { Length: > 0 } text)
            {
                continue;
            }

            if (!Lexical.TryDate(text, out var day))
            {
                Error("PAY-DATE", noun, $"'{text}' is not a day of the calendar");
            }
            else if (day < today.AddYears(-10) || day > today.AddYears(1))
            {
                Error("PAY-DATE-WINDOW", noun, $"{text} is not near {Lexical.ToText(today)}");
            }
            else
            {
                // Clocks and zones differ by a day at most; more is taken and shown.
                if (day > today.AddDays(1))
                {
                    Warn("PAY-DATE-AHEAD", noun, $"{text} has not come yet");
                }

                occurred ??= day;
            }
        }

        return occurred ?? today;
    }

    internal string Reference()
    {
        var voucher = payment.Value("voucher/number")?.Trim().ToUpperInvariant() ?? "";
        var inVoucher = CreditorReference.IsValid(voucher) ? voucher : null;
        var inText = CreditorReference.FindIn(payment.Value("text"));
        if (inVoucher is not null && inText is not null && inVoucher != inText)
        {
            Warn("PAY-REFERENCE", "voucher/number", "voucher number and text name two references; neither is used");
            return "";
        }

        return inVoucher ?? inText ?? "";
    }

    private static decimal Sum(IReadOnlyList<PaidItem> items) => items.SelectMany(item => item.Lines).Sum(line => (decimal)line.Amount.Minor);

    private void Error(string code, string pointer, string message) =>
        _findings.Add(Finding.Error(code, pointer, payment.At(pointer)?.Source ?? "", message));

    private void Warn(string code, string pointer, string message) =>
        _findings.Add(new Finding(code, Severity.Warning, pointer, payment.At(pointer)?.Source ?? "", message));
}
