using System.Text;
using System.Xml;

namespace Gateway.Messages.Xml;

/// <summary>Nodes to XML bytes: UTF-8 without byte order mark, no indentation, so that what is signed is what was meant.</summary>
internal static class XmlOutput
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static byte[] ToBytes(MessageNode root, IReadOnlyDictionary<string, string> namespaces, bool declaration = true)
    {
        using var stream = new MemoryStream();
        var settings = new XmlWriterSettings
        {
            Encoding = Utf8,
            Indent = false,
            NewLineHandling = NewLineHandling.Entitize,
            OmitXmlDeclaration = !declaration,
        };
        using (var writer = XmlWriter.Create(stream, settings))
        {
            Write(writer, root, namespaces, isRoot: true);
        }

        return stream.ToArray();
    }

    /// <summary>Text that XML can hold; anything else is a finding before the writer sees it.</summary>
    public static bool CanHold(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (!XmlConvert.IsXmlChar(text[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static void Write(XmlWriter writer, MessageNode node, IReadOnlyDictionary<string, string> namespaces, bool isRoot)
    {
        writer.WriteStartElement(Prefix(node.Space, namespaces, attribute: false), node.Name, node.Space);
        if (isRoot)
        {
            foreach (var (prefix, uri) in namespaces)
            {
                if (prefix.Length > 0)
                {
                    writer.WriteAttributeString("xmlns", prefix, null, uri);
                }
                else if (node.Space != uri)
                {
                    writer.WriteAttributeString("xmlns", uri);
                }
            }
        }

        foreach (var attribute in node.Attributes)
        {
            writer.WriteAttributeString(Prefix(attribute.Space, namespaces, attribute: true), attribute.Name, attribute.Space, attribute.Text);
        }

        if (node.Text is not null)
        {
            writer.WriteString(node.Text);
        }

        foreach (var child in node.Children)
        {
            Write(writer, child, namespaces, isRoot: false);
        }

        writer.WriteFullEndElement();
    }

    private static string Prefix(string space, IReadOnlyDictionary<string, string> namespaces, bool attribute)
    {
        foreach (var (prefix, uri) in namespaces)
        {
            if (uri == space && !(attribute && prefix.Length == 0))
            {
                return prefix;
            }
        }

        return "";
    }
}
