using Gateway.Messages.Maps;

namespace Gateway.Messages.Fixed;

/// <summary>A map against the item tables of its message: unknown, misplaced, missing, unread, mapped twice.</summary>
internal sealed class FixedMapCheck(FixedLayout layout, bool reads, bool writes, FindingList findings)
{
    private sealed record Block(string Name, List<string> Codes, Func<string, FixedItem?> Find, string File);

    private sealed class Seen
    {
        public HashSet<string> Read { get; } = [];

        public HashSet<string> Written { get; } = [];

        public HashSet<string> Ignored { get; } = [];
    }

    public void Check(Map map)
    {
        Prepare(map.Root);
        var body = new Block("", [.. layout.Table.Body.Select(item => item.Code)], layout.Table.InBody, layout.Table.File);
        var header = map.Root.Children.Find(IsHeader);
        if (header is null && writes)
        {
            Report("MAP-MISSING", map.Root, "no 'header' group");
        }

        Lines(map.Root, body, [.. map.Root.Children.Where(line => !IsHeader(line) && line.Kind != LineKind.Repeat)]);
        if (header is not null)
        {
            Header(header);
        }

        Repeats(map.Root);
    }

    /// <summary>Several header groups become one; result codes get their own three items.</summary>
    private void Prepare(MapLine root)
    {
        var headers = root.Children.FindAll(IsHeader);
        foreach (var more in headers.Skip(1))
        {
            headers[0].Children.AddRange(more.Children);
            root.Children.Remove(more);
        }

        foreach (var header in headers.Take(1))
        {
            header.Required = true;
        }

        IgnoreBlockItems(root);

        foreach (var line in root.Children.Where(line => line.Kind == LineKind.Repeat))
        {
            line.SchemaOccurs = 0;
            if (line.Name == ResultRun.Name && line.Children.Count == 0)
            {
                line.Children.AddRange(new[] { "code", "item", "repeat" }.Select(name => new MapLine(LineKind.Leaf, line.File, line.Line)
                {
                    Left = name, Name = name, Source = new Source(SourceKind.Nouns) { Nouns = [name] },
                }));
            }
        }
    }

    /// <summary>Items of the block named by an <c>ignore</c> of the body mean the block; all of them mean the whole block.</summary>
    private void IgnoreBlockItems(MapLine root)
    {
        var codes = layout.Table.Block.Select(item => item.Code).ToList();
        var ignored = new List<(string Code, MapLine By)>();
        foreach (var line in root.Children.FindAll(line => line.Kind == LineKind.Ignore))
        {
            var block = Array.FindAll(line.Names, name => Array.TrueForAll(name.Split(".."), end => codes.Contains(end) && layout.Table.InBody(end) is null));
            foreach (var ends in block.Select(name => name.Split("..")))
            {
                var (from, to) = (codes.IndexOf(ends[0]), codes.IndexOf(ends[^1]));
                ignored.AddRange(codes.Skip(from).Take(to - from + 1).Select(code => (code, line)));
            }

            root.Children[root.Children.IndexOf(line)] = line with { Names = [.. line.Names.Except(block)] };
        }

        var lines = root.Children.Find(line => line.Kind == LineKind.Repeat && line.Name == FixedLayout.BlockName);
        if (lines is not null)
        {
            lines.Children.AddRange(ignored.Select(each => each.By with { Names = [each.Code] }));
        }
        else if (ignored.Count > 0 && codes.TrueForAll(code => ignored.Exists(each => each.Code == code)))
        {
            root.Children.Add(ignored[0].By with { Names = [FixedLayout.BlockName] });
        }
    }

    private void Header(MapLine header)
    {
        var fields = layout.Header.Fields.Select(field => field.Code).ToList();
        var find = (string code) => layout.Header.Find(code) is { } field ? new FixedItem(code, field.Attribute, field.Length, false, 0, field.Line) : null;
        var seen = Lines(header, new Block(FixedLayout.HeaderName, fields, find, layout.Header.File), header.Children, ordered: false);
        if (seen.Read.Contains(HeaderTable.Length) || seen.Written.Contains(HeaderTable.Length))
        {
            Report("MAP-ELEMENT", header, $"{HeaderTable.Length} is computed and not mapped");
        }
    }

    private void Repeats(MapLine root)
    {
        var block = new Block(FixedLayout.BlockName, [.. layout.Table.Block.Select(item => item.Code)], layout.Table.InBlock, layout.Table.File);
        foreach (var line in root.Children.Where(line => line.Kind == LineKind.Repeat))
        {
            if (line.Name == FixedLayout.BlockName && block.Codes.Count > 0)
            {
                Lines(line, block, line.Children);
                if (line.Max > layout.Table.BlockMax)
                {
                    Report("MAP-OCCURS", line, $"{line.Max} occurrences, but {block.File} allows {layout.Table.BlockMax}");
                }
            }
            else if (line.Name != ResultRun.Name || layout.ResultWidth == 0)
            {
                Report("MAP-ELEMENT", line, $"'{line.Left}*': only 'lines' (where the table has a block) and 'results' (where the message has them) repeat");
            }
        }

        Whole(root, block);
    }

