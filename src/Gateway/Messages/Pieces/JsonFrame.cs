using System.Text.Json;
using Gateway.Messages.Json;

namespace Gateway.Messages.Pieces;

/// <summary>What stands in a long document around what repeats in it, and how that was spelled.</summary>
internal sealed class JsonFrame
{
    /// <summary>The other nouns.</summary>
    public List<(string Name, JsonItem Value)> Members { get; } = [];

    /// <summary>Spelling of none of the repeated elements, with its number.</summary>
    public List<(int Number, JsonItem Place)> Places { get; } = [];

    /// <summary>How many there are of what repeats.</summary>
    public int Total { get; set; }

    /// <summary>The document with some of them only, and how those were spelled.</summary>
    public JsonItem With(string noun, List<JsonItem> some, string? spelling, IEnumerable<JsonItem> places)
    {
        var root = new JsonItem(JsonValueKind.Object, 1);
        root.Members.AddRange(Members);
        Add(root, noun, some);
        Add(root, spelling ?? "", places);
        return root;
    }

    private static void Add(JsonItem root, string noun, IEnumerable<JsonItem> items)
    {
        var array = new JsonItem(JsonValueKind.Array, 1);
        array.Items.AddRange(items);
        if (array.Items.Count > 0)
        {
            root.Members.Add((noun, array));
        }
    }
}
