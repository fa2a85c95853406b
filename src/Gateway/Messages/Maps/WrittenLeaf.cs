using System.Collections;

namespace Gateway.Messages.Maps;

/// <summary>Where one written leaf came from, as the writing saw it.</summary>
/// <param name="Node">The leaf.</param>
/// <param name="Noun">The noun, <c>null</c> for what does not come from the document.</param>
/// <param name="From">Where the noun itself came from.</param>
internal readonly record struct WrittenLeaf(MessageNode Node, NounPath? Noun, object? From)
{
    public Provenance ToProvenance(DateOnly day)
    {
        var list = Node.By!.Rule.Codes is { } codes ? $" by code list {codes.Name}{(Node.Text is { } written && codes.IsUnconfirmed(written, day) ? ", unconfirmed" : "")}" : "";
        return new Provenance(Node.Path, Noun is null ? "" : Node.Scope!.PointerTo(Noun.Noun), Source + list);
    }

    private string Source => Noun is not null ? From is Origin origin ? origin.Path : (string?)From ?? "document" : Node.By!.Source!.Kind switch
    {
        SourceKind.Envelope => $"envelope.{Node.By.Source.Text}",
        SourceKind.Partner => $"partner.{Node.By.Source.Text}",
        _ => "constant",
    };
}

/// <summary>The trace of one writing, in message order. It holds everything; the words are put together when somebody reads them.</summary>
internal sealed class WrittenLeaves(LeafTrail leaves, DateOnly day) : IReadOnlyList<Provenance>
{
    private Provenance?[]? _spelled;

    public int Count => leaves.Count;

    public Provenance this[int index] => (_spelled ??= new Provenance?[leaves.Count])[index] ??= leaves[index].ToProvenance(day);

    public IEnumerator<Provenance> GetEnumerator()
    {
        for (var i = 0; i < leaves.Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
