using Gateway.Payments;

namespace Gateway.Tests.Payments;

/// <summary>Payment documents that are right, for tests to spoil.</summary>
internal static class APayment
{
    internal static readonly DateTimeOffset ReceivedAt = new(2026, 11, 23, 10, 0, 0, TimeSpan.FromHours(7));

    internal static Tree Document()
    {
        var payment = new Tree("payment").With("transaction", "TX-1").With("debited", "2026-11-23").With("currency", "VND").With("rate", "1").With("total", "300.0000");
        payment.Set("payer/id", "0301234567").Set("voucher/number", "RF18539007547034").Set("voucher/date", "2026-11-23").Set("text", "RF18539007547034 10500000001");
        var item = payment.Add(new Tree("item")).With("number", "105000000010");
        item.Add(new Tree("line")).With("item", "1901").With("amount", "100");
        item.Add(new Tree("line")).With("item", "1702").With("amount", "200.0000");
        return payment;
    }

    internal static (Payment? Payment, IReadOnlyList<Finding> Findings) Read(this Tree document) => Payment.From(document, "bank", ReceivedAt);
}
