using System.Text;

namespace Gateway.Messages.Delimited;

/// <summary>One section of rows as they stand, headings first: what a workbook's sheet and a part of a delimited text have in common.</summary>
/// <param name="Name">Name of the section and of the sheet.</param>
/// <param name="Rows">All rows from the first on; blank ones count.</param>
public sealed record Section(string Name, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Sections as the text that a guideline of rows and columns reads: places in it are the places in the sections.</summary>
    public static byte[] ToBytes(IEnumerable<Section> sections)
    {
        ArgumentNullException.ThrowIfNull(sections);
        var text = new StringBuilder();
        foreach (var section in sections)
        {
            DelimitedOutput.Row(text, [$"[{section.Name}]"], ',', plain: true);
            foreach (var row in section.Rows)
            {
                DelimitedOutput.Row(text, row, ',');
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The sections of a text that a guideline has written, comma between the cells.</summary>
    public static IReadOnlyList<Section> Of(ReadOnlySpan<byte> bytes)
    {
        var sections = new List<Section>();
        foreach (var row in new DelimitedText(Encoding.UTF8.GetString(bytes), ',').Rows())
        {
            if (DelimitedInput.Named(row) is { } name)
            {
                sections.Add(new Section(name, new List<IReadOnlyList<string>>()));
            }
            else if (sections.Count > 0)
            {
                ((List<IReadOnlyList<string>>)sections[^1].Rows).Add(row.Cells.ConvertAll(cell => cell.Text));
            }
        }

        return sections;
    }
}
