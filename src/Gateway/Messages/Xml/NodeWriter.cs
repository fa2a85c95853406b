using System.Xml;

namespace Gateway.Messages.Xml;

/// <summary>Writes the nodes of one message with its prefixes; neighbours mostly have the same.</summary>
internal sealed class NodeWriter(XmlWriter writer, IReadOnlyDictionary<string, string> prefixes)
{
    private string _space = "";
    private string _prefix = prefixes.GetValueOrDefault("", "");

    /// <summary>A node and what is below it.</summary>
    public void Write(MessageNode node)
    {
        Open(node);
        foreach (var child in node.Children)
        {
            Write(child);
        }

        Close();
    }

    /// <summary>The beginning of a node: its attributes and its text.</summary>
    public void Open(MessageNode node)
    {
        writer.WriteStartElement(node.OwnPrefix ?? Prefix(node.Space), node.Name, node.Space);
        if (node.Parent is null)
        {
            Declare(node);
        }

        foreach (var attribute in node.Attributes)
        {
            writer.WriteAttributeString(attribute.Space.Length == 0 ? "" : Prefix(attribute.Space), attribute.Name, attribute.Space, attribute.Text);
        }

        if (node.Text is not null)
        {
            writer.WriteString(node.Text);
        }
    }

    /// <summary>The end of the node that is open.</summary>
    public void Close() => writer.WriteFullEndElement();

    private string Prefix(string space)
    {
        if (!ReferenceEquals(space, _space))
        {
            (_space, _prefix) = (space, prefixes.GetValueOrDefault(space, ""));
        }

        return _prefix;
    }

    // Declared once, at the top; a prefix that stands for several namespaces is declared where it is used.
    private void Declare(MessageNode root)
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
