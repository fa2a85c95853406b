using System.Globalization;
using Gateway.Messages.Delimited;

namespace Gateway.Host.Workbooks;

internal enum WorkbookCellKind
{
    Text,
    Number,
    Date,
    Flag,
    Error,
}

/// <summary>One filled cell as it is stored; what it means depends on its column.</summary>
/// <param name="Row">1-based.</param>
/// <param name="Column">0-based.</param>
/// <param name="Kind">How it is stored; a date is a number under a date's format.</param>
/// <param name="Text">Its text.</param>
/// <param name="Formula">The formula that gave it, or <c>null</c>.</param>
internal sealed record WorkbookCell(int Row, int Column, WorkbookCellKind Kind, string Text, string? Formula)
{
    /// <summary>The text the column takes; findings name the place.</summary>
    public string Value(SheetColumn? column, string place, bool from1904, List<Finding> findings)
    {
        if (Formula is not null && !FromFormula(place, findings))
        {
            return "";
        }

        return Kind switch
        {
            WorkbookCellKind.Error => Refuse(findings, "XLSX-ERROR", place, $"the cell shows the error {Text}"),
            WorkbookCellKind.Date => Date(column, place, from1904, findings),
            WorkbookCellKind.Number => Number(column, place, findings),
            WorkbookCellKind.Flag => Text == "1" ? "true" : "false",
            _ => Text,
        };
    }

    /// <summary>The value a person saw is read; one from another workbook, or none at all, is not.</summary>
    private bool FromFormula(string place, List<Finding> findings)
    {
        if (Formula!.Contains('[', StringComparison.Ordinal))
        {
            Refuse(findings, "XLSX-EXTERNAL", place, "the formula takes its value from another workbook; paste the value");
            return false;
        }

        if (Text.Length == 0 && Kind != WorkbookCellKind.Text)
        {
            Refuse(findings, "XLSX-FORMULA", place, "the formula was saved without its value; open and save the workbook, or paste the value");
            return false;
        }

        findings.Add(new Finding("XLSX-FORMULA", Severity.Warning, "", place, "the value the formula had when the workbook was saved is read"));
        return true;
    }

    private string Date(SheetColumn? column, string place, bool from1904, List<Finding> findings)
    {
        if (column is { Type: not ("date" or "datetime") })
        {
            return Refuse(findings, "XLSX-DATE", place, "the spreadsheet program made this a date; format the cell as text and type it again");
        }

        if (WorkbookNumber.Moment(Text, from1904) is not { } moment)
        {
            return Refuse(findings, "XLSX-DATE", place, "this is no date from 1 March 1900 on");
        }

        return column?.Type == "datetime" ? moment.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture)
            : moment.TimeOfDay == TimeSpan.Zero ? moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : Refuse(findings, "XLSX-DATE", place, "a time of day stands in a date");
    }

    private string Number(SheetColumn? column, string place, List<Finding> findings)
    {
        if (WorkbookNumber.Plain(Text) is not { } plain)
        {
            return Refuse(findings, "XLSX-NUMBER", place, "this is no number that a declaration can hold");
        }

        switch (column?.Type)
        {
            case "date" or "datetime":
                return Refuse(findings, "XLSX-DATE", place, "a plain number where a date is expected; format the cell as a date, or type yyyy-MM-dd as text");
            case "integer" or "decimal" or null:
                return plain;
            default:
                if (WorkbookNumber.Significant(Text.Split('e', 'E')[0]) > WorkbookNumber.Digits || Text.Contains('E', StringComparison.OrdinalIgnoreCase))
                {
                    return Refuse(findings, "XLSX-NUMBER", place, "stored as a number, the last digits of this code are lost; format the cell as text and type it again");
                }

                findings.Add(new Finding("XLSX-NUMBER", Severity.Warning, "", place, "a number where text is expected: zeros before it, if there were any, are lost"));
                return plain;
        }
    }

    private static string Refuse(List<Finding> findings, string code, string place, string message)
    {
        findings.Add(Finding.Error(code, "", place, message));
        return "";
    }
}
