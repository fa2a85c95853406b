using Gateway.Messages.Xml;

namespace Gateway.Messages.Edifact;

/// <summary>
/// The table of one EDIFACT message: the interchange and message headers, segments and segment groups in order, their composites and
/// elements by position. The trailers are computed and stand in no table.
/// </summary>
internal sealed class EdifactTable
{
    private readonly Dictionary<XmlElementRow, int> _pieces;

    private EdifactTable(XmlTable elements, Dictionary<XmlElementRow, int> pieces)
    {
        Elements = elements;
        _pieces = pieces;
    }

    public XmlTable Elements { get; }

    public XmlElementRow Root => Elements.Root;

    public static EdifactTable? Parse(string file, string text, FindingList findings)
    {
        if (XmlTable.Parse(file, text, findings, "tag") is not { } table)
        {
            return null;
        }

        if (table.Root.Children is not [{ Name: "UNB" }, { Name: "UNH" }, ..])
        {
            findings.Error("TABLE-ROW", "", file, "the first segments are UNB and UNH; UNT and UNZ are computed", table.Root.Line);
        }

        var pieces = new Dictionary<XmlElementRow, int>();
        foreach (var row in table.Root.Children)
        {
            Check(row, inSegment: false, inComposite: false, pieces, file, findings);
        }

        return new EdifactTable(table, pieces);
    }

    /// <summary>The tag on the wire; a tag that stands twice in one row of the table is told apart by <c>-2</c>.</summary>
    public static string Tag(XmlElementRow row) => row.Name.Split('-')[0];

    public static bool IsGroup(XmlElementRow row) => row.Name.StartsWith("SG", StringComparison.Ordinal) && row.Name.AsSpan(2) is { Length: > 0 } number && !number.ContainsAnyExceptInRange('0', '9');

    /// <summary>How many components of a composite one text goes on through; their size is the text's share of <see cref="XmlElementRow.Max"/>.</summary>
    public int Pieces(XmlElementRow element) => _pieces.GetValueOrDefault(element, 1);

    private static void Check(XmlElementRow row, bool inSegment, bool inComposite, Dictionary<XmlElementRow, int> pieces, string file, FindingList findings)
    {
        var tag = Tag(row);
        var group = !inSegment && IsGroup(row);
        var segment = !inSegment && !group && tag.Length == 3 && tag.All(char.IsAsciiLetterUpper);
        var composite = inSegment && !inComposite && tag.Length == 4 && char.IsAsciiLetterUpper(tag[0]);
        var element = inSegment && tag.Length == 4 && tag.All(char.IsAsciiDigit);
        var good = (group || segment || composite ? row.Type == "group" && row.Children.Count > 0 : element && row.Type is not ("group" or "any" or "signature"))
            && row.Attributes.Count == 0
            && (!group || (row.Children[0] is { Occurs: 1, Min: 1 } first && !IsGroup(first)))
            && (!element || !inComposite || row.Occurs == 1 || row is { Occurs: > 1, Max: > 0 });
        if (!good)
        {
            findings.Error("TABLE-ROW", "", file, $"'{row.Name}': groups SGn begin with a segment that stands once; segments have three capitals, composites a letter and three digits, elements four digits", row.Line);
            return;
        }

        if (element && inComposite && row.Occurs > 1)
        {
            // A component that repeats goes on with one text (a name in five lines of 35): the map sees the text.
            pieces[row] = row.Occurs;
            row.Max *= row.Occurs;
            row.Occurs = 1;
        }

        foreach (var child in row.Children)
        {
            Check(child, inSegment || segment, composite, pieces, file, findings);
        }
    }
}
