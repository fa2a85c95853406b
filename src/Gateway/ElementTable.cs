using System.Collections.Frozen;

namespace Gateway;

/// <summary>One element of a kind of canonical document.</summary>
/// <param name="Path">Noun path (<c>goods/amount</c>).</param>
/// <param name="Class">WCO class path, or <c>extension</c> where the WCO Data Model has no element.</param>
/// <param name="Id">WCO data element id, empty for an extension.</param>
/// <param name="Type">
/// group | text | code | digits | integer | decimal | date | datetime | moment (a date or a datetime) | flag | exact (text with its line breaks).
/// </param>
/// <param name="Max">Largest number of characters; 0 for a group.</param>
/// <param name="Occurs">Largest number of occurrences in its parent; 0 is unbounded.</param>
/// <param name="English">Label in English.</param>
/// <param name="Vietnamese">Label in Vietnamese.</param>
public sealed record Element(string Path, string Class, string Id, string Type, int Max, int Occurs, string English, string Vietnamese);

/// <summary>The elements of one kind of canonical document: the one source of its records, JSON Schema and pointer dictionary.</summary>
public sealed class ElementTable
{
    private static readonly Lazy<FrozenDictionary<string, ElementTable>> Embedded = new(LoadEmbedded);
    private readonly FrozenDictionary<string, Element> _byPath;

    private ElementTable(string kind, IReadOnlyList<Element> elements)
    {
        Kind = kind;
        Elements = elements;
        _byPath = elements.ToFrozenDictionary(element => element.Path);
        Root = ElementGroup.Of(elements);
    }

    /// <summary>The kind: declaration, response, notice, order, payment, statement ...</summary>
    public string Kind { get; }

    /// <summary>All elements in document order.</summary>
    public IReadOnlyList<Element> Elements { get; }

    /// <summary>The document itself, with what stands in it.</summary>
    internal ElementGroup Root { get; }

    /// <summary>All kinds.</summary>
    public static IEnumerable<ElementTable> All => Embedded.Value.Values.OrderBy(table => table.Kind, StringComparer.Ordinal);

    /// <summary>The table of a kind, or <c>null</c> when there is no such kind.</summary>
    public static ElementTable? Of(string kind) => Embedded.Value.GetValueOrDefault(kind);

    /// <summary>The element at a noun path, or <c>null</c>.</summary>
    public Element? Find(string path) => _byPath.GetValueOrDefault(path);

    /// <summary>Reads a table of tab-separated lines below a header line; throws <see cref="FormatException"/> naming the line.</summary>
    public static ElementTable Parse(string kind, string text)
    {
        var elements = new List<Element>();
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (number == 1 || string.IsNullOrWhiteSpace(line) || line[0] == '#')
            {
                continue;
            }

            var cells = line.TrimEnd('\r').Split('\t');
            if (cells.Length != 8 || !int.TryParse(cells[4], out var max) || !int.TryParse(cells[5], out var occurs))
            {
                throw new FormatException($"{kind} line {number}: expected path, class, id, type, max, occurs, en, vi");
            }

            elements.Add(new Element(cells[0], cells[1], cells[2], cells[3], max, occurs, cells[6], cells[7]));
        }

        return new ElementTable(kind, elements);
    }

    private static FrozenDictionary<string, ElementTable> LoadEmbedded()
    {
        var assembly = typeof(ElementTable).Assembly;
        var tables = new Dictionary<string, ElementTable>();
        foreach (var name in assembly.GetManifestResourceNames())
        {
            var parts = name.Replace('\\', '/').Split('/');
            if (parts[0] != "canonical" || parts.Length < 3)
            {
                continue;
            }

            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            tables[parts[1]] = Parse(parts[1], reader.ReadToEnd());
        }

        return tables.ToFrozenDictionary();
    }
}