    /// <summary>The run of results and the block as a whole: mapped once, or ignored.</summary>
    private void Whole(MapLine root, Block block)
    {
        var lines = root.Children.FindAll(line => line.Kind == LineKind.Repeat && line.Name == FixedLayout.BlockName);
        if (lines.Count > 1)
        {
            Report("MAP-DUPLICATE", lines[1], "'lines' stands twice");
        }

        if (reads && layout.ResultWidth > 0 && !root.Children.Exists(line => line.Name == ResultRun.Name) && !Ignores(root, ResultRun.Name))
        {
            Report("MAP-UNREAD", root, "the run of result codes is neither mapped nor ignored");
        }

        var ignored = Ignores(root, FixedLayout.BlockName);
        if (lines.Count == 0 && !ignored && block.Codes.Count > 0 && (reads || layout.Table.Block.Any(item => item.Required)))
        {
            Report(reads ? "MAP-UNREAD" : "MAP-MISSING", root, $"the repeating block of {block.File} is neither mapped nor ignored");
        }
    }

    private Seen Lines(MapLine parent, Block block, List<MapLine> lines, bool ordered = true)
    {
        var (seen, at) = (new Seen(), -1);
        foreach (var line in lines)
        {
            var first = line.Kind == LineKind.Numbered ? Numbered(line, block, seen) : One(line, block, seen, 0);
            if (line.Kind == LineKind.Ignore || first < 0)
            {
                continue;
            }

            if (ordered && first < at)
            {
                Report("MAP-ORDER", line, $"{block.Codes[first]} stands before {block.Codes[at]} in {block.File}");
            }

            at = Math.Max(at, first);
        }

        Complete(parent, block, seen);
        return seen;
    }

    private int Numbered(MapLine line, Block block, Seen seen)
    {
        var first = -1;
        for (var n = 1; n <= line.Max; n++)
        {
            foreach (var child in line.Children)
            {
                var place = One(child, block, seen, n);
                first = n == 1 && place >= 0 && child.Kind != LineKind.Ignore && (first < 0 || place < first) ? place : first;
            }
        }

        return first;
    }

    /// <summary>One line for one occurrence; the place of its item, -1 when there is none.</summary>
    private int One(MapLine line, Block block, Seen seen, int occurrence)
    {
        if (line.Kind == LineKind.Ignore)
        {
            Ignore(line, block, seen, occurrence);
            return -1;
        }

        if (line.Kind != LineKind.Leaf || line.IsAttribute || line.Source!.Kind == SourceKind.Content)
        {
            Report("MAP-ELEMENT", line, $"'{line.Left}': fixed width has items, 'header', 'lines*', 'results*' and numbered groups");
            return -1;
        }

        var place = Item(line, Scope.Numbered(line.Name, occurrence), block, seen);
        return line.LeftTime.Length > 0 && Item(line, Scope.Numbered(line.LeftTime, occurrence), block, seen) is var second && place < 0 ? second : place;
    }

    private int Item(MapLine line, string code, Block block, Seen seen)
    {
        var place = block.Codes.IndexOf(code);
        if (place < 0)
        {
            Report("MAP-ELEMENT", line, $"'{code}' is not in {block.File}");
        }
        else if (line.Arrow == Arrow.ReadOnly)
        {
            line.Again |= !seen.Read.Add(code);
        }
        else if ((line.Reads && !seen.Read.Add(code)) | (line.Writes && !seen.Written.Add(code)))
        {
            Report("MAP-DUPLICATE", line, $"'{code}' is mapped by a line above");
        }

        return place;
    }

    private void Ignore(MapLine line, Block block, Seen seen, int occurrence)
    {
        foreach (var name in line.Names)
        {
            var ends = name.Split("..");
            var (from, to) = (block.Codes.IndexOf(Scope.Numbered(ends[0], occurrence)), block.Codes.IndexOf(Scope.Numbered(ends[^1], occurrence)));
            if (from >= 0 && to >= from)
            {
                seen.Ignored.UnionWith(block.Codes[from..(to + 1)]);
            }
            else if (block.Name.Length > 0 || name is not (ResultRun.Name or FixedLayout.BlockName))
            {
                Report("MAP-ELEMENT", line, $"'{name}' is not in {block.File}");
            }
        }
    }

    private void Complete(MapLine parent, Block block, Seen seen)
    {
        foreach (var code in block.Codes)
        {
            var item = block.Find(code)!;
            if (writes && item.Required && !seen.Written.Contains(code))
            {
                Report("MAP-MISSING", parent, $"{code} is required (line {item.Line} of {block.File}) and no line writes it");
            }

            // An item that is only written is not read on purpose.
            if (reads && code != HeaderTable.Length && !seen.Read.Contains(code) && !seen.Written.Contains(code) && !seen.Ignored.Contains(code))
            {
                Report("MAP-UNREAD", parent, $"{code} (line {item.Line} of {block.File}) is neither read nor ignored");
            }
        }
    }

    private static bool Ignores(MapLine root, string name) =>
        root.Children.Exists(line => line.Kind == LineKind.Ignore && line.Names.Contains(name));

    private static bool IsHeader(MapLine line) => line.Kind == LineKind.Group && line.Name == FixedLayout.HeaderName;

    private void Report(string code, MapLine line, string message) => findings.Error(code, "", line.File, message, line.Line);
}
