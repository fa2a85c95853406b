using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml.Linq;
using Gateway.Signatures;

namespace Gateway.Host.Tests.Exchange;

/// <summary>Messages of a bank made by hand from the samples, for a bank that does everything wrong.</summary>
public sealed class BankPaper(SharedGateway gateway)
{
    public const string Number = "10900000001";

    private static SignatureProfile Profile => Signatures.Profiles.Of("enveloped-c14n-comments-sha1");

    /// <summary>The sample's payment with a transaction id of its own.</summary>
    public static string Payment(out string transaction, string number = "19999999999")
    {
        transaction = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString("D");
        var text = Sample("vn/bank/payment/3.0/samples/import-green/1-301.xml").Replace(Number, number, StringComparison.Ordinal)
            .Replace("01a20634-e6e0-7000-8000-000000000301", transaction, StringComparison.Ordinal);
        Assert.Contains(transaction, text, StringComparison.Ordinal);
        return text;
    }

    /// <summary>The sample's list of a day with an id of its own.</summary>
    public static string Day(string id)
    {
        var list = XDocument.Parse(Sample("vn/bank/reconciliation/3.0/samples/day-agrees/1-801.xml"));
        list.Root!.Element("Header")!.Element("Transaction_ID")!.Value = id;
        return list.ToString();
    }

    public static string Sample(string path) => File.ReadAllText(Path.Combine(GatewayRig.Root, "adapters", path));

    public string Sign(string xml, string name = "bank") => Sign(xml, gateway.Certificates.Key(name));

    public static string Sign(string xml, X509Certificate2 key) => Encoding.UTF8.GetString(XmlSignatures.Sign(Encoding.UTF8.GetBytes(xml), Profile, SigningKey.Of(key)));

    /// <summary>A message of the gateway whose signature holds.</summary>
    public Answer Read(string message)
    {
        var verdict = XmlSignatures.Verify(Encoding.UTF8.GetBytes(message), Profile, gateway.Certificates.Trust("gateway"), TimeProvider.System.GetUtcNow());
        Assert.True(verdict.Valid, $"{verdict.Code} {verdict.Detail}: {message}");
        var root = XDocument.Parse(message).Root!;
        string Text(string path) => path.Split('/').Aggregate<string, XElement?>(root, (element, step) => element?.Element(step))?.Value ?? "";
        return new Answer(Text("Header/Message_Type"), Text("Header/Request_ID"), Text("Error/ErrorNumber"), Text("Error/ErrorMessage"));
    }
}

/// <summary>A signed answer of the gateway to a bank.</summary>
public sealed record Answer(string Type, string RequestId, string Error, string Message);
