using System.Buffers;
using System.Xml;

namespace Gateway.Signatures;

/// <summary>Canonical bytes of whole documents, forward only: memory does not grow with the document where a stream takes them.</summary>
public static class XmlCanonicalization
{
    private const int Piece = 4_096;

    /// <summary>
    /// The canonical bytes of a document in UTF-8. Throws <see cref="XmlException"/> where it is not well-formed, has a document type
    /// declaration, or nests deeper than the limits let it.
    /// </summary>
    public static byte[] Canonicalize(ReadOnlyMemory<byte> xml, CanonicalMethod method)
    {
        ArgumentNullException.ThrowIfNull(method);
        using var sink = new CanonicalSink();
        using var reader = XmlScan.Open(xml);
        Write(reader, new CanonicalWriter(method, sink));
        return sink.ToArray();
    }

    /// <summary>The canonical bytes of an element of a tree; what it inherits is in the scope.</summary>
    internal static byte[] OfElement(XmlElement element, NamespaceScope scope, CanonicalMethod method)
    {
        using var sink = new CanonicalSink();
        Write(element, scope, new CanonicalWriter(method, sink), new CanonicalElement());
        return sink.ToArray();
    }

    /// <summary>Hands on the text a reader stands at, piece by piece; no pair of surrogates is parted.</summary>
    internal static void Text(XmlReader reader, CanonicalWriter writer, char[] piece)
    {
        var kept = 0;
        for (var read = reader.ReadValueChunk(piece, 0, piece.Length); read > 0; read = reader.ReadValueChunk(piece, kept, piece.Length - kept))
        {
            var length = kept + read;
            kept = char.IsHighSurrogate(piece[length - 1]) ? 1 : 0;
            writer.Text(piece.AsSpan(0, length - kept));
            piece[0] = piece[length - 1];
        }
    }

    private static void Write(XmlReader reader, CanonicalWriter writer)
    {
        var (element, scope, rooted) = (new CanonicalElement(), new NamespaceScope(), false);
        var piece = ArrayPool<char>.Shared.Rent(Piece);
        while (reader.Read())
        {
            var inside = writer.Depth > 0;
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    var empty = reader.IsEmptyElement;
                    rooted = true;
                    element.Take(reader);
                    scope.Push(element);
                    writer.Start(element, scope);
                    if (empty)
                    {
                        writer.End();
                        scope.Pop();
                    }

                    break;
                case XmlNodeType.EndElement:
                    writer.End();
                    scope.Pop();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace when inside:
                    Text(reader, writer, piece);
                    break;
                case XmlNodeType.Comment:
                    writer.Comment(reader.Value, !inside && !rooted, !inside && rooted);
                    break;
                case XmlNodeType.ProcessingInstruction:
                    writer.Instruction(reader.Name, reader.Value, !inside && !rooted, !inside && rooted);
                    break;
            }
        }

        ArrayPool<char>.Shared.Return(piece);
    }

    // Recursion is bounded by the limits the tree was built under.
    private static void Write(XmlElement node, NamespaceScope scope, CanonicalWriter writer, CanonicalElement element)
    {
        element.Take(node);
        scope.Push(element);
        writer.Start(element, scope);
        foreach (XmlNode child in node.ChildNodes)
        {
            if (child is XmlElement below)
            {
                Write(below, scope, writer, element);
            }
            else
            {
                writer.Text(child.Value);
            }
        }

        writer.End();
        scope.Pop();
    }
}
