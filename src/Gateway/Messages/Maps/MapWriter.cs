using Gateway.Messages.Pieces;

namespace Gateway.Messages.Maps;

/// <summary>What one writing of a map carries along; <paramref name="Carried"/>: nodes of the document that some line has written.</summary>
internal sealed record WriteContext(Tree Envelope, Tree Partner, DateOnly Day, FindingList Findings, CarriedNodes Carried)
{
    public LeafTrail Leaves { get; } = new();

    /// <summary>Closes a nested message into the text that stands in its element.</summary>
    public required Func<Map, MessageNode, byte[]> Close { get; init; }

    /// <summary>Where it is a piece of a document: what is numbered on from the pieces before.</summary>
    public PieceNumbers? Numbers { get; init; }
}

/// <summary>A message before it is closed into bytes.</summary>
/// <param name="Root">The message.</param>
/// <param name="Context">Findings, and what was written from where.</param>
/// <param name="Lost">What of the document is not in it.</param>
internal sealed record Composed(MessageNode Root, WriteContext Context, List<Finding> Lost);

/// <summary>Document to message, by the lines of the map.</summary>
internal sealed class MapWriter(WriteContext context)
{
    private readonly NounGetter _nouns = new(context);
    private Spelling? _spelling;

    /// <summary>The root; fixed width has none on the wire, so its paths begin with the item.</summary>
    public MessageNode Write(Tree document, Map map, bool rooted)
    {
        var scope = Scope.Of(document);
        var root = new MessageNode(map.Root.Space, rooted ? map.Root.Name : "") { By = map.Root, Scope = scope };
        _spelling = Spelling.Of(map, document, context.Carried);
        WriteLines(root, map.Root.Children, scope);
        _spelling?.Complete(root, map.Namespaces);
        return root;
    }

    /// <summary>Writes lines into a node; <c>true</c> when anything but constants was written.</summary>
    private bool WriteLines(MessageNode node, List<MapLine> lines, Scope scope, int occurrence = 0)
    {
        var said = false;
        foreach (var line in lines)
        {
            said |= line.Kind switch
            {
                LineKind.Group => WriteGroup(node, line, scope, occurrence),
                LineKind.Leaf => line.Writes && WriteLeaf(node, line, scope, occurrence),
                LineKind.Repeat => line.Writes && WriteRepeat(node, line, scope),
                LineKind.Numbered => WriteNumbered(node, line, scope),
                _ => false,
            };
        }

        return said;
    }

    private bool WriteGroup(MessageNode node, MapLine line, Scope scope, int occurrence)
    {
        if (!line.Required && _spelling is null && line.Feeds is { } feeds && !scope.MayHave(feeds))
        {
            return false;
        }

        var child = node.Add(new MessageNode(line.Space, line.Name) { By = line, Scope = scope });
        var leaves = context.Leaves.Count;
        var said = WriteLines(child, line.Children, scope, occurrence);
        if (said || _spelling?.StoodEmpty(child) == true)
        {
            return true;
        }

        if (!line.Required)
        {
            node.RemoveLast(child);
            context.Leaves.KeepFirst(leaves);
        }

        return false;
    }

    private bool WriteLeaf(MessageNode node, MapLine line, Scope scope, int occurrence)
    {
        var name = Scope.Numbered(line.Name, occurrence);
        if (line.Source!.Kind == SourceKind.Content)
        {
            return WriteContent(node, line, scope);
        }

        var value = _nouns.Value(line, scope, out var second);
        var absent = value is null || (value.Length == 0 && !line.KeepEmpty && !line.IsConstant);
        if (absent && (_spelling is null || line.IsAttribute))
        {
            IsAbsent(node, name, line.Source, scope, occurrence);
            return false;
        }

        var child = new MessageNode(line.Space, name, attribute: line.IsAttribute) { Text = value, By = line, Scope = scope };
        _ = line.IsAttribute ? node.AddAttribute(child) : node.Add(child);
        if (_spelling is not null && !Respelled(child, line, value) && absent)
        {
            node.RemoveLast(child);
            IsAbsent(node, name, line.Source, scope, occurrence);
            return false;
        }

        _nouns.Trace(child, line.Source, scope);
        if (line.LeftTime.Length > 0)
        {
            node.Add(new MessageNode(line.Space, Scope.Numbered(line.LeftTime, occurrence)) { Text = second, By = line, Scope = scope });
        }

        WriteLines(child, line.Children, scope, occurrence);
        return !line.IsConstant;
    }

