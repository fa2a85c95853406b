using Gateway.Messages.Xml;

namespace Gateway.Messages.Delimited;

/// <summary>The table of one delimited message: a root, its sections, their columns; with labels and help for people.</summary>
internal sealed class DelimitedTable
{
    private DelimitedTable(XmlElementRow root, string file, IReadOnlyList<Sheet> sheets)
    {
        Root = root;
        File = file;
        Sheets = sheets;
    }

    public XmlElementRow Root { get; }

    public string File { get; }

    /// <summary>Sections in order, without code lists.</summary>
    public IReadOnlyList<Sheet> Sheets { get; }

    /// <summary>The one list that needs no line to name it; <c>null</c> where there are several sections.</summary>
    public Sheet? Only => Sheets is [{ IsForm: false } only] ? only : null;

    public XmlTable Elements { get; private init; } = null!;

    public static DelimitedTable? Parse(string file, string text, FindingList findings)
    {
        if (XmlTable.Parse(file, text, findings, "column") is not { } table)
        {
            return null;
        }

        var labels = TableText.Rows(text, file, ["column"], new FindingList()).DistinctBy(row => row.Cells["column"]).ToDictionary(row => row.Cells["column"], row => row.Cells);
        var sheets = new List<Sheet>();
        foreach (var section in table.Root.Children)
        {
            if (section.Type != "group" || section.Children.Any(column => column.Type is "group" or "any" or "signature" || column.Occurs != 1) || section.Attributes.Count > 0)
            {
                findings.Error("TABLE-ROW", "", file, $"'{section.Name}': a delimited table is root, sections, columns that stand once", section.Line);
            }

            var sheet = Sheet(section, $"{table.Root.Name}/{section.Name}", labels);
            sheets.Add(sheet);
            if (Ambiguous(sheet) is { } twice)
            {
                findings.Error("TABLE-LABEL", "", file, $"'{twice}' names two columns of '{section.Name}'", section.Line);
            }
        }

        return new DelimitedTable(table.Root, file, sheets) { Elements = table };
    }

    public XmlElementRow? Section(string name) => Root.Child("", name);

    private static Sheet Sheet(XmlElementRow section, string path, Dictionary<string, Dictionary<string, string>> labels)
    {
        string Label(string of, string what) => labels.TryGetValue(of, out var cells) ? cells.GetValueOrDefault(what, "") : "";
        var columns = section.Children.Select(row =>
        {
            var of = $"{path}/{row.Name}";
            return new SheetColumn(row.Name, row.Type, row.Max, row.Min > 0, Label(of, "en"), Label(of, "vi"), Label(of, "help"), [], false);
        });
        return new Sheet(section.Name, Label(path, "en"), Label(path, "vi"), section.Occurs == 1, [.. columns]);
    }

    private static string? Ambiguous(Sheet sheet) => sheet.Columns
        .SelectMany(column => new[] { column.Name, column.English, column.Vietnamese }.Where(name => name.Length > 0).Distinct())
        .GroupBy(name => name).FirstOrDefault(group => group.Count() > 1)?.Key;
}
