namespace Gateway.Messages;

/// <summary>
/// A deviation that a partner's policy may forgive by name (<c>strictness.tolerate</c>). Each one that a message made use of leaves one
/// note with it: nothing is forgiven, and nothing written is changed, in silence.
/// </summary>
public sealed class Tolerance
{
    private const string Prefix = "TOL-";
    private readonly string _what;

    private Tolerance(string name, string what, params string[] carriers) => (Name, _what, Carriers) = (name, what, carriers);

    /// <summary>All there are.</summary>
    public static IReadOnlyList<Tolerance> All =>
        [MissingNamespaces, Order, Unknown, Empty, ShortLines, BareLf, LowerCase, Length, UpperCase, Latin, LineBreaks, Blanks, Delimiter, QuotedValues];

    /// <summary>The name a policy says it by.</summary>
    public string Name { get; }

    /// <summary>The carriers that honour it.</summary>
    public IReadOnlyList<string> Carriers { get; }

    /// <summary>The code of its note.</summary>
    public string Code => Prefix + Name.ToUpperInvariant();

    internal static Tolerance MissingNamespaces { get; } = new("missing-namespaces", "element(s) stand without their namespace", "xml");

    internal static Tolerance Order { get; } = new("order", "element(s) stand out of their order", "xml");

    internal static Tolerance Unknown { get; } = new("unknown", "name(s) are not in the schema", "xml", "json");

    internal static Tolerance Empty { get; } = new("empty", "required value(s) are empty", "xml", "json");

    internal static Tolerance ShortLines { get; } = new("short-lines", "line(s) are shorter than their item", "fixed");

    internal static Tolerance BareLf { get; } = new("bare-lf", "line(s) end with LF alone", "fixed");

    internal static Tolerance LowerCase { get; } = new("lower-case", "item(s) hold lower-case letters", "fixed");

    internal static Tolerance Length { get; } = new("length", "length(s) are not the message's", "fixed");

    internal static Tolerance UpperCase { get; } = new("upper-case", "value(s) are written in upper case", "fixed", "edifact");

    internal static Tolerance Latin { get; } = new("latin", "value(s) are written in plain Latin letters", "fixed", "edifact");

    internal static Tolerance LineBreaks { get; } = new("line-breaks", "value(s) are written with blanks for their line breaks", "fixed", "edifact");

    internal static Tolerance Blanks { get; } = new("blanks", "value(s) lose the blanks around them", "xml", "delimited");

    internal static Tolerance Delimiter { get; } = new("delimiter", "delimiter(s) are not the policy's", "delimited");

    internal static Tolerance QuotedValues { get; } = new("quoted-values", "number(s) or flag(s) stand in quotes", "json");

    /// <summary>The one of a name, or <c>null</c>.</summary>
    public static Tolerance? Find(string name) => All.FirstOrDefault(tolerance => tolerance.Name == name);

    /// <summary>Whether a finding is the note of a tolerance that was used.</summary>
    public static bool IsNote(Finding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return finding.Severity == Severity.Note && finding.Code.StartsWith(Prefix, StringComparison.Ordinal);
    }

    internal bool IsOf(IReadOnlySet<string> tolerated) => tolerated.Contains(Name);

    internal string Says(int times, string? detail) => $"'{Name}' is tolerated: {detail ?? $"{times} {_what}"}";
}
