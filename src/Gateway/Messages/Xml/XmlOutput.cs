using System.Text;
using System.Xml;

namespace Gateway.Messages.Xml;

/// <summary>Nodes to XML bytes: UTF-8 without byte order mark, no indentation, so that what is signed is what was meant.</summary>
internal static class XmlOutput
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static byte[] ToBytes(MessageNode root, IReadOnlyDictionary<string, string> namespaces, bool declaration = true)
    {
        using var stream = new ByteChunks();
        var settings = new XmlWriterSettings
        {
            Encoding = Utf8,
            Indent = false,
            NewLineHandling = NewLineHandling.Entitize,
            OmitXmlDeclaration = !declaration,
        };
        using (var writer = XmlWriter.Create(stream, settings))
        {
            new Names(root.Prefixes ?? Spaces(namespaces)).Write(writer, root);
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

    /// <summary>A name without a prefix, of an element or attribute.</summary>
    public static bool CanName(string name) => XmlReader.IsName(name) && !name.Contains(':', StringComparison.Ordinal);

    /// <summary>A prefix, or none; those that begin with xml are not ours to give.</summary>
    public static bool CanPrefix(string prefix) =>
        prefix.Length == 0 || (CanName(prefix) && !prefix.StartsWith("xml", StringComparison.OrdinalIgnoreCase));

    /// <summary>Namespace to the prefix it is written with.</summary>
    public static Dictionary<string, string> Spaces(IReadOnlyDictionary<string, string> namespaces)
    {
        var spaces = new Dictionary<string, string>();
        foreach (var (prefix, uri) in namespaces)
        {
            spaces.TryAdd(uri, prefix);
        }

        return spaces;
    }

    /// <summary>Writes nodes with the prefixes of one message; neighbours mostly have the same.</summary>
    private sealed class Names(IReadOnlyDictionary<string, string> prefixes)
    {
        private string _space = "";
        private string _prefix = prefixes.GetValueOrDefault("", "");

        public void Write(XmlWriter writer, MessageNode root) => Write(writer, root, isRoot: true);

        private void Write(XmlWriter writer, MessageNode node, bool isRoot)
        {
            writer.WriteStartElement(node.OwnPrefix ?? Prefix(node.Space), node.Name, node.Space);
            if (isRoot)
            {
                Declare(writer, node, prefixes);
            }

            foreach (var attribute in node.Attributes)
            {
                writer.WriteAttributeString(attribute.Space.Length == 0 ? "" : Prefix(attribute.Space), attribute.Name, attribute.Space, attribute.Text);
            }

            if (node.Text is not null)
            {
                writer.WriteString(node.Text);
            }

            foreach (var child in node.Children)
            {
                Write(writer, child, isRoot: false);
            }

            writer.WriteFullEndElement();
        }

        private string Prefix(string space)
        {
            if (!ReferenceEquals(space, _space))
            {
                (_space, _prefix) = (space, prefixes.GetValueOrDefault(space, ""));
            }

            return _prefix;
        }
    }

    // Declared once, at the top; a prefix that stands for several namespaces is declared where it is used.
    private static void Declare(XmlWriter writer, MessageNode root, IReadOnlyDictionary<string, string> prefixes)
    {
        foreach (var (space, prefix) in prefixes)
        {
            var alone = prefixes.Values.Count(other => other == prefix) == 1;
            if (prefix.Length > 0 && alone)
            {
                writer.WriteAttributeString("xmlns", prefix, null, space);
            }
            else if (prefix.Length == 0 && alone && root.Space != space)
            {
                writer.WriteAttributeString("xmlns", space);
            }
        }
    }
}
