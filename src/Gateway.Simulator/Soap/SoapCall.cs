using System.Text;
using System.Xml.Linq;
using Gateway.Simulator.Proofs;

namespace Gateway.Simulator.Soap;

/// <summary>A call or an answer of one of the string-in, string-out services: the operation and its arguments by name.</summary>
internal sealed record SoapCall(bool Version12, XName Operation, IReadOnlyList<KeyValuePair<string, string>> Arguments)
{
    private static readonly XNamespace Soap11 = "http://schemas.xmlsoap.org/soap/envelope/";
    private static readonly XNamespace Soap12 = "http://www.w3.org/2003/05/soap-envelope";

    /// <summary>Of an answer: its only value.</summary>
    public string Value => Arguments.Count > 0 ? Arguments[0].Value : "";

    public string? this[string name] => Arguments.Where(a => a.Key == name).Select(a => a.Value).FirstOrDefault();

    /// <summary>Null when the bytes are no SOAP message with one element in its body. Arguments are taken by local name, qualified or not.</summary>
    public static SoapCall? Read(ReadOnlyMemory<byte> bytes)
    {
        var root = SafeXml.TryLoad(bytes)?.Root;
        var soap = root?.Name.Namespace;
        if (root is null || root.Name.LocalName != "Envelope" || (soap != Soap11 && soap != Soap12))
        {
            return null;
        }

        return root.Element(soap + "Body")?.Elements().ToList() is [var operation]
            ? new SoapCall(soap == Soap12, operation.Name, [.. operation.Elements().Select(e => KeyValuePair.Create(e.Name.LocalName, e.Value))])
            : null;
    }

    /// <summary>Read a fault's kind: true when the fault blames the sender, so that sending again is of no use.</summary>
    public static bool BlamesSender(SoapCall call) =>
        call.Operation.LocalName == "Fault" && call.Arguments.Any(a => a.Key is "faultcode" or "Code" && (a.Value.Contains("Client", StringComparison.Ordinal) || a.Value.Contains("Sender", StringComparison.Ordinal)));

    /// <summary>Axis services leave their children without a namespace, .NET services qualify them.</summary>
    public static byte[] Write(bool version12, XName operation, bool qualified, params (string Name, string Value)[] arguments)
    {
        var soap = version12 ? Soap12 : Soap11;
        var children = arguments.Select(a => new XElement(qualified ? operation.Namespace + a.Name : a.Name, a.Value));
        return SafeXml.Bytes(new XDocument(
            new XElement(soap + "Envelope", new XAttribute(XNamespace.Xmlns + "soap", soap), new XElement(soap + "Body", new XElement(operation, children)))));
    }

    public static byte[] Fault(bool version12, string reason)
    {
        var body = version12
            ? new XElement(
                Soap12 + "Fault",
                new XElement(Soap12 + "Code", new XElement(Soap12 + "Value", "soap:Sender")),
                new XElement(Soap12 + "Reason", new XElement(Soap12 + "Text", new XAttribute(XNamespace.Xml + "lang", "en"), reason)))
            : new XElement(Soap11 + "Fault", new XElement("faultcode", "soap:Client"), new XElement("faultstring", reason));
        var soap = version12 ? Soap12 : Soap11;
        return SafeXml.Bytes(new XDocument(
            new XElement(soap + "Envelope", new XAttribute(XNamespace.Xmlns + "soap", soap), new XElement(soap + "Body", body))));
    }

    public static string ContentType(bool version12) => version12 ? "application/soap+xml; charset=utf-8" : "text/xml; charset=utf-8";

    /// <summary>The message inside a string argument, as the bytes that were signed.</summary>
    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
