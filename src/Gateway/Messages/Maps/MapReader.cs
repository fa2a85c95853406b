using Gateway.Messages.Pieces;
using Gateway.Messages.Values;

namespace Gateway.Messages.Maps;

/// <summary>What one reading of a map carries along.</summary>
internal sealed record ReadContext(Tree Envelope, Tree? Partner, DateOnly Day, FindingList Findings, bool BlankIsAbsent)
{
    /// <summary>Opens a nested message; <c>null</c> with findings when it cannot.</summary>
    public required Func<Map, byte[], MessageNode?> Open { get; init; }

    /// <summary>Where it is a piece of a message: what is numbered on from the pieces before.</summary>
    public PieceNumbers? Numbers { get; init; }
}

/// <summary>Message to document, by the lines of the map.</summary>
internal sealed class MapReader(ReadContext context)
{
    private readonly NounSetter _nouns = new(context);
    private string? _spelling;

    public Tree Read(MessageNode root, Map map, string kind)
    {
        var document = new Tree(kind);
        root.Taken = true;
        _spelling = Spelling.Noun(map);
        ReadLines(root, map.Root, Scope.Of(document));
        _nouns.CheckMoney();
        if (_spelling is not null)
        {
            Spelling.Collect(root, _spelling, document, map.Namespaces);
        }

        Unread(root);
        return document;
    }

    /// <summary>Reads the children of one node; <paramref name="selecting"/>: constants here were already compared.</summary>
    private void ReadLines(MessageNode node, MapLine block, Scope scope, int occurrence = 0, bool selecting = false)
    {
        var looks = block.Looks;
        for (var i = 0; i < looks.Length; i++)
        {
            // Names of numbered items are not those of the lines.
            if (occurrence == 0 && looks[i] != uint.MaxValue && (looks[i] & node.Marks) == 0)
            {
                continue;
            }

            var line = block.Children[i];
            switch (line.Kind)
            {
                case LineKind.Group:
                    ReadGroup(node, line, scope, occurrence, selecting);
                    break;
                case LineKind.Leaf:
                    ReadLeaf(node, line, scope, occurrence, selecting);
                    break;
                case LineKind.Repeat:
                    ReadRepeat(node, line, scope);
                    break;
                case LineKind.Numbered:
                    ReadNumbered(node, line, scope);
                    break;
            }
        }
    }

    private void ReadGroup(MessageNode node, MapLine line, Scope scope, int occurrence, bool selecting)
    {
        if (node.Next(line.Space, line.Name, line.IsAttribute) is { } child)
        {
            child.Taken = true;
            child.Respelled = child.Children.Count == 0;
            ReadLines(child, line, scope, occurrence, selecting);
        }
    }

    private void ReadLeaf(MessageNode node, MapLine line, Scope scope, int occurrence, bool selecting)
    {
        var item = Scope.Numbered(line.Name, occurrence);
        var child = node.Next(line.Space, item, line.IsAttribute, line.Again);
        var time = line.LeftTime.Length == 0 ? null : node.Next(line.Space, Scope.Numbered(line.LeftTime, occurrence), false, line.Again);
        if (child is not null)
        {
            child.Taken = true;
        }

        if (time is not null)
        {
            time.Taken = true;
        }

        if (!line.Reads || (child is null && time is null))
        {
            WrittenOnly(line, child);
            AbsentFlag(line, scope, child);
            return;
        }

        Take(child ?? time!, time, line, scope, selecting);
        if (child is not null)
        {
            ReadLines(child, line, scope, occurrence, selecting);
        }
    }

    private void Take(MessageNode node, MessageNode? time, MapLine line, Scope scope, bool selecting)
    {
        var text = node.Text ?? "";
        if (line.IsConstant)
        {
            if (!selecting && text != line.Source!.Text)
            {
                context.Findings.Error("MAP-CONSTANT", "", node.Path, $"'{LexicalTypes.Clip(text)}'; '{line.Source.Text}' is expected", node.Line);
            }

            return;
        }

        if (node.Children.Count > 0)
        {
            return; // elements in a leaf: the schema has said so already, and they stay unread
        }

        if (text.Length == 0 && time is null)
        {
            if (line.KeepEmpty && !context.BlankIsAbsent)
            {
                _nouns.Set(line.Source!, "", node, scope);
            }

            node.Respelled = !line.KeepEmpty;
            AbsentFlag(line, scope, null);
            return;
        }

        if (line.Source!.Kind == SourceKind.Content)
        {
            OpenContent(node, line.Source, scope);
            return;
        }

        var noun = _nouns.Take(line, text, time?.Text, node, scope);
        node.Respelled = (_spelling is not null && !Spelling.Keeps(line, text, noun)) || (line.Rule.Kind == RuleKind.Form && OtherForm(line, text, node, scope));
    }

    /// <summary>A code for the form of a value that its form does not have.</summary>
    private bool OtherForm(MapLine line, string text, MessageNode node, Scope scope)
    {
        var expected = scope.Value(line.Source!.Noun) is { Length: > 0 } value ? line.Rule.Write(value).Text : text;
        if (expected != text && _spelling is null)
        {
            context.Findings.Error("MAP-CONFLICT", scope.PointerTo(line.Source.Noun), node.Path, $"'{LexicalTypes.Clip(text)}'; the value has the form of '{expected}'", node.Line);
        }

        return expected != text;
    }

