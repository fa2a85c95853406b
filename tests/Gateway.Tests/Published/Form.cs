using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;

namespace Gateway.Tests.Published;

/// <summary>
/// A message as exclusive canonical XML without comments; schema hints (<c>xsi:*</c>) and blanks between elements are dropped, the text of
/// leaves is exact.
/// </summary>
internal static class Form
{
    private const string Instance = "http://www.w3.org/2001/XMLSchema-instance";

    public static string Of(byte[] message)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        using (var reader = XmlReader.Create(new MemoryStream(message), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit }))
        {
            document.Load(reader);
        }

        Clean(document.DocumentElement!);
        var transform = new XmlDsigExcC14NTransform(includeComments: false);
        transform.LoadInput(document);
        using var output = new StreamReader((Stream)transform.GetOutput(typeof(Stream)), Encoding.UTF8);
        return output.ReadToEnd();
    }

    private static void Clean(XmlElement element)
    {
        foreach (var hint in element.Attributes.OfType<XmlAttribute>().Where(attribute => attribute.NamespaceURI == Instance).ToList())
        {
            element.Attributes.Remove(hint);
        }

        var children = element.ChildNodes.OfType<XmlElement>().ToList();
        foreach (var node in element.ChildNodes.OfType<XmlNode>().ToList())
        {
            if (node is XmlComment || (node is XmlCharacterData && children.Count > 0 && string.IsNullOrWhiteSpace(node.Value)))
            {
                element.RemoveChild(node);
            }
        }

        children.ForEach(Clean);
    }
}
