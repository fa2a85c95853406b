using Gateway.Messages.Maps;

namespace Gateway.Messages.Pieces;

/// <summary>What stands around the repeated elements of a message, and where they stood.</summary>
/// <param name="Root">The message without them.</param>
/// <param name="Gap">The node that stands for them; <c>null</c> when there were none.</param>
internal sealed record PieceFrame(MessageNode Root, MessageNode? Gap)
{
    /// <summary>What stands around the elements that a line of the map wrote: the bare elements, which know nothing of the document.</summary>
    public static PieceFrame Around(MessageNode root, MapLine line)
    {
        MessageNode? gap = null;
        var around = Around(root, line, ref gap);
        around.Prefixes = root.Prefixes;
        return new PieceFrame(around, gap);
    }

    /// <summary>The message with some of them only, the first of which is the <paramref name="from"/>th.</summary>
    public MessageNode With(IReadOnlyList<MessageNode> nodes, int from)
    {
        var root = Copy(Root, nodes, from);
        root.Prefixes = Root.Prefixes is { } prefixes ? new Dictionary<string, string>(prefixes) : null;
        return root;
    }

    private static MessageNode Around(MessageNode node, MapLine line, ref MessageNode? gap)
    {
        var copy = Bare(node);
        foreach (var child in node.Children)
        {
            if (!ReferenceEquals(child.By, line))
            {
                copy.Add(Around(child, line, ref gap));
            }
            else if (gap is null)
            {
                copy.Add(gap = new MessageNode(child.Space, child.Name));
            }
        }

        return copy;
    }

    // Without the elements below it.
    private static MessageNode Bare(MessageNode node)
    {
        var copy = new MessageNode(node.Space, node.Name, node.Line) { Text = node.Text };
        if (node.OwnPrefix is { } prefix)
        {
            copy.OwnPrefix = prefix;
        }

        foreach (var attribute in node.Attributes)
        {
            var own = copy.AddAttribute(new MessageNode(attribute.Space, attribute.Name, attribute.Line, attribute: true) { Text = attribute.Text });
            if (attribute.IgnoredBecause is { } reason)
            {
                own.IgnoredBecause = reason;
            }
        }

        return copy;
    }

    private MessageNode Copy(MessageNode node, IReadOnlyList<MessageNode> nodes, int from)
    {
        var copy = Bare(node);
        foreach (var child in node.Children)
        {
            if (!ReferenceEquals(child, Gap))
            {
                copy.Add(Copy(child, nodes, from));
                continue;
            }

            copy.NumbersFrom(child.Space, child.Name, from);
            foreach (var each in nodes)
            {
                copy.Add(each);
            }
        }

        return copy;
    }
}
