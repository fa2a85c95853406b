namespace Gateway.Messages.Fixed;

/// <summary>Fixed-width messages.</summary>
internal sealed class FixedCarrier(FixedLayout layout) : ICarrier
{
    private static readonly Dictionary<string, string> None = [];

    public bool BlankIsAbsent => true;

    public IReadOnlyDictionary<string, string> Namespaces => None;

    public FixedLayout Layout => layout;

    public MessageNode? Open(ReadOnlyMemory<byte> bytes, ReadCounter counter, FindingList findings) =>
        new FixedInput(layout, counter, findings).Parse(bytes);

    public void Check(MessageNode root, FindingList findings, bool writing)
    {
        if (writing)
        {
            FixedOutput.Fit(root, layout, findings);
            if (layout.ResultWidth > 0)
            {
                ResultRun.Write(root, layout.ResultWidth, findings);
            }
        }

        new FixedCheck(layout, findings, writing).Check(root);
    }

    public byte[] Close(MessageNode root) =>
        FixedOutput.ToBytes(root, layout, layout.ResultWidth > 0 ? ResultRun.Write(root, layout.ResultWidth, new FindingList()) ?? "" : "");

    public IReadOnlyList<string> Range(string range, string parent)
    {
        var ends = range.Split("..");
        var codes = (parent switch
        {
            FixedLayout.HeaderName => layout.Header.Fields.Select(field => field.Code),
            FixedLayout.BlockName => layout.Table.Block.Select(item => item.Code),
            _ => layout.Table.Body.Select(item => item.Code),
        }).ToList();
        var (from, to) = (codes.IndexOf(ends[0]), codes.IndexOf(ends[^1]));
        return from < 0 || to < from ? [] : codes[from..(to + 1)];
    }
}
