namespace Gateway.Payments;

/// <summary>Money a bank confirms to have taken. Bank and transaction are its identity.</summary>
/// <param name="Bank">The bank that confirms.</param>
/// <param name="Transaction">The bank's id of the transfer.</param>
/// <param name="Reference">The creditor reference found in it; empty where there is none, or where two differ.</param>
/// <param name="Payer">Tax code of who pays; empty where none was stated.</param>
/// <param name="Amount">How much, more than zero.</param>
/// <param name="OccurredOn">The day the bank took it.</param>
/// <param name="ReceivedAt">When the gateway was told.</param>
/// <param name="Items">What the payer says it is for.</param>
public sealed record Payment(
    string Bank, string Transaction, string Reference, string Payer, Money Amount, DateOnly OccurredOn, DateTimeOffset ReceivedAt, IReadOnlyList<PaidItem> Items)
{
    /// <summary>
    /// Binds a payment from a document of kind <c>payment</c>. With an error there is no payment: the message is refused whole and the bank
    /// keeps the question. Warnings accompany a payment that was taken.
    /// </summary>
    public static (Payment? Payment, IReadOnlyList<Finding> Findings) From(Tree payment, string bank, DateTimeOffset receivedAt)
    {
        ArgumentNullException.ThrowIfNull(payment);
        ArgumentException.ThrowIfNullOrEmpty(bank);
        var reading = new PaymentReading(payment, receivedAt);
        var transaction = reading.Transaction();
        var amount = reading.Amount();
        var items = amount is null ? [] : reading.Items(amount.Value);
        var occurred = reading.Occurred();
        var reference = reading.Reference();
        return reading.Refused || amount is null
            ? (null, reading.Findings)
            : (new Payment(bank, transaction, reference, payment.Value("payer/id")?.Trim() ?? "", amount.Value, occurred, receivedAt, items), reading.Findings);
    }
}
