using System.Globalization;

namespace Gateway.Declarations;

/// <summary>Goods lines among themselves: numbers, quantities, masses.</summary>
internal static class LineRules
{
    internal static IEnumerable<Finding> Numbers(DeclarationView view)
    {
        var seen = new HashSet<int>();
        foreach (var (line, number) in Numbered(view))
        {
            if (!seen.Add(number))
            {
                yield return line.Error("DEC-LINE-TWICE", "number", $"line number {number} stands twice");
            }
            else if (number < 1 || number > view.Lines.Count)
            {
                yield return line.Error("DEC-LINE-GAP", "number", $"{view.Lines.Count} lines are numbered 1 to {view.Lines.Count} without gaps, not {number}");
            }
        }
    }

    // Carriers without line numbers know a line by its position alone.
    internal static IEnumerable<Finding> Order(DeclarationView view)
    {
        var before = 0;
        foreach (var (line, number) in Numbered(view))
        {
            if (number < before)
            {
                yield return line.Error("DEC-LINE-ORDER", "number", $"line {number} stands after line {before}");
            }

            before = Math.Max(before, number);
        }
    }

    internal static IEnumerable<Finding> Quantities(DeclarationView view)
    {
        foreach (var line in view.Lines)
        {
            foreach (var noun in new[] { "quantity", "quantity2" })
            {
                if (Lexical.TryDecimal(line[noun], out var quantity) && quantity <= 0)
                {
                    yield return line.Error("DEC-QUANTITY", noun, "a quantity is more than nothing");
                }
            }
        }
    }

    internal static IEnumerable<Finding> Masses(DeclarationView view) =>
        from line in view.Lines
        where Lexical.TryDecimal(line["netMass"], out var net) && Lexical.TryDecimal(line["grossMass"], out var gross) && net > gross
        select line.Error("DEC-MASS", "netMass", "the net mass is more than the gross mass");

    // Lines are in kilograms; a total in another unit is not compared. Rounding on paper is common, so nothing is refused.
    internal static IEnumerable<Finding> TotalMass(DeclarationView view)
    {
        if (view["grossMassUnit"] != "KGM" || !Lexical.TryDecimal(view["grossMass"], out var total))
        {
            yield break;
        }

        decimal lines = 0;
        foreach (var line in view.Lines)
        {
            lines += Lexical.TryDecimal(line["grossMass"] ?? line["netMass"], out var mass) && mass > 0 ? mass : 0;
        }

        if (lines > total)
        {
            yield return view.Error("DEC-MASS-TOTAL", "grossMass", $"the lines weigh {lines.ToString(CultureInfo.InvariantCulture)}, more than the total")
                with { Severity = Severity.Warning };
        }
    }

    private static IEnumerable<(GoodsLine Line, int Number)> Numbered(DeclarationView view)
    {
        foreach (var line in view.Lines)
        {
            if (line["number"] is { Length: <= 5 } text && Lexical.AllDigits(text))
            {
                yield return (line, int.Parse(text, CultureInfo.InvariantCulture));
            }
        }
    }
}