    private void OpenContent(MessageNode node, Source source, Scope scope)
    {
        var bytes = new byte[System.Text.Encoding.UTF8.GetMaxByteCount(node.Text!.Length)];
        int length;
        if (!source.Base64)
        {
            length = System.Text.Encoding.UTF8.GetBytes(node.Text, bytes);
        }
        else if (!Convert.TryFromBase64String(node.Text, bytes, out length))
        {
            context.Findings.Error("CONTENT-BASE64", scope.Pointer, node.Path, "the content is not base64", node.Line);
            return;
        }

        if (source.Content is { } map && context.Open(map, bytes[..length]) is { } nested)
        {
            nested.Taken = true;
            ReadLines(nested, map.Root, scope);
            Unread(nested);
        }
    }

    private void ReadRepeat(MessageNode node, MapLine line, Scope scope)
    {
        var (taken, number) = (context.Numbers?.Before(scope, line.Source!.Noun) ?? 0, -1);
        foreach (var child in node.Children)
        {
            if ((child.Taken && !line.Again) || !child.Is(line.Space, line.Name) || child.IgnoredBecause is not null || !Selection.Chooses(child, line, 0))
            {
                continue;
            }

            taken++;
            if (line.Source!.Noun == "." && taken > 1)
            {
                break;
            }

            child.Taken = true;
            WrittenOnly(line, child);
            if (line.Max > 0 && taken == line.Max + 1 && !child.Reported)
            {
                context.Findings.Error("OCCURS-TOO-MANY", scope.PointerTo(line.Source.Noun), child.Path, $"more than {line.Max} occurrences", child.Line);
            }

            if (line.Reads)
            {
                var released = line.Again ? child.Release() : [];
                ReadOccurrence(child, line, scope, ref number);
                released.ForEach(each => each.Taken = true);
            }
        }
    }

    private void ReadOccurrence(MessageNode child, MapLine line, Scope scope, ref int number)
    {
        if (line.Source!.Noun == ".")
        {
            child.Respelled = child.Children.Count == 0;
            ReadLines(child, line, scope, selecting: true);
            return;
        }

        var inner = Occurrence(line.Source, scope, child, ref number);
        if (line.HoldsText && child.Children.Count == 0 && (line.KeepEmpty || !string.IsNullOrEmpty(child.Text)))
        {
            // A repeated leaf: the scope's own node takes the text.
            var noun = _nouns.Take(line.Held, child.Text ?? "", null, child, inner);
            child.Respelled = _spelling is not null && !Spelling.Keeps(line, child.Text ?? "", noun);
        }

        child.Respelled |= !line.HoldsText && child.Children.Count == 0 && child.Text is { Length: > 0 };
        ReadLines(child, line, inner, selecting: true);
        if (inner.Node.Children.Count > 0 || inner.Node.Text is not null || !(line.HoldsText || context.BlankIsAbsent))
        {
            Attach(line.Source, scope, inner.Node, ref number);
        }
    }

    private void ReadNumbered(MessageNode node, MapLine line, Scope scope)
    {
        var number = -1;
        for (var n = 1; n <= line.Max; n++)
        {
            if (!Selection.Chooses(node, line, n))
            {
                continue;
            }

            var inner = line.Source!.Noun == "." ? scope : Occurrence(line.Source, scope, node, ref number);
            ReadLines(node, line, inner, n, selecting: true);
            if (!ReferenceEquals(inner, scope) && (inner.Node.Children.Count > 0 || inner.Node.Text is not null))
            {
                Attach(line.Source, scope, inner.Node, ref number);
            }
        }
    }

    /// <summary>A new occurrence, not yet part of the document: it may turn out to be blank. <paramref name="number"/>: how many there are.</summary>
    private Scope Occurrence(Source source, Scope scope, MessageNode place, ref int number)
    {
        number = number < 0 ? source.Path.Count(scope) : number;
        return scope.At(new Tree(source.Path.Last, null, place), source.Noun, number + 1 + (context.Numbers?.Before(scope, source.Noun) ?? 0));
    }

    private static void Attach(Source source, Scope scope, Tree occurrence, ref int number)
    {
        source.Path.MakeParent(scope).Add(occurrence);
        number++;
    }

    private static void WrittenOnly(MapLine line, MessageNode? child)
    {
        if (!line.Reads && child is not null)
        {
            child.IgnoredBecause ??= "written only";
        }
    }

    /// <summary>A flag whose false (or true) is written as absence.</summary>
    private void AbsentFlag(MapLine line, Scope scope, MessageNode? child)
    {
        if (line is { Reads: true, Rule.Kind: RuleKind.Flag, Source.Kind: SourceKind.Nouns }
            && child is null
            && FlagRule.WhenAbsent(line.Rule.First, line.Rule.Second) is { } value)
        {
            _nouns.Set(line.Source, value, null, scope);
        }
    }

    /// <summary>Whatever no line has read: reported once, at its topmost node.</summary>
    private void Unread(MessageNode node)
    {
        Unread(node.Attributes);
        Unread(node.Children);
    }

    private void Unread(NodeList nodes)
    {
        foreach (var child in nodes)
        {
            if (child.Reported || child.IgnoredBecause is not null)
            {
                continue;
            }

            if (child.Taken)
            {
                Unread(child);
            }
            else if (!context.BlankIsAbsent || child.Children.Count > 0 || !string.IsNullOrWhiteSpace(child.Text))
            {
                context.Findings.Error("UNREAD", "", child.Path, "the map reads nothing here and does not ignore it", child.Line);
            }
        }
    }
}
