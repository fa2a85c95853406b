using DocumentFormat.OpenXml.Spreadsheet;
using Gateway.Messages.Delimited;
using Sheet = Gateway.Messages.Delimited.Sheet;

namespace Gateway.Host.Workbooks;

/// <summary>The code lists of a workbook, each once: two columns of the sheet <c>codes</c>, and the validation that offers them in a cell.</summary>
internal sealed class WorkbookCodes
{
    private const int LongestHelp = 255;
    private readonly List<(string Title, IReadOnlyList<SheetChoice> Choices)> _lists = [];

    public WorkbookCodes(IEnumerable<Sheet> sheets)
    {
        foreach (var column in sheets.SelectMany(sheet => sheet.Columns).Where(column => column.Choices.Count > 0))
        {
            if (Find(column) < 0)
            {
                _lists.Add((column.English, column.Choices));
            }
        }
    }

    public Worksheet Sheet()
    {
        var data = new SheetData();
        data.Append(WorkbookWriter.Row(1, _lists.SelectMany(list => new[] { list.Title, "" }), _ => WorkbookStyles.Heading));
        for (var at = 0; at < _lists.Select(list => list.Choices.Count).DefaultIfEmpty(0).Max(); at++)
        {
            data.Append(WorkbookWriter.Row((uint)at + 2, _lists.SelectMany(list => at < list.Choices.Count ? new[] { list.Choices[at].Code, list.Choices[at].Note } : ["", ""]), _ => WorkbookStyles.Label));
        }

        return WorkbookWriter.Worksheet([.. _lists.SelectMany(_ => new[] { 14d, 36d })], data, [], 1);
    }

    /// <summary>The help shown when a cell is entered, and the codes to choose from; other codes are refused only where the list is closed.</summary>
    public DataValidation Validation(SheetColumn column, string cells)
    {
        var help = column.Help.Length > 0 ? column.Help : $"{column.Vietnamese} / {column.English}";
        var validation = new DataValidation
        {
            SequenceOfReferences = new() { InnerText = cells },
            AllowBlank = true,
            ShowInputMessage = true,
            PromptTitle = column.Name.Length <= 32 ? column.Name : column.Name[..32],
            Prompt = help.Length <= LongestHelp ? help : help[..LongestHelp],
        };
        if (Find(column) is >= 0 and var list)
        {
            var letters = Messages.Delimited.Sheet.Letters(list * 2);
            validation.Type = DataValidationValues.List;
            validation.ShowErrorMessage = column.IsClosed;
            validation.ErrorTitle = column.Name.Length <= 32 ? column.Name : column.Name[..32];
            validation.Error = "Chọn mã trong danh sách / Choose a code of the list";
            validation.Append(new Formula1($"{WorkbookWriter.Codes}!${letters}$2:${letters}${column.Choices.Count + 1}"));
        }

        return validation;
    }

    private int Find(SheetColumn column) => column.Choices.Count == 0 ? -1 : _lists.FindIndex(list => list.Choices.SequenceEqual(column.Choices));
}
