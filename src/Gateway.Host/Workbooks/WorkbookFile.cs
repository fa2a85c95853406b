using System.IO.Compression;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Gateway.Host.Workbooks;

/// <summary>The filled cells of a workbook under limits. No macro is run, no link followed, nothing outside the file is opened.</summary>
internal sealed class WorkbookFile
{
    /// <summary>Parts of the package.</summary>
    public const int MaxParts = 500;

    /// <summary>Bytes of all parts unpacked; default 64 MiB.</summary>
    public const long MaxUnpacked = 67_108_864;

    /// <summary>Sheets.</summary>
    public const int MaxSheets = 32;

    /// <summary>The last row that is read.</summary>
    public const int MaxRow = 10_000;

    /// <summary>The last column that is read, counted from 0.</summary>
    public const int MaxColumn = 255;

    /// <summary>Filled cells of all sheets.</summary>
    public const int MaxCells = 200_000;

    private readonly List<Finding> _findings;
    private int _cells;

    private WorkbookFile(List<Finding> findings) => _findings = findings;

    /// <summary>Sheets by name, in the order of the workbook; only those that are wanted have cells.</summary>
    public Dictionary<string, List<WorkbookCell>> Sheets { get; } = [];

    public bool From1904 { get; private set; }

    /// <summary>Whether bytes are a package such as a workbook.</summary>
    public static bool LooksLikeOne(ReadOnlySpan<byte> bytes) => bytes.StartsWith("PK\u0003\u0004"u8);

    /// <summary>The workbook, or <c>null</c> with findings.</summary>
    public static WorkbookFile? Open(ReadOnlyMemory<byte> bytes, IReadOnlyCollection<string> wanted, List<Finding> findings)
    {
        var file = new WorkbookFile(findings);
        using var stream = new MemoryStream(bytes.ToArray(), writable: false);
        try
        {
            return file.Screen(stream) && file.Read(stream, wanted) ? file : null;
        }
        catch (Exception broken) when (broken is OpenXmlPackageException or FileFormatException or InvalidDataException or XmlException or IOException
            or FormatException or OverflowException or ArgumentException or InvalidOperationException or KeyNotFoundException or NotSupportedException)
        {
            findings.Add(Finding.Error("XLSX-BROKEN", "", "", "the workbook cannot be opened"));
            return null;
        }
    }

    /// <summary>What the package says of itself; the unpacking stream holds each part to the size it declares.</summary>
    private bool Screen(MemoryStream stream)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        if (archive.Entries.Count > MaxParts || archive.Entries.Sum(entry => Math.Min(entry.Length, MaxUnpacked + 1)) > MaxUnpacked)
        {
            return Refuse("XLSX-SIZE", "", $"more than {MaxParts} parts or {MaxUnpacked} bytes unpacked");
        }

        if (archive.Entries.Any(entry => entry.Name.Equals("vbaProject.bin", StringComparison.OrdinalIgnoreCase)))
        {
            return Refuse("XLSX-MACROS", "", "the workbook holds macros; save it without them (xlsx)");
        }

