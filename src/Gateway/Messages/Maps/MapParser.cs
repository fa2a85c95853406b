using Gateway.Messages.Values;

namespace Gateway.Messages.Maps;

/// <summary>Files to a map: the header lines, the nesting, the nested maps of <c>content</c>.</summary>
internal sealed class MapParser
{
    private const int MaxContents = 4;
    private readonly Func<string, string?> _files;
    private readonly FindingList _findings;
    private readonly Dictionary<string, CodeList?> _lists = [];
    private readonly LineParser _lines;

    public MapParser(Func<string, string?> files, FindingList findings)
    {
        _files = files;
        _findings = findings;
        _lines = new LineParser(Codes, findings);
    }

    /// <summary>The map in a file, or <c>null</c> when it has no root; everything wrong is a finding.</summary>
    public Map? Parse(string file) => Parse(file, 0);

    private Map? Parse(string file, int depth)
    {
        var raws = new MapText(_files, _findings).Lines(file);
        var namespaces = new Dictionary<string, string>();
        var schema = "";
        var at = 0;
        for (; at < raws.Count && Header(raws[at], namespaces, ref schema); at++)
        {
        }

        if (at >= raws.Count || raws[at].Indent != 0)
        {
            _findings.Error("MAP-ROOT", "", file, "a map has one root line without indentation", at < raws.Count ? raws[at].Number : 0);
            return null;
        }

        var root = _lines.Parse(raws[at]);
        if (root is not { Kind: LineKind.Group })
        {
            _findings.Error("MAP-ROOT", "", file, "the root line is an element name or a message code alone", raws[at].Number);
            return null;
        }

        Nest(root, raws, at + 1);
        Expand(root, namespaces);
        Contents(root, depth);
        return new Map(file, root, namespaces, schema);
    }

    private bool Header(RawLine raw, Dictionary<string, string> namespaces, ref string schema)
    {
        var words = raw.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case ["namespace", var prefix, var uri]:
                if (!namespaces.TryAdd(prefix == "-" ? "" : prefix, uri))
                {
                    _findings.Error("MAP-NAMESPACE", "", raw.File, $"prefix '{prefix}' stands twice", raw.Number);
                }

                return true;
            case ["schema", var path]:
                schema = path;
                return true;
            default:
                return false;
        }
    }

    private void Nest(MapLine root, List<RawLine> raws, int from)
    {
        var open = new Stack<(MapLine Line, int Indent, int Children)>();
        open.Push((root, 0, -1));
        foreach (var raw in raws.Skip(from))
        {
            while (open.Count > 1 && raw.Indent <= open.Peek().Indent)
            {
                open.Pop();
            }

            var parent = open.Pop();
            if (raw.Indent == 0 || (parent.Children >= 0 && parent.Children != raw.Indent))
            {
                open.Push(parent);
                _findings.Error("MAP-INDENT", "", raw.File, raw.Indent == 0 ? "a second root line" : "the indentation fits no line above", raw.Number);
                continue;
            }

            open.Push((parent.Line, parent.Indent, raw.Indent));
            if (_lines.Parse(raw) is { } line)
            {
                parent.Line.Children.Add(line);
                open.Push((line, raw.Indent, -1));
                MayHaveChildren(parent.Line, line, root);
            }
            else
            {
                // Its children hang under a line that says nothing, so that each is still checked.
                open.Push((new MapLine(LineKind.Group, raw.File, raw.Number) { Name = "?" }, raw.Indent, -1));
            }
        }
    }

    private void MayHaveChildren(MapLine parent, MapLine line, MapLine root)
    {
        if (line.Kind == LineKind.Spelling && !ReferenceEquals(parent, root))
        {
            _findings.Error("MAP-INDENT", "", line.File, "'spelling' stands below the root alone", line.Line);
        }

        var attributeOfLeaf = parent.Kind == LineKind.Leaf && !parent.IsAttribute && (line.IsAttribute || line.Kind == LineKind.Ignore);
        if (parent.Kind == LineKind.Ignore || parent.IsAttribute || (parent.Kind == LineKind.Leaf && !attributeOfLeaf))
        {
            _findings.Error("MAP-INDENT", "", line.File, "this line stands below one that takes no children (a leaf takes only attributes)", line.Line);
        }
    }

    private void Expand(MapLine line, Dictionary<string, string> namespaces)
    {
        var colon = line.Left.IndexOf(':', StringComparison.Ordinal);
        var prefix = colon < 0 ? "" : line.Left[..colon];
        line.Name = string.Intern(colon < 0 ? line.Left : line.Left[(colon + 1)..]);
        var known = namespaces.TryGetValue(prefix, out var uri);
        line.Space = string.Intern(line.IsAttribute && colon < 0 ? "" : uri ?? "");
        if (colon >= 0 && !known && line.Kind != LineKind.Ignore)
        {
            _findings.Error("MAP-NAMESPACE", "", line.File, $"prefix '{prefix}' has no namespace line", line.Line);
        }

        foreach (var child in line.Children)
        {
            Expand(child, namespaces);
        }
    }

    private void Contents(MapLine line, int depth)
    {
        if (line.Source is { Kind: SourceKind.Content } source)
        {
            var file = MapText.Beside(line.File, source.Text);
            if (depth >= MaxContents || file is null)
            {
                _findings.Error("MAP-INCLUDE", "", line.File, $"content is nested more than {MaxContents} deep or leaves the adapters", line.Line);
                return;
            }

            source.Content = Parse(file, depth + 1);
        }

        foreach (var child in line.Children)
        {
            Contents(child, depth);
        }
    }

    private CodeList? Codes(string name, RawLine raw)
    {
        var relative = name.Contains('/', StringComparison.Ordinal) ? $"{name}.csv" : $"codes/{name}.csv";
        var file = MapText.Beside(raw.File, relative) ?? relative;
        if (!_lists.TryGetValue(file, out var list))
        {
            var text = _files(file);
            list = text is null ? null : CodeList.Parse(name, file, text, _findings);
            _lists[file] = list;
        }

        if (list is null)
        {
            _findings.Error("MAP-CODES", "", raw.File, $"no code list {file}", raw.Number);
        }

        return list;
    }
}
