using System.Globalization;

namespace Gateway.Adapters.Rules;

/// <summary>Places of a case's document: noun paths with 1-based occurrences, <c>goods[2]/hs</c>; without one the first is meant.</summary>
internal static class CasePath
{
    private const int MostOccurrences = 100;

    /// <summary>Sets a text, making what is not there yet; <c>false</c> where the place is none.</summary>
    public static bool Set(Tree document, string path, string text)
    {
        var node = document;
        foreach (var step in path.Split('/'))
        {
            if (node is not null && TryStep(step, out var name, out var occurrence))
            {
                while (node.All(name).Count() < occurrence)
                {
                    node.Add(new Tree(name));
                }

                node = node.All(name).ElementAt(occurrence - 1);
            }
            else
            {
                return false;
            }
        }

        node.Text = text;
        return node.Children.Count == 0;
    }

    /// <summary>Removes a node and what is below it; <c>false</c> where there is none.</summary>
    public static bool Remove(Tree document, string path)
    {
        var (above, node) = ((Tree?)null, (Tree?)document);
        foreach (var step in path.Split('/'))
        {
            above = node;
            node = node is not null && TryStep(step, out var name, out var occurrence) ? node.All(name).ElementAtOrDefault(occurrence - 1) : null;
        }

        return node is not null && above!.Remove(node);
    }

    private static bool TryStep(string step, out string name, out int occurrence)
    {
        var bracket = step.IndexOf('[', StringComparison.Ordinal);
        name = bracket < 0 ? step : step[..bracket];
        occurrence = 1;
        return name.Length > 0
            && (bracket < 0 || (step.EndsWith(']') && int.TryParse(step[(bracket + 1)..^1], NumberStyles.None, CultureInfo.InvariantCulture, out occurrence)))
            && occurrence is > 0 and <= MostOccurrences;
    }
}
