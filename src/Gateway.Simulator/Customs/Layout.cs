using System.Collections.Concurrent;
using System.Globalization;

namespace Gateway.Simulator.Customs;

/// <summary>One item of a published message table.</summary>
internal sealed record LayoutItem(string Name, char Attribute, int Width, bool Mandatory, int Repeat)
{
    /// <summary>Numbers stand at the right of their field, all else at the left.</summary>
    public bool AtRight => Attribute is 'I' or 'F';
}

/// <summary>The item table of a message: the items of the head, then the block that repeats per goods line.</summary>
internal sealed class Layout
{
    private static readonly ConcurrentDictionary<string, Layout> Known = new();

    private Layout(IReadOnlyList<LayoutItem> items)
    {
        Head = [.. items.Where(i => i.Repeat == 1)];
        Line = [.. items.Where(i => i.Repeat > 1)];
        MostLines = Line.Count > 0 ? Line[0].Repeat : 0;
    }

    public IReadOnlyList<LayoutItem> Head { get; }

    public IReadOnlyList<LayoutItem> Line { get; }

    public int MostLines { get; }

    public static Layout Of(string message) => Known.GetOrAdd(message, m => new Layout([.. Rows(m).Select(Item)]));

    /// <summary>Rows of an embedded table, without its heading.</summary>
    public static IEnumerable<string[]> Rows(string table)
    {
        using var stream = typeof(Layout).Assembly.GetManifestResourceStream("layouts/" + table)
            ?? throw new InvalidOperationException($"no table {table}");
        using var reader = new StreamReader(stream);
        var rows = new List<string[]>();
        while (reader.ReadLine() is { } line)
        {
            rows.Add(line.Split('\t'));
        }

        return rows.Skip(1);
    }

    private static LayoutItem Item(string[] row) => new(
        row[0],
        row[1][0],
        int.Parse(row[2], CultureInfo.InvariantCulture),
        row[3] == "M",
        int.Parse(row[4], CultureInfo.InvariantCulture));
}
