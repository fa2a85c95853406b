using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Gateway.Simulator.Proofs;

/// <summary>Reads XML that strangers sent: no DTD, nothing fetched, bounded in size and depth. Null when it is not such XML.</summary>
internal static class SafeXml
{
    private const int MostCharacters = 12_000_000;
    private const int Deepest = 100;
    private const int MostNodes = 300_000;

    private static readonly UTF8Encoding Plain = new(encoderShouldEmitUTF8Identifier: false);

    public static XDocument? TryLoad(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            Walk(bytes);
            using var reader = Open(bytes);
            return XDocument.Load(reader, LoadOptions.PreserveWhitespace);
        }
        catch (Exception e) when (e is XmlException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>UTF-8, no byte order mark, no white space added, a carriage return as a reference: what is read back is what was signed.</summary>
    public static byte[] Bytes(XDocument document)
    {
        using var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = Plain, NewLineHandling = NewLineHandling.Entitize }))
        {
            document.Save(writer);
        }

        return stream.ToArray();
    }

    // Depth and number are counted before a tree is built, so that a hostile document costs one pass only.
    private static void Walk(ReadOnlyMemory<byte> bytes)
    {
        using var reader = Open(bytes);
        for (var nodes = 0; reader.Read(); nodes++)
        {
            if (reader.Depth > Deepest || nodes > MostNodes)
            {
                throw new XmlException("too deep or too large");
            }
        }
    }

    private static XmlReader Open(ReadOnlyMemory<byte> bytes) => XmlReader.Create(
        new MemoryStream(bytes.ToArray(), writable: false),
        new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MostCharacters });
}
