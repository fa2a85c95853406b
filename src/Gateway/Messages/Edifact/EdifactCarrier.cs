using Gateway.Messages.Xml;

namespace Gateway.Messages.Edifact;

/// <summary>UN/EDIFACT, syntax version 3: one message an interchange.</summary>
internal sealed class EdifactCarrier(EdifactTable table, IReadOnlySet<string> tolerated) : ICarrier
{
    private static readonly Dictionary<string, string> None = [];
    private static readonly HashSet<string> Nothing = [];

    public bool BlankIsAbsent => true;

    public IReadOnlyDictionary<string, string> Namespaces => None;

    public MessageNode? Open(ReadOnlyMemory<byte> bytes, ReadCounter counter, FindingList findings) =>
        new EdifactInput(table, counter, findings).Parse(bytes);

    public void Check(MessageNode root, FindingList findings, bool writing)
    {
        if (writing)
        {
            Says(root);
            new TextFit(tolerated, findings).Fit(root);
            Characters(root, EdifactOutput.Set(root), findings);
        }

        new XmlSchemaCheck(findings, Nothing, "EDI").Check(root, table.Root);
    }

    public byte[] Close(MessageNode root) => new EdifactOutput(table).ToBytes(root);

    public IReadOnlyList<string> Range(string range, string parent) => [];

    // A segment or composite in which nothing stands is not written: where it is required, it is missing.
    private static bool Says(MessageNode node)
    {
        node.Keep(Says);
        return node.Children.Count > 0 || !string.IsNullOrEmpty(node.Text);
    }

    private static void Characters(MessageNode node, string set, FindingList findings)
    {
        if (node.Parent is null && !EdifactSyntax.Sets.Contains(set))
        {
            findings.Error("EDI-CHARSET", "", "UNB/S001/0001", $"character set '{LexicalTypes.Clip(set)}'; {string.Join(", ", EdifactSyntax.Sets)} are written");
            return;
        }

        if (node.Text is { } text && EdifactSyntax.Outside(text, set) is >= 0 and var at)
        {
            node.Reported = true;
            findings.Error("EDI-CHARACTER", node.Pointer, node.Path, $"'{text[at]}' at {at + 1} is not in {set}");
        }

        foreach (var child in node.Children)
        {
            Characters(child, set, findings);
        }
    }
}
