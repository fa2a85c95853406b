using System.Text;
using System.Xml;
using Gateway.Signatures.Markup;

namespace Gateway.Signatures;

/// <summary>Canonical bytes of whole documents, forward only: memory does not grow with the document where a stream takes them.</summary>
public static class XmlCanonicalization
{
    /// <summary>
    /// The canonical bytes of a document in UTF-8. Throws <see cref="XmlException"/> where it is not well-formed, has a document type
    /// declaration, or names another encoding.
    /// </summary>
    public static byte[] Canonicalize(ReadOnlyMemory<byte> xml, CanonicalMethod method)
    {
        ArgumentNullException.ThrowIfNull(method);
        using var sink = new CanonicalSink(xml.Length);
        using var reader = new MarkupReader(new MarkupWindow(xml, int.MaxValue));
        try
        {
            Write(reader, new CanonicalWriter(method, sink));
        }
        catch (MarkupException fault)
        {
            throw new XmlException(fault.Code, fault);
        }

        return sink.ToArray();
    }

    /// <summary>The canonical bytes of an element of a tree; what it inherits is in the scope.</summary>
    internal static byte[] OfElement(XmlElement element, NamespaceScope scope, CanonicalMethod method)
    {
        using var sink = new CanonicalSink();
        Write(element, scope, new CanonicalWriter(method, sink), (new CanonicalElement(), new MarkupBuffer()));
        return sink.ToArray();
    }

    private static void Write(MarkupReader reader, CanonicalWriter writer)
    {
        var rooted = false;
        while (reader.Read(writer.Depth > 0 ? writer.State : null))
        {
            var (before, after) = (!rooted, rooted && writer.Depth == 0);
            switch (reader.Kind)
            {
                case MarkupKind.Start:
                    rooted = true;
                    if (writer.Start(reader))
                    {
                        reader.Learn(writer.State);
                    }

                    if (reader.IsEmpty)
                    {
                        writer.End(reader);
                    }

                    break;
                case MarkupKind.End:
                    writer.End(reader);
                    break;
                case MarkupKind.Leaf:
                    writer.Leaf(reader);
                    break;
                case MarkupKind.Text or MarkupKind.Section:
                    writer.Text(reader);
                    break;
                case MarkupKind.Comment:
                    writer.Comment(Ended(reader.Content), before, after);
                    break;
                case MarkupKind.Instruction:
                    writer.Instruction(reader.Target!.Local, Ended(reader.Content), before, after);
                    break;
                case MarkupKind.DocumentType:
                    throw new MarkupException(SignatureCodes.Dtd);
                case MarkupKind.Declaration when !reader.IsUtf8:
                    throw new MarkupException(SignatureCodes.Encoding);
            }
        }
    }

    private static string Ended(ReadOnlySpan<byte> text) =>
        Encoding.UTF8.GetString(text).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    // Recursion is bounded by the limits the tree was built under.
    private static void Write(XmlElement node, NamespaceScope scope, CanonicalWriter writer, (CanonicalElement Element, MarkupBuffer Text) kept)
    {
        kept.Element.Take(node);
        var name = kept.Element.Qualified;
        scope.Push(kept.Element);
        writer.Start(kept.Element, scope);
        foreach (XmlNode child in node.ChildNodes)
        {
            if (child is XmlElement below)
            {
                Write(below, scope, writer, kept);
            }
            else
            {
                kept.Text.Clear();
                MarkupText.EncodeText(child.Value ?? "", kept.Text);
                writer.Text(kept.Text.All);
            }
        }

        writer.End(name);
        scope.Pop();
    }
}
