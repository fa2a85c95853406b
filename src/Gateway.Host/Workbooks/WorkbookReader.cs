using Gateway.Messages;
using Gateway.Messages.Delimited;

namespace Gateway.Host.Workbooks;

/// <summary>A workbook as the rows and columns that its guideline reads: sheet, row and column stay what the person sees.</summary>
public static class WorkbookReader
{
    /// <summary>Media type of a workbook.</summary>
    public const string MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>Largest text a workbook may become; its cells are bounded before.</summary>
    public const int MaxText = 67_108_864;

    /// <summary>Whether bytes are a package such as a workbook.</summary>
    public static bool LooksLikeOne(ReadOnlySpan<byte> bytes) => WorkbookFile.LooksLikeOne(bytes);

    /// <summary>The text, or <c>null</c> with findings; findings may be warnings beside a text.</summary>
    public static byte[]? Read(ReadOnlyMemory<byte> bytes, IReadOnlyList<Sheet> sheets, List<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(sheets);
        ArgumentNullException.ThrowIfNull(findings);
        if (WorkbookFile.Open(bytes, [.. sheets.Select(sheet => sheet.Name)], findings) is not { } file)
        {
            return null;
        }

        foreach (var other in file.Sheets.Keys.Where(name => name != WorkbookWriter.Codes && !sheets.Any(sheet => sheet.Name == name)))
        {
            findings.Add(new Finding("XLSX-SHEET", Severity.Warning, "", other, "this sheet is not read"));
        }

        var sections = sheets.Where(sheet => file.Sheets.TryGetValue(sheet.Name, out var cells) && cells.Count > 0)
            .Select(sheet => Section(sheet, file.Sheets[sheet.Name], file.From1904, findings)).ToList();
        if (sections.Count == 0)
        {
            findings.Add(Finding.Error("XLSX-SHEET", "", "", $"no sheet named {string.Join(" or ", sheets.Select(sheet => sheet.Name))} with anything in it"));
            return null;
        }

        return Messages.Delimited.Section.ToBytes(sections);
    }

    /// <summary>The document of a workbook, by the guideline whose sheets it has; findings name sheet, column and row.</summary>
    public static Reading Read(ReadOnlyMemory<byte> bytes, Guideline guideline, ReadLimits limits)
    {
        ArgumentNullException.ThrowIfNull(guideline);
        ArgumentNullException.ThrowIfNull(limits);
        var findings = new List<Finding>();
        if (Read(bytes, guideline.Sheets, findings) is not { } text)
        {
            return new Reading(null, new Tree("envelope"), findings, [], new ReadCounts(bytes.Length, 0, 0));
        }

        // Lines of the text in between are nobody's; a cell that was refused here is not refused again as blank.
        var reading = guideline.Read(text, limits with { MaxBytes = MaxText });
        var places = findings.Where(finding => finding.Severity == Severity.Error).Select(finding => finding.Path).ToHashSet();
        return reading with { Findings = [.. findings, .. reading.Findings.Where(finding => !places.Contains(finding.Path)).Select(finding => finding with { Line = 0 })] };
    }

    private static Section Section(Sheet sheet, List<WorkbookCell> cells, bool from1904, List<Finding> findings)
    {
        var width = cells.Max(cell => cell.Column) + 1;
        var rows = Enumerable.Range(0, cells.Max(cell => cell.Row)).Select(_ => new string[width]).ToArray();
        foreach (var row in rows)
        {
            row.AsSpan().Fill("");
        }

        var head = cells.Where(cell => !string.IsNullOrWhiteSpace(cell.Text)).Select(cell => cell.Row).DefaultIfEmpty(1).Min();
        var headings = cells.Where(cell => cell.Row == head).DistinctBy(cell => cell.Column).ToDictionary(cell => cell.Column, cell => cell.Text.Trim());
        var field = headings.FirstOrDefault(heading => heading.Value == Sheet.Field, new(-1, "")).Key;
        var fields = cells.Where(cell => cell.Column == field).DistinctBy(cell => cell.Row).ToDictionary(cell => cell.Row, cell => cell.Text.Trim());
        foreach (var cell in cells)
        {
            var heading = headings.GetValueOrDefault(cell.Column, "");
            var column = cell.Row == head ? null
                : !sheet.IsForm ? sheet.Find(heading)
                : heading == Sheet.Value ? sheet.Find(fields.GetValueOrDefault(cell.Row, "")) : null;

            // Only what is read can be wrong: notes beside a form are the person's own.
            var own = sheet.IsForm && heading != Sheet.Value && cell.Row != head ? [] : findings;
            rows[cell.Row - 1][cell.Column] = cell.Value(column, $"{sheet.Name}!{Sheet.Letters(cell.Column)}{cell.Row}", from1904, own);
        }

        return new Section(sheet.Name, rows);
    }
}
