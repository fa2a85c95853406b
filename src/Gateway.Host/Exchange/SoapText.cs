using System.Text;
using System.Xml;

namespace Gateway.Host.Exchange;

/// <summary>The envelope of a SOAP 1.1 operation that takes strings and returns one string.</summary>
public static class SoapText
{
    private const string Soap11 = "http://schemas.xmlsoap.org/soap/envelope/";

    /// <summary>A request with the message in its argument and, where the contract has one, our certificate in another.</summary>
    public static byte[] Request(SoapCall call, string message, string key)
    {
        ArgumentNullException.ThrowIfNull(call);
        var arguments = call.Qualified ? call.Namespace : "";
        using var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), CheckCharacters = true }))
        {
            writer.WriteStartElement("soap", "Envelope", Soap11);
            writer.WriteStartElement("Body", Soap11);
            writer.WriteStartElement("op", call.Operation, call.Namespace);
            if (call.Key.Length > 0)
            {
                writer.WriteElementString(call.Key, arguments, key);
            }

            writer.WriteElementString(call.Argument, arguments, message);
            writer.WriteEndElement();
            writer.WriteEndElement();
            writer.WriteEndElement();
        }

        return stream.ToArray();
    }

    /// <summary>The string an operation returned, or <c>null</c> when it returned none; throws <see cref="XmlException"/> on a fault.</summary>
    public static string? Result(byte[] body, string operation)
    {
        ArgumentNullException.ThrowIfNull(body);
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 20_000_000 };
        using var reader = XmlReader.Create(new MemoryStream(body), settings);
        var inside = false;
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            if (reader.LocalName == "Fault")
            {
                throw new XmlException("the partner answered with a SOAP fault");
            }

            if (inside)
            {
                return reader.ReadElementContentAsString();
            }

            inside = string.Equals(reader.LocalName, operation + "Response", StringComparison.OrdinalIgnoreCase);
        }

        return null;
    }
}
