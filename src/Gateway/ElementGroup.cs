using System.Collections.Frozen;

namespace Gateway;

/// <summary>An element with what stands in it, for walks from the document down: one look-up by name at each step.</summary>
internal sealed class ElementGroup
{
    private FrozenDictionary<string, ElementGroup> _below = FrozenDictionary<string, ElementGroup>.Empty;

    private ElementGroup(Element? element, int index)
    {
        Element = element;
        Index = index;
    }

    /// <summary>The element; <c>null</c> for the document.</summary>
    public Element? Element { get; }

    /// <summary>Its place in its group, from 0.</summary>
    public int Index { get; }

    /// <summary>How many elements stand in it.</summary>
    public int Count => _below.Count;

    /// <summary>The names in it, in the order of the table.</summary>
    public IReadOnlyList<string> Names { get; private set; } = [];

    /// <summary>The element of a name in it, or <c>null</c>.</summary>
    public ElementGroup? Find(string name) => _below.GetValueOrDefault(name);

    public static ElementGroup Of(IReadOnlyList<Element> elements)
    {
        var root = new ElementGroup(null, 0);
        var groups = elements.GroupBy(element => element.Path.LastIndexOf('/') is var cut && cut < 0 ? "" : element.Path[..cut]).ToDictionary(group => group.Key, group => group.ToList());
        root.Fill("", groups);
        return root;
    }

    private void Fill(string path, Dictionary<string, List<Element>> groups)
    {
        if (groups.GetValueOrDefault(path) is not { } own)
        {
            return;
        }

        _below = own.Select((element, index) => new ElementGroup(element, index)).ToFrozenDictionary(below => below.Element!.Path[(path.Length == 0 ? 0 : path.Length + 1)..]);
        Names = own.ConvertAll(element => element.Path[(path.Length == 0 ? 0 : path.Length + 1)..]);
        foreach (var below in _below.Values)
        {
            below.Fill(below.Element!.Path, groups);
        }
    }
}
