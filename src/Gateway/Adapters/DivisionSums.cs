using System.Globalization;

namespace Gateway.Adapters;

/// <summary>The sum of a noun over the lines of a whole and over those of each of its parts, in one unit.</summary>
/// <param name="Noun">The noun below a line.</param>
/// <param name="Unit">Unit or currency; empty where the line names none.</param>
/// <param name="Whole">Over all lines.</param>
/// <param name="Parts">Over the lines of each part, in their order.</param>
public sealed record DivisionSum(string Noun, string Unit, decimal Whole, IReadOnlyList<decimal> Parts)
{
    /// <summary>The parts add up to the whole.</summary>
    public bool Equal => Parts.Sum() == Whole;
}

/// <summary>
/// Control sums of a division. Added up are the decimals of a line that have their unit or currency beside them in the table of the
/// kind (<c>quantity</c> and <c>quantityUnit</c>, <c>amount</c> and <c>currency</c>), each unit for itself; prices and rates do not add up.
/// </summary>
public static class DivisionSums
{
    private const string Price = "price";

    /// <summary>The sums, in the order of the table, then of the units.</summary>
    public static IReadOnlyList<DivisionSum> Of(Tree whole, IReadOnlyList<Part> parts)
    {
        ArgumentNullException.ThrowIfNull(whole);
        ArgumentNullException.ThrowIfNull(parts);
        return parts.Count == 0 ? [] : [.. Nouns(whole.Name, parts[0].Lines).SelectMany(noun => Of(whole, parts, noun))];
    }

    private static IEnumerable<DivisionSum> Of(Tree whole, IReadOnlyList<Part> parts, (string Noun, string Unit) noun)
    {
        var total = Sums(whole, parts[0].Lines, noun);
        var each = parts.Select(part => Sums(part.Document, part.Lines, noun)).ToList();
        return total.Keys.Union(each.SelectMany(sums => sums.Keys)).Order(StringComparer.Ordinal)
            .Select(unit => new DivisionSum(noun.Noun, unit, total.GetValueOrDefault(unit), [.. each.Select(sums => sums.GetValueOrDefault(unit))]));
    }

    private static IEnumerable<(string Noun, string Unit)> Nouns(string kind, string lines)
    {
        var table = ElementTable.Of(kind);
        foreach (var element in table?.Elements.Where(element => element.Type == "decimal" && element.Path.StartsWith($"{lines}/", StringComparison.Ordinal)) ?? [])
        {
            var noun = element.Path[(lines.Length + 1)..];
            string[] units = noun == "amount" ? ["currency"] : [$"{noun}Unit", $"{noun}Currency"];
            if (!noun.Contains('/', StringComparison.Ordinal) && noun != Price && units.FirstOrDefault(unit => table!.Find($"{lines}/{unit}") is not null) is { } beside)
            {
                yield return (noun, beside);
            }
        }
    }

    private static Dictionary<string, decimal> Sums(Tree document, string lines, (string Noun, string Unit) noun)
    {
        var sums = new Dictionary<string, decimal>();
        foreach (var line in document.All(lines))
        {
            if (Lexical.TryDecimal(line.Value(noun.Noun), out var value))
            {
                var unit = line.Value(noun.Unit) ?? "";
                sums[unit] = sums.GetValueOrDefault(unit) + value;
            }
        }

        return sums;
    }

    /// <summary>A sum as text, digit for digit.</summary>
    public static string ToText(decimal sum) => sum.ToString(CultureInfo.InvariantCulture);
}
