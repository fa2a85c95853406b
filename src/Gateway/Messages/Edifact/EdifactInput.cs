using System.Globalization;
using Gateway.Messages.Xml;

namespace Gateway.Messages.Edifact;

/// <summary>Segments to nodes, placed by the table. The line of a finding is the number of its segment, counted from UNB.</summary>
internal sealed class EdifactInput(EdifactTable table, ReadCounter counter, FindingList findings)
{
    private readonly List<Frame> _open = [];
    private char _decimal = '.';
    private bool _full;

    /// <summary>A group that is being filled: how far it is, how often each of its rows stands.</summary>
    private sealed class Frame(MessageNode node, XmlElementRow row)
    {
        public MessageNode Node { get; } = node;

        public XmlElementRow Row { get; } = row;

        public int[] Counts { get; } = new int[row.Children.Count];

        public int At { get; set; }
    }

    public MessageNode? Parse(ReadOnlyMemory<byte> bytes)
    {
        var text = new EdifactText(counter, findings);
        if (text.Segments(bytes) is not { } segments)
        {
            return null;
        }

        _decimal = text.Decimal;
        if (segments.Count == 0 || !Characters(segments))
        {
            return Nothing(segments);
        }

        var root = new MessageNode("", table.Root.Name, 1);
        _open.Add(new Frame(root, table.Root));
        foreach (var segment in Body(segments))
        {
            if (_full)
            {
                findings.Error("EDI-NODES", "", $"segment {segment.Number}", $"more than {counter.Limits.MaxNodes} segments and elements", segment.Number);
                return null;
            }

            if (!(Place(segment, passing: false, over: false) || Place(segment, passing: true, over: false) || Place(segment, passing: true, over: true)))
            {
                findings.Error("EDI-SEGMENT", "", $"{_open[^1].Node.Path}/{LexicalTypes.Clip(segment.Tag)}", $"segment '{LexicalTypes.Clip(segment.Tag)}' has no place here", segment.Number);
            }
        }

        return root;
    }

    private MessageNode? Nothing(List<EdifactSegment> segments)
    {
        if (segments.Count == 0)
        {
            findings.Error("EDI-START", "", "", "an interchange begins with UNA or UNB");
        }

        return null;
    }

    /// <summary>The set that UNB names, and every character in it.</summary>
    private bool Characters(List<EdifactSegment> segments)
    {
        var set = segments[0].Component(0, 0);
        if (!EdifactSyntax.Sets.Contains(set))
        {
            findings.Error("EDI-CHARSET", "", "UNB/S001/0001", $"character set '{LexicalTypes.Clip(PlainText.WithoutNothing(set))}'; {string.Join(", ", EdifactSyntax.Sets)} are read", 1);
            return false;
        }

        foreach (var segment in segments)
        {
            for (var element = 0; element < segment.Elements.Count; element++)
            {
                for (var component = 0; component < segment.Elements[element].Count; component++)
                {
                    var text = segment.Elements[element][component];
                    var at = EdifactSyntax.Outside(text, set);
                    if (at >= 0)
                    {
                        findings.Error("EDI-CHARACTER", "", $"{LexicalTypes.Clip(segment.Tag)} element {element + 1}", $"character U+{(int)text[at]:X4} is not in {set}", segment.Number);
                        segment.Elements[element][component] = PlainText.WithoutNothing(text);
                    }
                }
            }
        }

        return true;
    }

    /// <summary>The segments of the one message, its trailers compared and left out.</summary>
    private IEnumerable<EdifactSegment> Body(List<EdifactSegment> segments)
    {
        yield return segments[0];
        var (from, end) = (1, segments.FindIndex(segment => segment.Tag == "UNT"));
        if (segments.Count > 1 && segments[1].Tag == "UNG")
        {
            findings.Error("EDI-GROUP", "", "UNG", "functional groups are not read", 2);
            from = 2;
        }

        if (end < 0)
        {
            findings.Error("EDI-TRUNCATED", "", "UNT", "the message trailer UNT is missing", segments.Count);
        }
        else
        {
            Trailer(segments[end], "UNT", end - from + 1, segments[from].Component(0, 0));
        }

        foreach (var segment in segments.Skip(from).Take((end < 0 ? segments.FindIndex(segment => segment.Tag == "UNZ") is > 0 and var last ? last : segments.Count : end) - from))
        {
            yield return segment;
        }

        After(segments, end);
    }

    private void After(List<EdifactSegment> segments, int end)
    {
        var last = segments[^1];
        if (last.Tag != "UNZ")
        {
            findings.Error("EDI-TRUNCATED", "", "UNZ", "the interchange trailer UNZ is missing", segments.Count);
        }
        else
        {
            Trailer(last, "UNZ", segments.Count(segment => segment.Tag == "UNH"), segments[0].Component(4, 0));
        }

        if (segments.Count(segment => segment.Tag == "UNH") > 1)
        {
            findings.Error("EDI-MESSAGES", "", "UNH", "one message an interchange is read", segments.FindLastIndex(segment => segment.Tag == "UNH") + 1);
        }
        else if (end >= 0 && segments.Skip(end + 1).FirstOrDefault(segment => segment.Tag != "UNZ") is { } strange)
        {
            findings.Error("EDI-SEGMENT", "", LexicalTypes.Clip(strange.Tag), $"segment '{LexicalTypes.Clip(strange.Tag)}' stands after the message", strange.Number);
        }
    }

