using Gateway.Messages.Maps;
using Gateway.Messages.Values;

namespace Gateway.Messages.Delimited;

/// <summary>The sheets of a message with the codes its map allows on a day.</summary>
internal static class SheetPlan
{
    public static IReadOnlyList<Sheet> Of(DelimitedTable table, Map map, DateOnly day) =>
        [.. table.Sheets.Select(sheet => sheet with { Columns = [.. sheet.Columns.Select(column => WithChoices(column, Line(map.Root, sheet.Name, column.Name), day))] })];

    private static MapLine? Line(MapLine root, string section, string column) => root.Children
        .Where(line => line.Name == section)
        .SelectMany(line => line.Children.Concat(line.Children.Where(child => child.Kind == LineKind.Numbered).SelectMany(numbered => numbered.Children)))
        .FirstOrDefault(line => line.Rule.Codes is not null && Names(line, column));

    private static bool Names(MapLine line, string column) => line.Name == column
        || (line.Name.Contains("{n", StringComparison.Ordinal) && Enumerable.Range(1, 99).Any(n => Scope.Numbered(line.Name, n) == column));

    private static SheetColumn WithChoices(SheetColumn column, MapLine? line, DateOnly day) => line?.Rule.Codes is not { } list ? Plain(column)
        : column with { Choices = [.. list.On(day).Select(row => new SheetChoice(row.Theirs, row.Note))], IsClosed = !list.IsOpen };

    private static SheetColumn Plain(SheetColumn column) =>
        column.Type == "flag" ? column with { Choices = [new SheetChoice("true", ""), new SheetChoice("false", "")], IsClosed = true } : column;
}
