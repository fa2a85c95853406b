using Gateway.Messages.Values;
using Gateway.Messages.Xml;

namespace Gateway.Messages.Maps;

/// <summary>
/// How a message was spelled where its nouns alone would write it differently: blanks and zeros around a value, attributes without a noun,
/// elements that are there but say nothing, prefixes. Kept in the document as places (<c>at</c>) and texts, so that it can be written again
/// as it was; a place whose value has changed since is written from the noun.
/// </summary>
internal sealed class Spelling
{
    private const string Prefix = "xmlns=";
    private const string OwnPrefix = "xmlns";
    private readonly Dictionary<string, Tree> _places = [];
    private readonly HashSet<string> _names = [];
    private readonly CarriedNodes _carried;

    private Spelling(IEnumerable<Tree> places, CarriedNodes carried)
    {
        _carried = carried;
        foreach (var place in places)
        {
            var at = place.Value("at") ?? "";
            if (_places.TryAdd(at, place))
            {
                _names.Add(Bare(at));
            }
        }
    }

    /// <summary>The spelling a document brings along for a map that keeps it; <c>null</c> when there is none.</summary>
    public static Spelling? Of(Map map, Tree document, CarriedNodes carried) =>
        Noun(map) is { } noun && document.Child(noun) is not null ? new Spelling(document.All(noun), carried) : null;

    /// <summary>The noun in which a map keeps the spelling, or <c>null</c>.</summary>
    public static string? Noun(Map map) => map.Root.Children.Find(line => line.Kind == LineKind.Spelling)?.Source?.Noun;

    /// <summary>Would the line write this text from the noun it read in it? <c>null</c>: it read none.</summary>
    public static bool Keeps(MapLine line, string text, string? noun)
    {
        if (line.Source!.Kind != SourceKind.Nouns || line.Rule.Kind is RuleKind.Code or RuleKind.DateAndTime or RuleKind.Form)
        {
            return true;
        }

        if (ReferenceEquals(noun, text) && line.Rule.WritesAsRead(text))
        {
            return true;
        }

        return noun is { Length: > 0 } ? line.Rule.Write(noun).Text == text : line.Rule.Read(text).Refused;
    }

    /// <summary>Adds to the document what was spelled in a way of its own, in message order.</summary>
    public static void Collect(MessageNode root, string noun, Tree document, IReadOnlyDictionary<string, string> namespaces)
    {
        var usual = XmlOutput.Spaces(namespaces);
        foreach (var (space, prefix) in root.Prefixes ?? [])
        {
            if (usual.TryGetValue(space, out var ours) && ours != prefix)
            {
                Add(document, noun, Prefix + space, prefix, root);
            }
        }

        Collect(root, noun, document);
    }

    /// <summary>The text of a leaf as it was spelled, when the noun still says the same.</summary>
    public string? Text(MessageNode node, MapLine line, string? value)
    {
        if (!_names.Contains(node.Name) || !_places.TryGetValue(node.Path, out var place))
        {
            return null;
        }

        var text = place.Value("text") ?? "";
        var says = line.Rule.Kind == RuleKind.Form ? value : line.Rule.Read(text) is { Refused: false, Text: { Length: > 0 } noun } ? line.Rule.Write(noun).Text : null;
        if ((says ?? "") != (value ?? ""))
        {
            return null;
        }

        Carried(place);
        return text;
    }

    /// <summary>The element stood there without saying anything; the blanks it held stand in it again.</summary>
    public bool StoodEmpty(MessageNode node)
    {
        if (!_names.Contains(node.Name) || !_places.TryGetValue(node.Path, out var place))
        {
            return false;
        }

        Carried(place);
        node.Text = place.Value("text") is { Length: > 0 } blanks && string.IsNullOrWhiteSpace(blanks) ? blanks : null;
        return true;
    }

    /// <summary>Attributes without a noun, and prefixes.</summary>
    public void Complete(MessageNode root, IReadOnlyDictionary<string, string> namespaces)
    {
        foreach (var (at, place) in _places)
        {
            var cut = at.LastIndexOf("/@", StringComparison.Ordinal);
            var text = place.Value("text") ?? "";
            if (at.StartsWith(Prefix, StringComparison.Ordinal) && namespaces.Values.Contains(at[Prefix.Length..]) && XmlOutput.CanPrefix(text))
            {
                root.Prefixes ??= XmlOutput.Spaces(namespaces);
                root.Prefixes[at[Prefix.Length..]] = text;
                Carried(place);
            }
            else if (cut > 0 && !_carried.Contains(place) && Find(root, at[..cut]) is { } element && Complete(element, at[(cut + 2)..], text))
            {
                Carried(place);
            }
        }
    }

    private static bool Complete(MessageNode element, string name, string text)
    {
        if (name == OwnPrefix ? element.Space.Length == 0 || !XmlOutput.CanPrefix(text) : !XmlOutput.CanName(name) || element.Next("", name, inAttributes: true) is not null)
        {
            return false;
        }

        if (name == OwnPrefix)
        {
            element.OwnPrefix = text;
        }
        else
        {
            element.AddAttribute(new MessageNode("", name, attribute: true) { Text = text });
        }

        return true;
    }

    private static void Collect(MessageNode node, string noun, Tree document)
    {
        if (node.OwnPrefix is { } prefix)
        {
            Add(document, noun, $"{node.Path}/@{OwnPrefix}", prefix, node);
        }

        if (node.Respelled)
        {
            Add(document, noun, node.Path, node.Children.Count == 0 ? node.Text ?? "" : "", node);
        }

        foreach (var attribute in node.Attributes)
        {
            if (attribute.Respelled || (!attribute.Taken && attribute.IgnoredBecause is null && !attribute.Reported && attribute.Space.Length == 0))
            {
                attribute.Taken = true;
                Add(document, noun, attribute.Path, attribute.Text ?? "", attribute);
            }
        }

        foreach (var child in node.Children)
        {
            if (child.Taken)
            {
                Collect(child, noun, document);
            }
        }
    }

    private static void Add(Tree document, string noun, string at, string text, MessageNode node) =>
        document.Add(new Tree(noun, source: node.Path)).With("at", at).With("text", text);

    private static MessageNode? Find(MessageNode root, string path)
    {
        var steps = path.Split('/');
        var node = steps[0] == root.Name ? root : null;
        foreach (var step in steps.Skip(1))
        {
            node = node?.Children.FirstOrDefault(child => step.StartsWith(child.Name, StringComparison.Ordinal) && child.Step == step);
        }

        return node;
    }

    private static string Bare(string at)
    {
        var last = at[(at.LastIndexOf('/') + 1)..].TrimStart('@');
        var bracket = last.IndexOf('[', StringComparison.Ordinal);
        return bracket < 0 ? last : last[..bracket];
    }

    private void Carried(Tree place) => _carried.AddWhole(place);
}
