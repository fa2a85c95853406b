using System.Globalization;
using System.IO.Compression;
using System.Text;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using Gateway.Host.Verbs;
using Gateway.Host.Workbooks;
using Gateway.Messages;

namespace Gateway.Host.Tests.Workbooks;

/// <summary>A workbook becomes the document its text would become; what is wrong is named by sheet, column and row.</summary>
public sealed class When_a_workbook_is_read
{
    private static readonly int Garbled = int.TryParse(Environment.GetEnvironmentVariable("GATEWAY_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out var times) ? times : 300;

    private const uint DateStyle = 6;

    [Fact]
    public void A_filled_workbook_is_the_document_it_was_filled_with()
    {
        var reading = new Book().Read();
        Assert.Empty(Book.Found(reading));
        Assert.Equal(Book.Json(Book.Document), Book.Json(reading.Document!));
        Assert.Equal($"lines!{Book.Line("hs")}", reading.Document!.At("goods/hs")!.Source);
    }

    [Fact]
    public void The_empty_workbook_is_valid_and_speaks_both_languages()
    {
        using var stream = new MemoryStream(WorkbookWriter.Write(Book.Guide.Guideline.Sheets));
        using var document = SpreadsheetDocument.Open(stream, false);
        Assert.Empty(new OpenXmlValidator().Validate(document, TestContext.Current.CancellationToken).Select(error => $"{error.Path?.XPath} {error.Description}"));
        Assert.Equal(["header", "lines", "containers", "codes"], document.WorkbookPart!.Workbook.Sheets!.Elements<Sheet>().Select(sheet => sheet.Name!.Value!));
        var texts = document.WorkbookPart.WorksheetParts.SelectMany(part => part.Worksheet.Descendants<Text>()).Select(text => text.Text).ToHashSet();
        Assert.Superset(new HashSet<string> { "Mô tả hàng hóa", "Description of goods", "nhập khẩu / import", "KGM" }, texts);
    }

    [Fact]
    public void Cells_offer_their_codes_and_help()
    {
        using var stream = new MemoryStream(WorkbookWriter.Write(Book.Guide.Guideline.Sheets));
        using var document = SpreadsheetDocument.Open(stream, false);
        var validations = document.WorkbookPart!.WorksheetParts.SelectMany(part => part.Worksheet.Descendants<DataValidation>())
            .DistinctBy(each => each.PromptTitle!.Value!).ToDictionary(each => each.PromptTitle!.Value!);
        Assert.Equal(("list", true), (validations["direction"].Type!.InnerText, validations["direction"].ShowErrorMessage!.Value));
        Assert.Equal(("list", false), (validations["packageUnit"].Type!.InnerText, validations["packageUnit"].ShowErrorMessage!.Value));
        Assert.StartsWith("codes!$", validations["origin"].GetFirstChild<Formula1>()!.Text, StringComparison.Ordinal);
        Assert.Contains("IM", validations["direction"].Prompt!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_labels_alone_say_everything_that_is_required() =>
        Assert.Equal(
            ["DLM-REQUIRED header!D2", "DLM-REQUIRED header!D3", "DLM-REQUIRED header!D4", "DLM-REQUIRED header!D5", "DLM-REQUIRED lines"],
            Book.Found(WorkbookReader.Read(WorkbookWriter.Write(Book.Guide.Guideline.Sheets), Book.Guide.Guideline, ReadLimits.Default)));

    [Fact]
    public void All_findings_come_at_once_by_sheet_column_and_row()
    {
        var reading = new Book().Type("header", Book.Field("planned"), "mai").Type("header", Book.Field("currency"), "DOLLAR").Type("lines", Book.Line("quantity", 5), "nhiều").Type("lines", Book.Line("hs", 6), "").Read();
        Assert.Equal(
            [
                $"DLM-TYPE header!{Book.Field("planned")}", $"DLM-LENGTH header!{Book.Field("currency")}",
                $"DLM-TYPE lines!{Book.Line("quantity", 5)}", $"DLM-REQUIRED lines!{Book.Line("hs", 6)}",
            ],
            Book.Found(reading));
    }

    [Theory]
    [InlineData("4.3499999999999996", "4.35")]
    [InlineData("0.30000000000000004", "0.3")]
    [InlineData("1234.5600000000001", "1234.56")]
    [InlineData("99999999999999.995", "100000000000000")]
    [InlineData("0.99999999999999989", "1")]
    [InlineData("1E-3", "0.001")]
    [InlineData("-1.5E3", "-1500")]
    [InlineData("1.2345E+2", "123.45")]
    [InlineData("6000.00", "6000.00")]
    [InlineData("0", "0")]
    [InlineData("0.00", "0.00")]
    [InlineData("007", "7")]
    [InlineData("12345678901234567", "12345678901234600")]
    [InlineData("1E300", null)]
    [InlineData("1,5", null)]
    [InlineData("INF", null)]
    [InlineData("", null)]
    public void A_number_is_the_decimal_that_a_person_sees(string stored, string? plain) => Assert.Equal(plain, WorkbookNumber.Plain(stored));

    [Theory]
    [InlineData("46349", false, "2026-11-23 00:00:00")]
    [InlineData("44887", true, "2026-11-23 00:00:00")]
    [InlineData("46349.5", false, "2026-11-23 12:00:00")]
    [InlineData("46349.385416666664", false, "2026-11-23 09:15:00")]
    [InlineData("61", false, "1900-03-01 00:00:00")]
    [InlineData("60", false, null)]
    [InlineData("-1", false, null)]
    [InlineData("2958466", false, null)]
    [InlineData("1E9", false, null)]
    public void A_serial_day_is_the_day_the_calendar_shows(string serial, bool from1904, string? expected) =>
        Assert.Equal(expected, WorkbookNumber.Moment(serial, from1904)?.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("yyyy\\-mm\\-dd", true)]
    [InlineData("d/m/yy h:mm", true)]
    [InlineData("[$-42A]dd mmmm yyyy", true)]
    [InlineData("#,##0.00", false)]
    [InlineData("0.00\" day\"", false)]
    [InlineData("[Red]0", false)]
    [InlineData("General", false)]
    public void A_format_says_whether_a_number_is_a_date(string format, bool date) => Assert.Equal(date, WorkbookDates.IsDate(format));

    [Fact]
    public void Dates_numbers_and_flags_may_be_stored_as_programs_store_them()
    {
        var reading = new Book().Set("header", Book.Field("planned"), "46350", style: DateStyle).Set("header", Book.Field("containerised"), "0", CellValues.Boolean)
            .Set("lines", Book.Line("price"), "4.3499999999999996").Type("header", Book.Field("arrival"), "2026-11-20").Read();
        Assert.Empty(Book.Found(reading));
        Assert.Equal(
            ("2026-11-24", "false", "4.35", "2026-11-20"),
            (reading.Document!.Value("planned"), reading.Document.Value("transport/containerised"), reading.Document.Value("goods/price"), reading.Document.Value("transport/arrival")));
    }

    [Fact]
    public void What_a_program_made_of_a_cell_is_refused_where_it_changed_the_meaning()
    {
        var reading = new Book().Set("header", Book.Field("reference"), "46350", style: DateStyle).Set("header", Book.Field("planned"), "20261123").Set("header", Book.Field("arrival"), "46349.5", style: DateStyle)
            .Set("header", Book.Field("invoiceNumber"), "1.23456789012346E+19").Set("lines", Book.Line("description"), "#N/A", CellValues.Error).Read();
        Assert.Equal(
            [
                $"XLSX-DATE header!{Book.Field("reference")}", $"XLSX-DATE header!{Book.Field("planned")}", $"XLSX-DATE header!{Book.Field("arrival")}",
                $"XLSX-NUMBER header!{Book.Field("invoiceNumber")}", $"XLSX-ERROR lines!{Book.Line("description")}",
            ],
            Book.Found(reading));
    }

    [Fact]
    public void A_code_stored_as_a_number_is_read_with_a_warning()
    {
        var reading = new Book().Set("lines", Book.Line("hs"), "39269099").Read();
        Assert.Equal([$"XLSX-NUMBER lines!{Book.Line("hs")}"], Book.Found(reading));
        Assert.True(reading.Ok);
        Assert.Equal("39269099", reading.Document!.Value("goods/hs"));
    }

    [Fact]
    public void A_formula_gives_the_value_a_person_saw_and_nothing_else()
    {
        var reading = new Book().Set("lines", Book.Line("amount"), "3000", formula: "E4*M4").Set("lines", Book.Line("amount", 5), "", formula: "E5*M5").Set("lines", Book.Line("amount", 6), "1800", formula: "[1]Sheet1!A1").Read();
        Assert.Equal([$"XLSX-FORMULA lines!{Book.Line("amount")}", $"XLSX-FORMULA lines!{Book.Line("amount", 5)}", $"XLSX-EXTERNAL lines!{Book.Line("amount", 6)}"], Book.Found(reading));
        Assert.Equal([Severity.Warning, Severity.Error, Severity.Error], reading.Findings.Select(finding => finding.Severity));
        Assert.Equal("3000", reading.Document!.Value("goods/amount"));
    }

    [Fact]
    public void Shared_texts_are_read_and_other_sheets_named()
    {
        var reading = new Book().With(book =>
        {
            var strings = book.AddNewPart<SharedStringTablePart>();
            strings.SharedStringTable = new SharedStringTable(new SharedStringItem(new Run(new Text("NẮP ")), new Run(new Text("NHỰA")), new PhoneticRun(new Text("noise")) { BaseTextStartIndex = 0, EndingBaseIndex = 1 }));
            var part = book.AddNewPart<WorksheetPart>();
            part.Worksheet = new Worksheet(new SheetData());
            book.Workbook.Sheets!.Append(new Sheet { Name = "Notes", SheetId = 9, Id = book.GetIdOfPart(part) });
        }).Set("lines", Book.Line("description"), "0", CellValues.SharedString).Read();
        Assert.Equal(["XLSX-SHEET Notes"], Book.Found(reading));
        Assert.Equal("NẮP NHỰA", reading.Document!.Value("goods/description"));
    }

    [Theory]
    [InlineData(1_048_576, "A")]
    [InlineData(4, "XFD")]
    public void A_cell_beyond_the_bounds_is_refused_and_nothing_grows(int row, string column) =>
        Assert.Equal(["XLSX-CELLS"], new Book().Type("lines", $"{column}{row}", "x").Read().Findings.Select(finding => finding.Code));

    [Fact]
    public void Bytes_that_are_no_workbook_are_refused()
    {
        var good = new Book().Bytes;
        Assert.Equal(["XLSX-BROKEN "], Found(good[..(good.Length / 2)]));
        Assert.Equal(["XLSX-BROKEN "], Found([.. "PK\u0003\u0004"u8, .. new byte[100]]));
        Assert.Equal(["XLSX-BROKEN "], Found(Zip(("a.txt", "nothing"u8.ToArray()))));
        Assert.Equal(["XLSX-MACROS "], Found(Zip(("xl/vbaProject.bin", [1, 2, 3]))));
    }

    [Fact]
    public void A_zip_bomb_is_not_unpacked()
    {
        var bomb = Zip(("xl/worksheets/sheet1.xml", new byte[70_000_000]));
        Assert.InRange(bomb.Length, 1, 200_000);
        Assert.Equal(["XLSX-SIZE "], Found(bomb));
        Assert.Equal(["XLSX-SIZE "], Found(Zip([.. Enumerable.Range(0, 501).Select(n => ($"part{n}", new byte[] { 1 }))])));
    }

    [Fact]
    public void A_garbled_workbook_is_refused_or_read()
    {
        var (good, random) = (new Book().Bytes, new Random(20_261_123));
        var parts = Unzip(good);
        for (var n = 0; n < Garbled; n++)
        {
            // The zip itself damaged, or one of its parts in a good zip: else the check sums would stop nearly all of it.
            var bytes = n % 2 == 0 ? Damaged(good, 4, random) : Zip([.. parts.Select(part => (part.Name, part.Name == parts[n / 2 % parts.Count].Name ? Damaged(part.Bytes, 0, random) : part.Bytes))]);
            var reading = WorkbookReader.Read(bytes, Book.Guide.Guideline, ReadLimits.Default);
            Assert.True(reading.Ok || reading.Findings.Count is > 0 and <= 1_001);
        }
    }

    private static byte[] Damaged(byte[] good, int from, Random random)
    {
        var bytes = good.ToArray();
        for (var changes = random.Next(1, 8); changes > 0; changes--)
        {
            bytes[random.Next(from, bytes.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)"<>&/\"= 0A"[random.Next(9)];
        }

        return bytes;
    }

    private static List<(string Name, byte[] Bytes)> Unzip(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        return [.. archive.Entries.Select(entry =>
        {
            using var from = entry.Open();
            using var into = new MemoryStream();
            from.CopyTo(into);
            return (entry.FullName, into.ToArray());
        })];
    }

    [Fact]
    public async Task The_verb_writes_it_empty_or_filled_and_translates_it_back()
    {
        using var folder = new TestFolder();
        var file = folder.In("declaration.xlsx");
        var output = new StringWriter();
        var sample = Path.Combine(GatewayRig.Root, "adapters/enterprise/sheet/declaration/1/samples/import-green/1-declaration.json");
        Assert.Equal(0, await VerbOptions.RunAsync([TemplateVerb.Build(output, output)], ["template", "--out", file, "--with", sample, "--root", GatewayRig.Root], TestContext.Current.CancellationToken));
        Assert.Equal(0, await VerbOptions.RunAsync(
            [TranslateVerb.Build(output, output)],
            ["translate", "--from", "enterprise/sheet/declaration/1", "--to", "canonical", "--out", folder.Path, "--root", GatewayRig.Root, "--on", "2026-11-23", file],
            TestContext.Current.CancellationToken));
        Assert.Equal(Book.Json(Book.Document), await File.ReadAllTextAsync(folder.In("declaration.declaration.json"), TestContext.Current.CancellationToken));
    }

    private static string[] Found(byte[] bytes) => Book.Found(WorkbookReader.Read(bytes, Book.Guide.Guideline, ReadLimits.Default));

    private static byte[] Zip(params (string Name, byte[] Bytes)[] entries)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8))
        {
            foreach (var (name, bytes) in entries)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(bytes);
            }
        }

        return stream.ToArray();
    }
}
