using Gateway.Payments;

namespace Gateway.Reconciliation;

/// <summary>Writes one of our payments as a transaction of a statement.</summary>
internal static class DayEcho
{
    internal static Tree Of(DayPayment own)
    {
        var payment = own.Payment;
        var transaction = new Tree("transaction").With("id", payment.Transaction);
        if (own.Acceptance.Length > 0)
        {
            transaction.Set("acceptance/number", own.Acceptance);
        }

        if (payment.Payer.Length > 0)
        {
            transaction.Set("payer/id", payment.Payer);
        }

        transaction.With("debited", Lexical.ToText(payment.OccurredOn)).With("currency", payment.Amount.Currency).With("total", payment.Amount.ToText());
        foreach (var item in payment.Items)
        {
            var echo = transaction.Add(new Tree("item")).With("number", item.Number.Length > 0 ? item.Number : null);
            foreach (var line in item.Lines)
            {
                echo.Add(new Tree("line")).With("item", line.TaxItem.Length > 0 ? line.TaxItem : null).With("amount", line.Amount.ToText());
            }
        }

        return transaction;
    }
}
