using System.Runtime.InteropServices;

namespace Gateway.Messages.Xml;

/// <summary>One element or attribute of a message, as its publisher describes it.</summary>
public sealed class XmlElementRow
{
    private readonly List<XmlElementRow> _children = [];
    private readonly List<XmlElementRow> _attributes = [];
    private XmlElementRow[]? _required;

    internal XmlElementRow(string space, string prefix, string name, int line)
    {
        // Tables, maps and readers then hold the same texts, and most comparisons end at a glance.
        Space = string.Intern(space);
        Prefix = prefix;
        Name = string.Intern(name);
        Line = line;
    }

    /// <summary>Namespace, empty for none.</summary>
    public string Space { get; }

    /// <summary>Prefix used in the table.</summary>
    public string Prefix { get; }

    /// <summary>Local name, without <c>@</c>.</summary>
    public string Name { get; }

    /// <summary>group, text, token, language, uri, code, digits, integer, decimal, date, datetime, flag, signature or any.</summary>
    public string Type { get; internal init; } = "text";

    /// <summary>What else its text must be; nothing else for a plain row.</summary>
    public XmlFacets Facets { get; internal init; } = XmlFacets.None;

    /// <summary>The table's own type it is of: that one's facets and attributes hold too.</summary>
    public XmlElementRow? Named
    {
        get;
        internal init
        {
            field = value;
            _attributes.AddRange(value?.Attributes ?? []);
        }
    }

    /// <summary>Largest number of characters, 0 for no limit.</summary>
    public int Max { get; internal set; }

    /// <summary>Least number in the present parent.</summary>
    public int Min { get; internal init; }

    /// <summary>Largest number in its parent, 0 for no limit.</summary>
    public int Occurs { get; internal set; }

    /// <summary>Line of the table.</summary>
    public int Line { get; }

    /// <summary>Elements in order.</summary>
    public IReadOnlyList<XmlElementRow> Children => _children;

    /// <summary>Attributes, those of its type first.</summary>
    public IReadOnlyList<XmlElementRow> Attributes => _attributes;

    /// <summary>The elements in order, gone over without cost.</summary>
    internal ReadOnlySpan<XmlElementRow> Rows => CollectionsMarshal.AsSpan(_children);

    /// <summary>The attributes that may not be missing.</summary>
    internal XmlElementRow[] RequiredAttributes => _required ??= [.. _attributes.Where(row => row.Min > 0)];

    /// <summary>The publisher describes the text in full: an empty element is a text like any other.</summary>
    internal bool IsExact => Named is not null || Type is "token" or "language" or "uri" || !ReferenceEquals(Facets, XmlFacets.None);

    /// <summary>The subtree is not the engine's to describe.</summary>
    internal bool IsOpaque => Type is "any" or "signature";

    internal XmlElementRow? Child(string space, string name) => Find(_children, space, name);

    internal XmlElementRow? Attribute(string space, string name) => Find(_attributes, space, name);

    internal void Add(XmlElementRow row, bool attribute) => (attribute ? _attributes : _children).Add(row);

    private static XmlElementRow? Find(List<XmlElementRow> rows, string space, string name)
    {
        foreach (var row in rows)
        {
            if (row.Name == name && row.Space == space)
            {
                return row;
            }
        }

        return null;
    }
}

/// <summary>The element table of one XML message. The XSD is generated from it, never the other way round.</summary>
public sealed class XmlTable
{
    private static readonly string[] Types =
        ["group", "text", "token", "language", "uri", "code", "digits", "integer", "decimal", "date", "datetime", "flag", "signature", "any"];

    private KnownNames? _names;

    private XmlTable(string file, XmlElementRow root, IReadOnlyDictionary<string, string> namespaces)
    {
        File = file;
        Root = root;
        Namespaces = namespaces;
    }

    /// <summary>Namespace to the file beside the table that describes it in full, where the table says so.</summary>
    public IReadOnlyDictionary<string, string> Schemas { get; private init; } = new Dictionary<string, string>();

    /// <summary>Where it was read from.</summary>
    public string File { get; }

    /// <summary>The root element.</summary>
    public XmlElementRow Root { get; }

    /// <summary>Its names, for readers.</summary>
    internal KnownNames Names => _names ??= KnownNames.Of(this);

    /// <summary>Prefix to namespace; the empty prefix is the default.</summary>
    public IReadOnlyDictionary<string, string> Namespaces { get; }

