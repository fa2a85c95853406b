namespace Gateway.Messages.Delimited;

/// <summary>One section of a message of rows and columns: what a person sees as a sheet of a workbook.</summary>
/// <param name="Name">Name of the section and of the sheet.</param>
/// <param name="English">Label in English.</param>
/// <param name="Vietnamese">Label in Vietnamese.</param>
/// <param name="IsForm">One field a row (name, value) instead of one occurrence a row.</param>
/// <param name="Columns">Its columns, or the fields of a form, in order.</param>
public sealed record Sheet(string Name, string English, string Vietnamese, bool IsForm, IReadOnlyList<SheetColumn> Columns)
{
    /// <summary>Column of a form that names the field.</summary>
    public const string Field = "field";

    /// <summary>Column of a form that holds the value.</summary>
    public const string Value = "value";

    /// <summary>Columns of a form that are there for people and are not read.</summary>
    public static IReadOnlyList<string> Notes { get; } = ["vi", "en", "help"];

    /// <summary>The field or column a heading means: its name or one of its labels.</summary>
    public SheetColumn? Find(string heading) =>
        Columns.FirstOrDefault(column => column.Name == heading) ?? Columns.FirstOrDefault(column => column.Vietnamese == heading || column.English == heading);

    /// <summary>A column's letters as spreadsheets write them: A, B ... Z, AA.</summary>
    public static string Letters(int column)
    {
        var letters = "";
        for (var rest = column + 1; rest > 0; rest = (rest - 1) / 26)
        {
            letters = (char)('A' + ((rest - 1) % 26)) + letters;
        }

        return letters;
    }
}

/// <summary>One column of a sheet, or one field of a form.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">text, code, digits, integer, decimal, date, datetime or flag.</param>
/// <param name="Max">Largest number of characters, 0 for no limit.</param>
/// <param name="Required">Must be filled in.</param>
/// <param name="English">Label in English.</param>
/// <param name="Vietnamese">Label in Vietnamese.</param>
/// <param name="Help">What to write here.</param>
/// <param name="Choices">The codes in force, where the map names a code list.</param>
/// <param name="IsClosed">No other code is read.</param>
public sealed record SheetColumn(
    string Name, string Type, int Max, bool Required, string English, string Vietnamese, string Help, IReadOnlyList<SheetChoice> Choices, bool IsClosed);

/// <summary>A code that may be chosen.</summary>
/// <param name="Code">What stands in the cell.</param>
/// <param name="Note">What it means.</param>
public sealed record SheetChoice(string Code, string Note);
