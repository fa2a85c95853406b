using System.Xml;

namespace Gateway.Host.Exchange.StringSoap;

/// <summary>A fault of either SOAP version. It blames the sender, who need not come again, or the receiver, to whom the message may be sent again.</summary>
/// <param name="Twelve">SOAP 1.2 rather than 1.1.</param>
/// <param name="Sender">The sender is to blame.</param>
/// <param name="Reason">For people; nothing of the cause inside.</param>
public sealed record SoapFault(bool Twelve, bool Sender, string Reason)
{
    /// <summary>Namespace of SOAP 1.1 envelopes.</summary>
    public const string Soap11 = "http://schemas.xmlsoap.org/soap/envelope/";

    /// <summary>Namespace of SOAP 1.2 envelopes.</summary>
    public const string Soap12 = "http://www.w3.org/2003/05/soap-envelope";

    private string Space => Twelve ? Soap12 : Soap11;

    /// <summary>The whole envelope as an answer.</summary>
    public async Task AnswerAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        using var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new System.Text.UTF8Encoding(false) }))
        {
            writer.WriteStartElement("s", "Envelope", Space);
            writer.WriteStartElement("s", "Body", Space);
            Write(writer);
        }

        http.Response.StatusCode = Twelve && Sender ? 400 : 500;
        http.Response.ContentType = Twelve ? "application/soap+xml; charset=utf-8" : "text/xml; charset=utf-8";
        await http.Response.Body.WriteAsync(stream.ToArray(), http.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>The fault element.</summary>
    public void Write(XmlWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartElement("s", "Fault", Space);
        if (Twelve)
        {
            writer.WriteStartElement("s", "Code", Space);
            WriteCode(writer, "s", "Value", Space, Sender ? "Sender" : "Receiver");
            writer.WriteEndElement();
            writer.WriteStartElement("s", "Reason", Space);
            writer.WriteStartElement("s", "Text", Space);
            writer.WriteAttributeString("xml", "lang", null, "en");
            writer.WriteString(Reason);
            writer.WriteEndElement();
            writer.WriteEndElement();
        }
        else
        {
            WriteCode(writer, "", "faultcode", "", Sender ? "Client" : "Server");
            writer.WriteElementString("faultstring", Reason);
        }

        writer.WriteEndElement();
    }

    private void WriteCode(XmlWriter writer, string prefix, string name, string space, string code)
    {
        writer.WriteStartElement(prefix, name, space);
        writer.WriteQualifiedName(code, Space);
        writer.WriteEndElement();
    }
}
