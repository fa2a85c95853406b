namespace Gateway.Messages.Xml;

/// <summary>XML messages.</summary>
internal sealed class XmlCarrier(XmlTable table, IReadOnlyDictionary<string, string> namespaces, IReadOnlySet<string> tolerated) : ICarrier
{
    private static readonly HashSet<string> Nothing = [];

    public bool BlankIsAbsent => false;

    public IReadOnlyDictionary<string, string> Namespaces => namespaces;

    public MessageNode? Open(ReadOnlyMemory<byte> bytes, ReadCounter counter, FindingList findings) =>
        XmlInput.Parse(bytes, counter, findings) is { } root ? Tolerate(root, findings) : null;

    /// <summary>What is forgiven before the message is held to its schema.</summary>
    public MessageNode Tolerate(MessageNode root, FindingList findings)
    {
        if (tolerated.Contains("blanks") && Trim(root) is > 0 and var trimmed)
        {
            findings.Add(new Finding("XML-BLANKS", Severity.Note, "", root.Path, $"blanks around {trimmed} value(s) are dropped"));
        }

        return root is { Space.Length: 0 } && table.Root.Space.Length > 0 && tolerated.Contains("missing-namespaces")
            ? XmlSchemaCheck.WithNamespaces(root, table.Root)
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

    /// <summary>Drops blanks and line breaks around values (<c>blanks</c>); gives how many there were.</summary>
    private static int Trim(MessageNode node)
    {
        var trimmed = 0;
        if (node is { Text.Length: > 0, Children.Count: 0 } && node.Text.Trim() is var text && text.Length < node.Text.Length)
        {
            (node.Text, trimmed) = (text, 1);
        }

        foreach (var child in node.Attributes)
        {
            trimmed += Trim(child);
        }

        foreach (var child in node.Children)
        {
            trimmed += Trim(child);
        }

        return trimmed;
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
