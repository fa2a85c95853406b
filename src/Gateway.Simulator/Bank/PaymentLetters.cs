using System.Xml.Linq;
using Gateway.Simulator.Delivery;
using Gateway.Simulator.Memory;

namespace Gateway.Simulator.Bank;

/// <summary>Letters of the bank to the gateway's payment service.</summary>
internal static class PaymentLetters
{
    /// <summary>A 301 under a transaction id of its own.</summary>
    public static Letter Payment(XElement data, string transaction, long sequence, string lane, string purpose, DateTimeOffset now)
    {
        var document = BankMessage.V30(new BankHeader("3.0", "301", "Xac nhan nop thue", now, transaction), new XElement(data), BankMessage.NoError);
        return Of(document, sequence, lane, purpose == "forged" ? Seals.Forged : Seals.Bank30, Vouchers.Numbers(data), purpose) with { Due = now };
    }

    public static Letter Of(XDocument document, long sequence, string lane, string seal, string[] numbers, string purpose)
    {
        var body = document.Root!.Element("Document") ?? document.Root;
        var type = BankMessage.HeaderField(body, "Message_Type");
        var door = type is "801" ? Door.Reconciliation : Door.Payment;
        var transaction = BankMessage.HeaderField(body, "Transaction_ID");
        return new Letter($"bank-{sequence}-{type}", sequence, lane, "bank", type, transaction, door.Name, seal, BankMessage.Bytes(document))
        {
            Due = default,
            Numbers = numbers,
            Purpose = purpose,
        };
    }
}
