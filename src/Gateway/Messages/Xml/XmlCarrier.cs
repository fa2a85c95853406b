namespace Gateway.Messages.Xml;

/// <summary>XML messages.</summary>
internal sealed class XmlCarrier(XmlTable table, IReadOnlyDictionary<string, string> namespaces, IReadOnlySet<string> tolerated) : ICarrier
{
    private static readonly HashSet<string> Nothing = [];

    public bool BlankIsAbsent => false;

    public IReadOnlyDictionary<string, string> Namespaces => namespaces;

    public MessageNode? Open(ReadOnlyMemory<byte> bytes, ReadCounter counter, FindingList findings) =>
        XmlInput.Parse(bytes, counter, findings, table.Names) is { } root ? Tolerate(root, findings) : null;

    /// <summary>What is forgiven before the message is held to its schema.</summary>
    public MessageNode Tolerate(MessageNode root, FindingList findings)
    {
        if (Tolerance.Blanks.IsOf(tolerated))
        {
            Trim(root, findings);
        }

        return root is { Space.Length: 0 } && table.Root.Space.Length > 0 && Tolerance.MissingNamespaces.IsOf(tolerated)
            ? XmlSchemaCheck.WithNamespaces(root, table.Root, findings.Tolerances)
            : root;
    }

    public void Check(MessageNode root, FindingList findings, bool writing)
    {
        if (writing)
        {
            CheckText(root, findings);
        }

        new XmlSchemaCheck(findings, writing ? Nothing : tolerated).Check(root, table.Root);
    }

    public byte[] Close(MessageNode root) => XmlOutput.ToBytes(root, namespaces);

    public IReadOnlyList<string> Range(string range, string parent) => [];

    /// <summary>Drops blanks and line breaks around values (<c>blanks</c>).</summary>
    private static void Trim(MessageNode node, FindingList findings)
    {
        if (node is { Text.Length: > 0, Children.Count: 0 } && node.Text.Trim() is var text && text.Length < node.Text.Length)
        {
            node.Text = text;
            findings.Tolerances.Add(Tolerance.Blanks, node);
        }

        foreach (var child in node.Attributes)
        {
            Trim(child, findings);
        }

        foreach (var child in node.Children)
        {
            Trim(child, findings);
        }
    }

    private static void CheckText(MessageNode node, FindingList findings)
    {
        if (node.Text is { } text && !XmlOutput.CanHold(text))
        {
            findings.Error("XML-CHARACTER", node.Pointer, node.Path, "holds a character that XML cannot carry");
        }

        foreach (var child in node.Attributes)
        {
            CheckText(child, findings);
        }

        foreach (var child in node.Children)
        {
            CheckText(child, findings);
        }
    }
}
