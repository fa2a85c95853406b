using Gateway.Messages.Values;

namespace Gateway.Messages.Maps;

internal enum LineKind
{
    Group,
    Leaf,
    Repeat,
    Numbered,
    Ignore,
    Spelling,
}

internal enum Arrow
{
    Both,
    WriteOnly,
    ReadOnly,
}

internal enum SourceKind
{
    Nouns,
    Constant,
    Envelope,
    Partner,
    Join,
    Content,
}

/// <summary>The right-hand side of a line.</summary>
internal sealed record Source(SourceKind Kind)
{
    public string[] Nouns
    {
        get;
        init
        {
            field = value;
            Paths = Array.ConvertAll(value, noun => new NounPath(noun));
        }
    } = [];

    /// <summary>The nouns, cut once.</summary>
    public NounPath[] Paths { get; private init; } = [];

    public int[] Widths { get; init; } = [];

    /// <summary>Constant text, or the name after <c>envelope.</c> and <c>partner.</c>, or the file of <c>content</c>.</summary>
    public string Text { get; init; } = "";

    public bool Base64 { get; init; }

    public Map? Content { get; set; }

    public string Noun => Nouns[0];

    public NounPath Path => Paths[0];

    /// <summary>The node the map stands at.</summary>
    public static Source Here { get; } = new(SourceKind.Nouns) { Nouns = ["."] };
}

/// <summary>One line of a map, its names already expanded.</summary>
internal sealed record MapLine(LineKind Kind, string File, int Line)
{
    /// <summary>Element, item code or attribute as written, without <c>@</c> and <c>*</c>.</summary>
    public string Left { get; init; } = "";

    /// <summary>Second item of <c>A+B</c>.</summary>
    public string LeftTime { get; init; } = "";

    /// <summary>Expanded name: namespace and local name.</summary>
    public string Space { get; set; } = "";

    public string Name { get; set; } = "";

    public bool IsAttribute { get; init; }

    public Arrow Arrow { get; init; }

    public Source? Source { get; init; }

    public ValueRule Rule { get; init; } = ValueRule.Plain;

    public bool KeepEmpty { get; init; }

    /// <summary>Bound on occurrences; 0 when only the schema bounds them.</summary>
    public int Max { get; init; }

    /// <summary>Names and reason of an <c>ignore</c> line.</summary>
    public string[] Names { get; init; } = [];

    public string Reason { get; init; } = "";

    public List<MapLine> Children { get; init; } = [];

    /// <summary>A repeat without elements below it, on a noun with a value: each occurrence is a text.</summary>
    public bool HoldsText { get; set; }

    /// <summary>The schema requires this group: it is written even when only constants stand in it.</summary>
    public bool Required { get; set; }

    /// <summary>A read-only line for what a line above has read already: it reads the same node once more.</summary>
    public bool Again { get; set; }

    /// <summary>Largest number of occurrences by the schema; 0 is unbounded.</summary>
    public int SchemaOccurs { get; set; } = 1;

    public bool Reads => Arrow != Arrow.WriteOnly;

    public bool Writes => Arrow != Arrow.ReadOnly;

    public bool IsConstant => Source?.Kind == SourceKind.Constant;

    /// <summary>
    /// Marks of the first steps of the nouns written below it, seen from its own scope; <c>null</c> when something else may be written too: what
    /// stands beside the document, or a noun of the whole document.
    /// </summary>
    public ulong? Feeds => (_feeds ??= new Feed(Steps(this)?.Aggregate(0UL, (marks, step) => marks | Tree.Mark(step)))).Marks;

    /// <summary>Constants below it say which occurrence of a repeat is meant: <see cref="Selection"/>.</summary>
    public bool Selects => _selects ??= Children.Exists(line => line.Reads && line.Kind is LineKind.Group or LineKind.Leaf && (line.IsConstant || line.Selects));

    /// <summary>Something at or below it is dropped on purpose.</summary>
    public bool Ignores => _ignores ??= Kind == LineKind.Ignore || Children.Exists(line => line.Ignores);

    /// <summary>A repeat that holds a text, seen from its occurrence.</summary>
    public MapLine Held => _held ??= this with { Kind = LineKind.Leaf, Source = Source.Here };

    /// <summary>
    /// For each line below it the bits of the names without which reading it does nothing (<see cref="MessageNode.Marks"/>); all bits where it
    /// may do something without them.
    /// </summary>
    public uint[] Looks => _looks ??= [.. Children.Select(line => line.NeedsNode ? MessageNode.Mark(line.Name) : uint.MaxValue)];

    private bool NeedsNode => Kind is LineKind.Group or LineKind.Repeat
        || (Kind == LineKind.Leaf && LeftTime.Length == 0 && (Rule.Kind != RuleKind.Flag || FlagRule.WhenAbsent(Rule.First, Rule.Second) is null));

    private Feed? _feeds;
    private uint[]? _looks;
    private bool? _selects;
    private bool? _ignores;
    private MapLine? _held;

    private sealed record Feed(ulong? Marks);

    private static List<string>? Steps(MapLine line)
    {
        var steps = new List<string>();
        foreach (var below in line.Children)
        {
            if (below.Own() is not { } own || (below.Kind is LineKind.Group or LineKind.Leaf ? Steps(below) : []) is not { } inner)
            {
                return null;
            }

            steps.AddRange(own.Concat(inner));
        }

        return steps;
    }

    // Below a repeat nouns are seen from its occurrence: where there is none, nothing of it is written.
    private IEnumerable<string>? Own() => Source?.Kind switch
    {
        null => Kind == LineKind.Spelling ? null : [],
        SourceKind.Constant => [],
        SourceKind.Nouns or SourceKind.Join when !Source.Nouns.Any(noun => noun[0] is '/' or '.') => Source.Nouns.Select(noun => noun.Split('/')[0]),
        _ => null,
    };

    /// <summary>The bound in force: the map's, else the schema's.</summary>
    public int Bound => Max > 0 ? Max : SchemaOccurs;
}

/// <summary>A parsed map: its root and the namespaces its prefixes stand for.</summary>
internal sealed record Map(string File, MapLine Root, IReadOnlyDictionary<string, string> Namespaces, string Schema)
{
    /// <summary>The nested message's own element table, where this map is used by <c>content</c>.</summary>
    public Xml.XmlTable? Table { get; set; }
}
