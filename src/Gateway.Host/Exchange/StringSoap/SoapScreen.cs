using System.Text;
using System.Xml;
using Microsoft.Net.Http.Headers;

namespace Gateway.Host.Exchange.StringSoap;

/// <summary>
/// Looks at an envelope before the library does, which expands entities and takes any encoding: UTF-8 only, no DTD, few levels and
/// nodes, an envelope with a body. The message inside is one string and not looked at here.
/// </summary>
public static class SoapScreen
{
    private const int MostLevels = 32;
    private const int MostNodes = 10_000;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Why the library does not get the envelope, or <c>null</c>.</summary>
    public static Finding? Refuse(byte[] body, string contentType)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (MediaTypeHeaderValue.TryParse(contentType, out var media) && media.Charset.HasValue && !IsUtf8(HeaderUtilities.RemoveQuotes(media.Charset).Value))
        {
            return Malformed("Content-Type", "UTF-8 is expected");
        }

        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersFromEntities = 1 };
        try
        {
            using var reader = XmlReader.Create(new StringReader(Strict.GetString(body).TrimStart('\uFEFF')), settings);
            return Walk(reader);
        }
        catch (DecoderFallbackException broken)
        {
            return Malformed($"byte {Math.Max(broken.Index, 0)}", "the call is not UTF-8");
        }
        catch (XmlException broken)
        {
            return Malformed($"line {broken.LineNumber} column {broken.LinePosition}", broken.Message.Contains("DTD", StringComparison.Ordinal) ? "a call has no DTD" : "the call is not well-formed XML");
        }
    }

    private static Finding? Walk(XmlReader reader)
    {
        var (envelope, bodies, inBody, calls) = ("", 0, false, 0);
        for (var nodes = 0; reader.Read(); nodes++)
        {
            if (reader.Depth > MostLevels || nodes > MostNodes)
            {
                return Malformed(Place(reader), $"more than {MostLevels} levels or {MostNodes} nodes");
            }

            if (reader.NodeType == XmlNodeType.XmlDeclaration && reader.GetAttribute("encoding") is { } encoding && !IsUtf8(encoding))
            {
                return Malformed(Place(reader), "UTF-8 is expected");
            }

            if (reader.NodeType == XmlNodeType.Element && reader.Depth == 0)
            {
                envelope = reader.LocalName == "Envelope" ? reader.NamespaceURI : "";
            }

            if (reader.NodeType == XmlNodeType.Element && reader.Depth == 1)
            {
                inBody = reader.LocalName == "Body" && reader.NamespaceURI == envelope;
                bodies += inBody ? 1 : 0;
            }

            calls += inBody && reader.NodeType == XmlNodeType.Element && reader.Depth == 2 ? 1 : 0;
        }

        return !(envelope is SoapFault.Soap11 or SoapFault.Soap12 && bodies == 1) ? Malformed("", "the call is no SOAP envelope with one body")
            : calls > 1 ? Malformed("Body", $"{calls} calls in one body; one is expected")
            : null;
    }

    private static string Place(XmlReader reader) => reader is IXmlLineInfo at ? $"line {at.LineNumber} column {at.LinePosition}" : "";

    private static bool IsUtf8(string? name) => string.Equals(name, "utf-8", StringComparison.OrdinalIgnoreCase) || string.Equals(name, "us-ascii", StringComparison.OrdinalIgnoreCase);

    private static Finding Malformed(string path, string message) => Finding.Error("SOAP-MALFORMED", "", path, message);
}
