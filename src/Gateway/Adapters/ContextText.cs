using System.Text.Json;
using Gateway.Messages;
using Gateway.Messages.Json;

namespace Gateway.Adapters;

/// <summary>
/// The context given beside a document: <c>{"envelope":{...},"partner":{...}}</c>, all values texts. An object of texts alone is the
/// envelope: what a message said of itself, as the samples keep it.
/// </summary>
public static class ContextText
{
    private static readonly ReadLimits Limits = new(MaxBytes: 1_048_576, MaxDepth: 4, MaxNodes: 2_000);

    /// <summary>Reads a context file; what is wrong with it comes out as findings. Without a word of the partner that is <c>null</c>.</summary>
    public static (Tree Envelope, Tree? Partner) Read(ReadOnlyMemory<byte> bytes, string file, out IReadOnlyList<Finding> findings)
    {
        var list = new FindingList();
        var (envelope, partner, told) = (new Tree("envelope"), new Tree("partner"), true);
        if (JsonText.Parse(bytes, new ReadCounter(Limits), list, file) is { } item)
        {
            told = item.Member("partner") is not null;
            var fields = new JsonFields(IsEnvelope(item) ? Around(item) : item, file, list);
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
        return (envelope, told ? partner : null);
    }

    private static bool IsEnvelope(JsonItem item) => item.Members.Count > 0 && item.Members.TrueForAll(member => member.Value.Kind == JsonValueKind.String);

    private static JsonItem Around(JsonItem envelope)
    {
        var item = new JsonItem(JsonValueKind.Object, envelope.Line);
        item.Members.Add(("envelope", envelope));
        return item;
    }
}