    private void Trailer(EdifactSegment trailer, string tag, int count, string reference)
    {
        var said = trailer.Component(0, 0);
        if (!int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number != count)
        {
            findings.Error("EDI-COUNT", "", $"{tag}/{(tag == "UNT" ? "0074" : "0036")}", $"'{LexicalTypes.Clip(said)}'; {count} are here", trailer.Number);
        }

        if (trailer.Component(1, 0) != reference)
        {
            findings.Error("EDI-REFERENCE", "", $"{tag}/{(tag == "UNT" ? "0062" : "0020")}", $"'{LexicalTypes.Clip(trailer.Component(1, 0))}'; the header says '{LexicalTypes.Clip(reference)}'", trailer.Number);
        }
    }

    /// <summary>
    /// Finds a segment's row: in the innermost group from where it stands, then in the groups around it. A required row is passed only when
    /// nothing else fits (<paramref name="passing"/>), a full one last of all (<paramref name="over"/>).
    /// </summary>
    private bool Place(EdifactSegment segment, bool passing, bool over)
    {
        for (var depth = _open.Count - 1; depth >= 0; depth--)
        {
            var frame = _open[depth];
            for (var i = frame.At; i < frame.Row.Children.Count; i++)
            {
                var row = frame.Row.Children[i];
                var group = EdifactTable.IsGroup(row);
                var room = row.Occurs == 0 || frame.Counts[i] < row.Occurs;

                // The segment that begins a group begins another one rather than standing twice in one.
                if (EdifactTable.Tag(group ? row.Children[0] : row) == segment.Tag && (room || (over && (i > 0 || depth == 0))))
                {
                    _open.RemoveRange(depth + 1, _open.Count - depth - 1);
                    Put(frame, i, row, group, segment);
                    return true;
                }

                if (!passing && row.Min > frame.Counts[i])
                {
                    break;
                }
            }
        }

        return false;
    }

    private void Put(Frame frame, int at, XmlElementRow row, bool group, EdifactSegment segment)
    {
        (frame.At, frame.Counts[at]) = (at, frame.Counts[at] + 1);
        if (Add(frame.Node, row.Name, segment.Number, _open.Count + 1) is not { } node)
        {
            return;
        }

        if (group)
        {
            var inner = new Frame(node, row);
            _open.Add(inner);
            Put(inner, 0, row.Children[0], false, segment);
        }
        else
        {
            Elements(node, row, segment);
        }
    }

    private void Elements(MessageNode node, XmlElementRow row, EdifactSegment segment)
    {
        var at = 0;
        foreach (var element in row.Children)
        {
            for (var n = 0; n < Math.Max(1, element.Occurs) && at < segment.Elements.Count; n++, at++)
            {
                var components = segment.Elements[at];
                if (components.Exists(component => component.Length > 0) && Add(node, element.Name, segment.Number, _open.Count + 2) is { } child)
                {
                    Components(child, element, components, segment.Number);
                }
            }
        }

        if (segment.Elements.Skip(at).Any(element => element.Exists(component => component.Length > 0)))
        {
            findings.Error("EDI-ELEMENT", "", node.Path, $"'{segment.Tag}' has {segment.Elements.Count} elements; the table knows {at}", segment.Number);
        }
    }

    private void Components(MessageNode node, XmlElementRow row, List<string> components, int number)
    {
        if (row.Type != "group")
        {
            node.Text = Value(row, components[0]);
            Rest(node, components, 1, number);
            return;
        }

        var at = 0;
        foreach (var element in row.Children)
        {
            var pieces = table.Pieces(element);
            var text = string.Concat(components.Skip(at).Take(pieces));
            at += pieces;
            if (text.Length > 0 && Add(node, element.Name, number, _open.Count + 3) is { } child)
            {
                child.Text = Value(element, text);
            }
        }

        Rest(node, components, at, number);
    }

    private void Rest(MessageNode node, List<string> components, int known, int number)
    {
        if (components.Skip(known).Any(component => component.Length > 0))
        {
            findings.Error("EDI-ELEMENT", "", node.Path, $"'{node.Name}' has {components.Count} components; the table knows {known}", number);
        }
    }

    private string Value(XmlElementRow row, string text) =>
        _decimal == ',' && row.Type == "decimal" ? text.Replace(',', '.') : text;

    private MessageNode? Add(MessageNode parent, string name, int number, int depth)
    {
        _full |= !counter.Visit(depth);
        return _full ? null : parent.Add(new MessageNode("", name, number));
    }
}
