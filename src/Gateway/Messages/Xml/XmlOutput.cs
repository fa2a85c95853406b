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
        using (var writer = XmlWriter.Create(stream, Settings(declaration)))
        {
            new NodeWriter(writer, root.Prefixes ?? Spaces(namespaces)).Write(root);
        }

        return stream.ToArray();
    }

    /// <summary>How every message is written.</summary>
    public static XmlWriterSettings Settings(bool declaration = true) => new()
    {
        Encoding = Utf8,
        Indent = false,
        NewLineHandling = NewLineHandling.Entitize,
        OmitXmlDeclaration = !declaration,
    };

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
}