    // Lines name their nouns themselves, except those of numbered blocks, which stand for many.
    private static void IsAbsent(MessageNode node, string name, Source source, Scope scope, int occurrence)
    {
        if (occurrence > 0 && NounGetter.IsNoun(source))
        {
            node.IsAbsent(name, source, scope);
        }
    }

    private bool Respelled(MessageNode node, MapLine line, string? value)
    {
        var text = line.Source!.Kind == SourceKind.Nouns ? _spelling!.Text(node, line, value) : null;
        node.Text = text ?? node.Text;
        return text is not null;
    }

    private bool WriteContent(MessageNode node, MapLine line, Scope scope)
    {
        if (line.Source!.Content is not { } map)
        {
            return false;
        }

        var nested = new MessageNode(map.Root.Space, map.Root.Name) { By = map.Root, Scope = scope };
        var said = WriteLines(nested, map.Root.Children, scope);
        if (!said && !line.Required)
        {
            return false;
        }

        var bytes = context.Close(map, nested);
        var text = line.Source.Base64 ? Convert.ToBase64String(bytes) : System.Text.Encoding.UTF8.GetString(bytes);
        node.Add(new MessageNode(line.Space, line.Name) { Text = text, By = line, Scope = scope });
        return said;
    }

    private bool WriteRepeat(MessageNode node, MapLine line, Scope scope)
    {
        if (line.Source!.Noun == ".")
        {
            return WriteGroup(node, line, scope, 0);
        }

        var before = context.Numbers?.Before(scope, line.Source.Noun) ?? 0;
        var number = before;
        if (before > 0)
        {
            node.NumbersFrom(line.Space, line.Name, before + 1);
        }

        foreach (var occurrence in Below(line.Source, scope))
        {
            if (occurrence.Name != line.Source.Path.Last)
            {
                continue;
            }

            number++;
            if (line.Max > 0 && number > line.Max)
            {
                TooMany(line, scope, number);
                break;
            }

            WriteOccurrence(node, line, scope.At(occurrence, line.Source.Noun, number));
        }

        return number > before;
    }

    private static ReadOnlySpan<Tree> Below(Source source, Scope scope) => source.Path.Parent(scope) is { } parent ? parent.Below : [];

    private void WriteOccurrence(MessageNode node, MapLine line, Scope inner)
    {
        var child = node.Add(new MessageNode(line.Space, line.Name) { By = line, Scope = inner });
        if (line.HoldsText)
        {
            var leaf = line.Held;
            child.Text = _nouns.Value(leaf, inner, out _) ?? "";
            _ = _spelling is not null && Respelled(child, leaf, child.Text);
            _nouns.Trace(child, leaf.Source!, inner);
        }

        WriteLines(child, line.Children, inner);
        _ = child.Children.Count == 0 && !line.HoldsText && _spelling?.StoodEmpty(child) == true;
    }

    private bool WriteNumbered(MessageNode node, MapLine line, Scope scope)
    {
        if (line.Source!.Noun == ".")
        {
            return WriteLines(node, line.Children, scope, 1);
        }

        var number = 0;
        foreach (var occurrence in Below(line.Source, scope))
        {
            if (occurrence.Name != line.Source.Path.Last)
            {
                continue;
            }

            number++;
            if (number > line.Max)
            {
                TooMany(line, scope, number);
                break;
            }

            WriteLines(node, line.Children, scope.At(occurrence, line.Source.Noun, number), number);
        }

        return number > 0;
    }

    private void TooMany(MapLine line, Scope scope, int number) => context.Findings.Error(
        "OCCURS-TOO-MANY", $"{scope.PointerTo(line.Source!.Noun)}[{number}]", line.Left, $"at most {line.Max} occurrences");
}
