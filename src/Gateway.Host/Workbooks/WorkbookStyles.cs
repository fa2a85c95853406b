using DocumentFormat.OpenXml.Spreadsheet;

namespace Gateway.Host.Workbooks;

/// <summary>The few cell styles of our workbooks.</summary>
internal static class WorkbookStyles
{
    public const uint Heading = 1;
    public const uint Label = 2;
    public const uint Required = 3;
    public const uint Quiet = 4;
    private const uint Texts = 5;
    private const uint Dates = 6;
    private const uint TextFormat = 49;
    private const uint DateFormat = 164;

    /// <summary>Text cells keep the zeros before a code; date cells show the day as the declaration states it.</summary>
    public static uint Of(string type) => type switch { "integer" or "decimal" => 0, "date" => Dates, _ => Texts };

    public static Stylesheet Sheet() => new(
        new NumberingFormats(new NumberingFormat { NumberFormatId = DateFormat, FormatCode = "yyyy\\-mm\\-dd" }) { Count = 1 },
        new Fonts(new Font(), new Font(new Bold()), new Font(new Color { Rgb = "FF7F7F7F" })) { Count = 3 },
        new Fills(
            new Fill(new PatternFill { PatternType = PatternValues.None }),
            new Fill(new PatternFill { PatternType = PatternValues.Gray125 }),
            new Fill(new PatternFill(new ForegroundColor { Rgb = "FFDDEBF7" }) { PatternType = PatternValues.Solid })) { Count = 3 },
        new Borders(new Border()) { Count = 1 },
        new CellStyleFormats(new CellFormat()) { Count = 1 },
        new CellFormats(
            new CellFormat(),
            new CellFormat { FontId = 1, FillId = 2, ApplyFont = true, ApplyFill = true },
            new CellFormat(new Alignment { WrapText = true, Vertical = VerticalAlignmentValues.Top }) { ApplyAlignment = true },
            new CellFormat(new Alignment { WrapText = true, Vertical = VerticalAlignmentValues.Top }) { FontId = 1, ApplyFont = true, ApplyAlignment = true },
            new CellFormat { FontId = 2, ApplyFont = true },
            new CellFormat { NumberFormatId = TextFormat, ApplyNumberFormat = true },
            new CellFormat { NumberFormatId = DateFormat, ApplyNumberFormat = true }) { Count = 7 });
}