    /// <summary>Reads a table; <c>null</c> when it has no root. Everything wrong is a finding with its line.</summary>
    public static XmlTable? Parse(string file, string text, out IReadOnlyList<Finding> findings)
    {
        var list = new FindingList();
        var table = Parse(file, text, list);
        findings = list.Items;
        return table;
    }

    internal static XmlTable? Parse(string file, string text, FindingList findings) => Parse(file, text, findings, "path");

    /// <summary>The tables of other carriers have the same shape under another first column.</summary>
    internal static XmlTable? Parse(string file, string text, FindingList findings, string first)
    {
        var preamble = new List<(int Line, string[] Cells)>();
        var rows = TableText.Rows(text, file, [first, "type", "max", "min", "occurs"], findings, preamble);
        var namespaces = Prefixes(preamble, file, findings);
        var (byPath, types) = (new Dictionary<string, XmlElementRow>(), new XmlTypes());
        XmlElementRow? root = null;
        foreach (var (line, cells) in rows)
        {
            var path = cells[first];
            if (Row(path, cells, namespaces, types, file, line, findings) is { } row
                && !(XmlTypes.IsType(path) ? types.Take(path, row) : Place(path, row, byPath, ref root)))
            {
                findings.Error("TABLE-PATH", "", file, $"'{path}' stands twice or has no parent above it", line);
            }
        }

        var schemas = preamble.Where(each => each.Cells.Length > 3).ToDictionary(each => each.Cells[2].Trim(), each => each.Cells[3].Trim());
        return root is null ? null : new XmlTable(file, root, namespaces) { Schemas = schemas };
    }

    private static Dictionary<string, string> Prefixes(List<(int Line, string[] Cells)> preamble, string file, FindingList findings)
    {
        var namespaces = new Dictionary<string, string>();
        foreach (var (line, cells) in preamble)
        {
            if (cells.Length < 3 || !namespaces.TryAdd(cells[1] == "-" ? "" : cells[1], cells[2].Trim()))
            {
                findings.Error("TABLE-NAMESPACE", "", file, "expected namespace, prefix, URI; each prefix once", line);
            }
        }

        return namespaces;
    }

    /// <summary>Hangs a row below its parent; <c>false</c> when it has none or stands there already.</summary>
    private static bool Place(string path, XmlElementRow row, Dictionary<string, XmlElementRow> byPath, ref XmlElementRow? root)
    {
        var cut = path.LastIndexOf('/');
        var parent = cut < 0 ? null : byPath.GetValueOrDefault(path[..cut]);
        if ((cut < 0 ? root is not null : parent is null) || !byPath.TryAdd(path, row))
        {
            return false;
        }

        root ??= row;
        parent?.Add(row, path[cut + 1] == '@');
        return true;
    }

    private static XmlElementRow? Row(
        string path, Dictionary<string, string> cells, Dictionary<string, string> namespaces, XmlTypes types, string file, int line, FindingList findings)
    {
        var (named, facets) = (types.Find(cells["type"]), XmlFacets.Parse(cells.GetValueOrDefault("facets", "")));
        var last = path[(path.LastIndexOf('/') + 1)..];
        var attribute = last.StartsWith('@');
        var name = attribute ? last[1..] : last;
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var prefix = colon < 0 ? "" : name[..colon];
        var space = "";
        if (!(attribute && colon < 0) && !namespaces.TryGetValue(prefix, out space!) && colon >= 0)
        {
            findings.Error("TABLE-NAMESPACE", "", file, $"prefix '{prefix}' has no namespace line", line);
        }

        if (name.Length == 0
            || facets is null
            || (named is null && !Types.Contains(cells["type"]))
            || !TableText.Number(cells, "max", out var max)
            || !TableText.Number(cells, "min", out var min)
            || !TableText.Number(cells, "occurs", out var occurs)
            || (occurs > 0 && min > occurs))
        {
            findings.Error("TABLE-ROW", "", file, $"'{path}': type is one of {string.Join(", ", Types)} or defined above; max, min and occurs are numbers; facets are known", line);
            return null;
        }

        return new XmlElementRow(space ?? "", prefix, colon < 0 ? name : name[(colon + 1)..], line)
        {
            Type = named?.Type ?? cells["type"], Max = max, Min = min, Occurs = occurs, Named = named, Facets = facets,
        };
    }
}
