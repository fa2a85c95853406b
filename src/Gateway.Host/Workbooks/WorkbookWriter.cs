using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Gateway.Messages.Delimited;
using Sheet = Gateway.Messages.Delimited.Sheet;

namespace Gateway.Host.Workbooks;

/// <summary>Sheets as a workbook for people: labels in two languages, help on each cell, codes to choose from; empty, or filled with rows.</summary>
public static class WorkbookWriter
{
    /// <summary>The sheet of code lists; it is not read.</summary>
    public const string Codes = "codes";

    private const int FirstDataRow = 4;
    private const int LastDataRow = 2_003;

    /// <summary>The workbook; <paramref name="filled"/> are the sections a guideline has written.</summary>
    public static byte[] Write(IReadOnlyList<Sheet> sheets, IReadOnlyList<Section>? filled = null)
    {
        ArgumentNullException.ThrowIfNull(sheets);
        using var stream = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook))
        {
            var book = document.AddWorkbookPart();
            book.Workbook = new Workbook();
            book.AddNewPart<WorkbookStylesPart>().Stylesheet = WorkbookStyles.Sheet();
            var list = book.Workbook.AppendChild(new Sheets());
            var codes = new WorkbookCodes(sheets);
            foreach (var sheet in sheets)
            {
                var rows = filled?.FirstOrDefault(section => section.Name == sheet.Name)?.Rows;
                Add(book, list, sheet.Name, sheet.IsForm ? Form(sheet, rows, codes) : List(sheet, rows, codes));
            }

            Add(book, list, Codes, codes.Sheet());
        }

        return stream.ToArray();
    }

    private static void Add(WorkbookPart book, Sheets list, string name, Worksheet sheet)
    {
        var part = book.AddNewPart<WorksheetPart>();
        part.Worksheet = sheet;
        list.Append(new DocumentFormat.OpenXml.Spreadsheet.Sheet { Name = name, SheetId = (uint)list.Count() + 1, Id = book.GetIdOfPart(part) });
    }

    private static Worksheet Form(Sheet sheet, IReadOnlyList<IReadOnlyList<string>>? filled, WorkbookCodes codes)
    {
        var values = filled?.Skip(1).Where(row => row.Count > 1).ToDictionary(row => row[0], row => row[1]) ?? [];
        var (data, validations) = (new SheetData(), new List<DataValidation>());
        data.Append(Row(1, [Sheet.Field, .. Sheet.Notes.Take(2), Sheet.Value, .. Sheet.Notes.Skip(2)], _ => WorkbookStyles.Heading));
        uint at = 1;
        foreach (var column in sheet.Columns)
        {
            at++;
            var row = Row(at, [column.Name, column.Vietnamese, column.English, "", column.Help], cell => cell == 0 ? WorkbookStyles.Quiet : column.Required ? WorkbookStyles.Required : WorkbookStyles.Label);
            row.ReplaceChild(Value(column, 3, at, values.GetValueOrDefault(column.Name, "")), row.Elements<Cell>().ElementAt(3));
            data.Append(row);
            validations.Add(codes.Validation(column, $"D{at}"));
        }

        return Worksheet([24, 44, 44, 44, 60], data, validations, 1);
    }

    private static Worksheet List(Sheet sheet, IReadOnlyList<IReadOnlyList<string>>? filled, WorkbookCodes codes)
    {
        var data = new SheetData();
        data.Append(Row(1, sheet.Columns.Select(column => column.Name), _ => WorkbookStyles.Heading));
        data.Append(Row(2, sheet.Columns.Select(column => column.Vietnamese), cell => sheet.Columns[cell].Required ? WorkbookStyles.Required : WorkbookStyles.Label));
        data.Append(Row(3, sheet.Columns.Select(column => column.English), cell => sheet.Columns[cell].Required ? WorkbookStyles.Required : WorkbookStyles.Label));
        uint at = FirstDataRow - 1;
        foreach (var values in filled?.Skip(1) ?? [])
        {
            at++;
            var row = new Row { RowIndex = at };
            row.Append(sheet.Columns.Select((column, cell) => Value(column, cell, at, values[cell])));
            data.Append(row);
        }

        var validations = sheet.Columns.Select((column, cell) => codes.Validation(column, $"{Sheet.Letters(cell)}{FirstDataRow}:{Sheet.Letters(cell)}{LastDataRow}")).ToList();
        return Worksheet([.. sheet.Columns.Select(column => column.Max > 100 ? 44d : 18d)], data, validations, FirstDataRow - 1, sheet.Columns);
    }

    internal static Worksheet Worksheet(double[] widths, SheetData data, List<DataValidation> validations, int frozen, IReadOnlyList<SheetColumn>? styles = null)
    {
        var pane = new Pane { VerticalSplit = frozen, TopLeftCell = $"A{frozen + 1}", ActivePane = PaneValues.BottomLeft, State = PaneStateValues.Frozen };
        var columns = new Columns(widths.Select((width, at) => new Column
        {
            Min = (uint)at + 1, Max = (uint)at + 1, Width = width, CustomWidth = true, Style = styles is null ? null : WorkbookStyles.Of(styles[at].Type),
        }));
        var sheet = new Worksheet(new SheetViews(new SheetView(pane) { WorkbookViewId = 0 }), columns, data);
        if (validations.Count > 0)
        {
            sheet.Append(new DataValidations(validations) { Count = (uint)validations.Count });
        }

        return sheet;
    }

    internal static Row Row(uint number, IEnumerable<string> texts, Func<int, uint> style)
    {
        var row = new Row { RowIndex = number };
        row.Append(texts.Select((text, at) => Text(text, $"{Sheet.Letters(at)}{number}", style(at))));
        return row;
    }

    private static Cell Text(string text, string place, uint style) => text.Length == 0
        ? new Cell { CellReference = place, StyleIndex = style }
        : new Cell(new InlineString(new Text(text) { Space = SpaceProcessingModeValues.Preserve })) { CellReference = place, StyleIndex = style, DataType = CellValues.InlineString };

    /// <summary>Numbers and dates as such, so that people can calculate with them; their text is ours, digit for digit.</summary>
    private static Cell Value(SheetColumn column, int cell, uint row, string text)
    {
        var (place, style) = ($"{Sheet.Letters(cell)}{row}", WorkbookStyles.Of(column.Type));
        if (text.Length > 0 && column.Type is "integer" or "decimal" && WorkbookNumber.Plain(text) == text)
        {
            return new Cell(new CellValue(text)) { CellReference = place, StyleIndex = style };
        }

        return column.Type == "date" && DateOnly.TryParseExact(text, "yyyy-MM-dd", out var day) && day >= new DateOnly(1900, 3, 1)
            ? new Cell(new CellValue((day.DayNumber - new DateOnly(1899, 12, 30).DayNumber).ToString(System.Globalization.CultureInfo.InvariantCulture))) { CellReference = place, StyleIndex = style }
            : Text(text, place, style);
    }
}
