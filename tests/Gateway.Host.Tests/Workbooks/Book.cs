using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Gateway.Adapters;
using Gateway.Host.Verbs;
using Gateway.Host.Workbooks;
using Gateway.Messages;
using Gateway.Messages.Delimited;

namespace Gateway.Host.Tests.Workbooks;

/// <summary>The declaration sheet of the repository, filled as its sample says, and changed cell by cell.</summary>
internal sealed class Book
{
    public static readonly MessageGuide Guide = TemplateVerb.Template(CatalogueFolder.Read(GatewayRig.Root).Catalogue, new DateOnly(2026, 11, 23))!;

    private readonly MemoryStream _stream = new();

    public Book() => _stream.Write(WorkbookWriter.Write(Guide.Guideline.Sheets, Section.Of(Text())));

    public byte[] Bytes => _stream.ToArray();

    public static Tree Document => CanonicalJson.Read(File.ReadAllBytes(Sample("1-declaration.json")), "declaration", ReadLimits.Default).Document!;

    public static byte[] Text() => File.ReadAllBytes(Sample("1-DECLARATION.csv"));

    public static string Json(Tree document) => System.Text.Encoding.UTF8.GetString(CanonicalJson.Write(document, "declaration"));

    public static string[] Found(Reading reading) => [.. reading.Findings.Select(finding => $"{finding.Code} {finding.Path}")];

    public Reading Read() => WorkbookReader.Read(Bytes, Guide.Guideline, ReadLimits.Default);

    /// <summary>A stored value: its type as the file has it, style, formula.</summary>
    public Book Set(string sheet, string place, string value, CellValues? type = null, uint style = 0, string? formula = null) => Change(sheet, place, cell =>
    {
        cell.RemoveAllChildren();
        (cell.DataType, cell.StyleIndex) = (type is null ? null : type, style);
        if (formula is not null)
        {
            cell.CellFormula = new CellFormula(formula);
        }

        cell.CellValue = value.Length == 0 ? null : new CellValue(value);
    });

    public Book Type(string sheet, string place, string text) => Change(sheet, place, cell =>
    {
        cell.RemoveAllChildren();
        cell.DataType = CellValues.InlineString;
        cell.InlineString = new InlineString(new Text(text));
    });

    public Book With(Action<WorkbookPart> change)
    {
        using var document = SpreadsheetDocument.Open(_stream, true);
        change(document.WorkbookPart!);
        return this;
    }

    /// <summary>The cell of a field's value in the form.</summary>
    public static string Field(string name) => $"D{Guide.Guideline.Sheets[0].Columns.Select(column => column.Name).ToList().IndexOf(name) + 2}";

    /// <summary>The cell of a column in a row of the lines.</summary>
    public static string Line(string name, int row = 4) =>
        $"{Gateway.Messages.Delimited.Sheet.Letters(Guide.Guideline.Sheets[1].Columns.Select(column => column.Name).ToList().IndexOf(name))}{row}";

    private Book Change(string sheet, string place, Action<Cell> change) => With(book =>
    {
        var id = book.Workbook.Sheets!.Elements<DocumentFormat.OpenXml.Spreadsheet.Sheet>().Single(each => each.Name == sheet).Id!.Value!;
        var data = ((WorksheetPart)book.GetPartById(id)).Worksheet.GetFirstChild<SheetData>()!;
        var number = uint.Parse(place.AsSpan(place.IndexOfAny([.. "0123456789"])), System.Globalization.CultureInfo.InvariantCulture);
        var row = data.Elements<Row>().FirstOrDefault(each => each.RowIndex! == number) ?? data.AppendChild(new Row { RowIndex = number });
        var cell = row.Elements<Cell>().FirstOrDefault(each => each.CellReference == place) ?? row.AppendChild(new Cell { CellReference = place });
        change(cell);
    });

    private static string Sample(string name) =>
        Path.Combine(GatewayRig.Root, "adapters", "enterprise", "sheet", "declaration", "1", "samples", "import-green", name);
}
