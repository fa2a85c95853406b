using DocumentFormat.OpenXml.Spreadsheet;

namespace Gateway.Host.Workbooks;

/// <summary>Which cell styles show a number as a date or a time.</summary>
internal sealed class WorkbookDates
{
    private readonly HashSet<uint> _styles = [];

    private WorkbookDates()
    {
    }

    public static WorkbookDates Of(Stylesheet? styles)
    {
        var dates = new WorkbookDates();
        var own = styles?.NumberingFormats?.Elements<NumberingFormat>().Where(format => format.NumberFormatId is not null)
            .GroupBy(format => format.NumberFormatId!.Value).ToDictionary(group => group.Key, group => IsDate(group.First().FormatCode?.Value ?? "")) ?? [];
        uint at = 0;
        foreach (var style in styles?.CellFormats?.Elements<CellFormat>() ?? [])
        {
            var format = style.NumberFormatId?.Value ?? 0;
            if (own.TryGetValue(format, out var date) ? date : format is (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58))
            {
                dates._styles.Add(at);
            }

            at++;
        }

        return dates;
    }

    public bool IsDate(uint style) => _styles.Contains(style);

    /// <summary>A format with a day, month, year, hour or second outside quotes, brackets and escapes.</summary>
    internal static bool IsDate(string format)
    {
        var (quoted, bracket) = (false, false);
        for (var i = 0; i < format.Length; i++)
        {
            var letter = format[i];
            quoted ^= letter == '"';
            bracket = letter == '[' || (bracket && letter != ']');
            if (letter is '\\' or '_' or '*')
            {
                i++;
            }
            else if (!quoted && !bracket && "dmyhsDMYHS".Contains(letter, StringComparison.Ordinal) && !format.Contains("General", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