        stream.Position = 0;
        return true;
    }

    private bool Read(MemoryStream stream, IReadOnlyCollection<string> wanted)
    {
        using var document = SpreadsheetDocument.Open(stream, false, new OpenSettings { AutoSave = false, MaxCharactersInPart = MaxUnpacked });
        if (document.DocumentType != SpreadsheetDocumentType.Workbook || document.WorkbookPart is not { } book || book.Workbook.Sheets is not { } sheets)
        {
            return Refuse("XLSX-BROKEN", "", "this is no workbook (xlsx)");
        }

        if (sheets.Count() > MaxSheets)
        {
            return Refuse("XLSX-SIZE", "", $"more than {MaxSheets} sheets");
        }

        From1904 = book.Workbook.WorkbookProperties?.Date1904?.Value == true;
        var (strings, dates) = (Strings(book), WorkbookDates.Of(book.WorkbookStylesPart?.Stylesheet));
        foreach (var sheet in sheets.Elements<DocumentFormat.OpenXml.Spreadsheet.Sheet>())
        {
            var name = sheet.Name?.Value ?? "";
            if (!Sheets.TryAdd(name, []))
            {
                return Refuse("XLSX-BROKEN", name, "two sheets have one name");
            }

            if (wanted.Contains(name) && (sheet.Id?.Value is not { } id || book.GetPartById(id) is not WorksheetPart part || !Cells(part, name, strings, dates)))
            {
                return _findings.Count > 0 || Refuse("XLSX-BROKEN", name, "the sheet is not a table of cells");
            }
        }

        return true;
    }

    private static List<string> Strings(WorkbookPart book)
    {
        var strings = new List<string>();
        if (book.SharedStringTablePart is { } part)
        {
            using var reader = OpenXmlReader.Create(part);
            while (strings.Count <= MaxCells && reader.Read())
            {
                if (reader.ElementType == typeof(SharedStringItem) && reader.IsStartElement && reader.LoadCurrentElement() is SharedStringItem item)
                {
                    strings.Add(Text(item));
                }
            }
        }

        return strings;
    }

    /// <summary>Text of runs, without the readings printed above them.</summary>
    private static string Text(OpenXmlElement item) =>
        string.Concat(item.Descendants<Text>().Where(text => text.Parent is not PhoneticRun).Select(text => text.Text));

    private bool Cells(WorksheetPart part, string sheet, List<string> strings, WorkbookDates dates)
    {
        using var reader = OpenXmlReader.Create(part);
        var (row, column) = (0, -1);
        while (reader.Read())
        {
            if (reader.ElementType == typeof(Row) && reader.IsStartElement)
            {
                var said = reader.Attributes.FirstOrDefault(attribute => attribute.LocalName == "r").Value;
                (row, column) = (said is null ? row + 1 : int.Parse(said, System.Globalization.CultureInfo.InvariantCulture), -1);
            }
            else if (reader.ElementType == typeof(Cell) && reader.IsStartElement && reader.LoadCurrentElement() is Cell cell)
            {
                column = cell.CellReference?.Value is { } place ? ColumnOf(place) : column + 1;
                if (!Keep(sheet, Stored(cell, row, column, strings, dates)))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private bool Keep(string sheet, WorkbookCell? cell)
    {
        if (cell is null)
        {
            return true;
        }

        var place = $"{sheet}!{Messages.Delimited.Sheet.Letters(Math.Clamp(cell.Column, 0, 20_000))}{cell.Row}";
        if (cell.Row is < 1 or > MaxRow || cell.Column is < 0 or > MaxColumn || ++_cells > MaxCells)
        {
            return Refuse("XLSX-CELLS", place, $"cells are read up to row {MaxRow} and column {Messages.Delimited.Sheet.Letters(MaxColumn)}, {MaxCells} in all");
        }

        Sheets[sheet].Add(cell);
        return true;
    }

    private static WorkbookCell? Stored(Cell cell, int row, int column, List<string> strings, WorkbookDates dates)
    {
        var text = cell.CellValue?.Text ?? "";
        var formula = cell.CellFormula is { } found ? found.Text ?? "" : null;
        var type = cell.DataType?.Value ?? CellValues.Number;
        if (type == CellValues.SharedString)
        {
            var at = int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
            return Filled(row, column, WorkbookCellKind.Text, at < strings.Count ? strings[at] : throw new InvalidDataException("no such text"), formula);
        }

        if (type == CellValues.InlineString)
        {
            return Filled(row, column, WorkbookCellKind.Text, cell.InlineString is { } inline ? Text(inline) : "", formula);
        }

        var kind = type == CellValues.Number ? dates.IsDate(cell.StyleIndex?.Value ?? 0) ? WorkbookCellKind.Date : WorkbookCellKind.Number
            : type == CellValues.Boolean ? WorkbookCellKind.Flag
            : type == CellValues.Error ? WorkbookCellKind.Error
            : WorkbookCellKind.Text;
        return Filled(row, column, kind, text, formula);
    }

    private static WorkbookCell? Filled(int row, int column, WorkbookCellKind kind, string text, string? formula) =>
        text.Length == 0 && formula is null ? null : new WorkbookCell(row, column, kind, text, formula);

    private static int ColumnOf(string place)
    {
        var column = 0;
        foreach (var letter in place.TakeWhile(char.IsAsciiLetterUpper).Take(4))
        {
            column = (column * 26) + letter - 'A' + 1;
        }

        return column - 1;
    }

    private bool Refuse(string code, string place, string message)
    {
        _findings.Add(Finding.Error(code, "", place, message));
        return false;
    }
}
