using Gateway.Messages;
using Gateway.Messages.Json;

namespace Gateway.Adapters;

/// <summary>The context given beside a document: <c>{"envelope":{...},"partner":{...}}</c>, all values texts.</summary>
public static class ContextText
{
    private static readonly ReadLimits Limits = new(MaxBytes: 1_048_576, MaxDepth: 4, MaxNodes: 2_000);

    /// <summary>Reads a context file; what is wrong with it comes out as findings.</summary>
    public static (Tree Envelope, Tree Partner) Read(ReadOnlyMemory<byte> bytes, string file, out IReadOnlyList<Finding> findings)
    {
        var list = new FindingList();
        var (envelope, partner) = (new Tree("envelope"), new Tree("partner"));
        if (JsonText.Parse(bytes, new ReadCounter(Limits), list, file) is { } item)
        {
            var fields = new JsonFields(item, file, list);
            foreach (var (target, words) in new[] { (envelope, fields.Words("envelope")), (partner, fields.Words("partner")) })
            {
                foreach (var (name, value) in words)
                {
                    target.With(name.Length == 0 ? "-" : name, value);
                }
            }

            fields.RefuseUnknown();
        }

        findings = list.Items;
        return (envelope, partner);
    }
}
