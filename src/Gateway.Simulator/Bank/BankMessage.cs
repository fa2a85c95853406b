using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Gateway.Simulator.Proofs;

namespace Gateway.Simulator.Bank;

/// <summary>Header of a bank message, and what it is about.</summary>
internal sealed record BankHeader(string Version, string Type, string Name, DateTimeOffset At, string Transaction, string Request = "")
{
    public const string Code = "SIMBANK01";

    private static readonly TimeSpan Zone = TimeSpan.FromHours(7);

    public XElement Xml => new(
        "Header",
        new XElement("Application_Name", "Payment"),
        new XElement("Application_Version", Version),
        new XElement("Sender_Code", Code),
        new XElement("Sender_Name", "SIMULATED BANK"),
        new XElement("Message_Version", "1.0"),
        new XElement("Message_Type", Type),
        new XElement("Message_Name", Name),
        new XElement("Transaction_Date", At.ToOffset(Zone).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)),
        new XElement("Transaction_ID", Transaction),
        new XElement("Request_ID", Request));

    public static string Day(DateTimeOffset at) => at.ToOffset(Zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>The two outer shapes of the bank channel.</summary>
internal static class BankMessage
{
    public static readonly XElement NoError = Error("0", "");

    public static XElement Error(string number, string message) => new("Error", new XElement("ErrorMessage", message), new XElement("ErrorNumber", number));

    public static XDocument V30(BankHeader header, XElement? data, XElement error) =>
        new(new XElement("Customs", header.Xml, data ?? new XElement("Data"), new XElement(error)));

    public static XDocument V31(BankHeader header, XElement data) => new(
        new XElement(
            "Customs",
            new XElement("Document", new XAttribute("Id", "TCHQ"), header.Xml, data, new XElement(NoError)),
            new XElement("DigitalSignatures")));

    public static byte[] Bytes(XDocument document) => SafeXml.Bytes(document);

    /// <summary>Of a message in either shape: the element that holds Header, Data and Error.</summary>
    public static XElement? Body(ReadOnlyMemory<byte> xml) =>
        SafeXml.TryLoad(xml)?.Root is { Name: { LocalName: "Customs", NamespaceName: "" } } root ? root.Element("Document") ?? root : null;

    public static string HeaderField(XElement? body, string name) => body?.Element("Header")?.Element(name)?.Value.Trim() ?? "";
}
