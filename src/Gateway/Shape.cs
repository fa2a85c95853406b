using System.Text;

namespace Gateway;

/// <summary>A node of a document with the element it stands for.</summary>
/// <param name="Pointer">Noun path with 1-based occurrences where the element may repeat (<c>goods[2]/hs</c>).</param>
/// <param name="Element">Its row in the element table.</param>
/// <param name="Node">The node.</param>
public sealed record Place(string Pointer, Element Element, Tree Node);

/// <summary>Holds a tree to the element table of its kind: known nouns, occurrences, lengths and types.</summary>
public static class Shape
{
    /// <summary>Every node the table knows, in document order.</summary>
    public static IReadOnlyList<Place> Places(Tree document, ElementTable table)
    {
        var places = new List<Place>();
        Walk(document, table, "", "", places, null, "");
        return places;
    }

    /// <summary>
    /// All departures from the table. Codes are the prefix with <c>-UNKNOWN</c>, <c>-OCCURS</c>, <c>-GROUP</c>, <c>-LENGTH</c>,
    /// <c>-CHARACTERS</c>, <c>-DATE</c> or <c>-TYPE</c>.
    /// </summary>
    public static IReadOnlyList<Finding> Check(Tree document, ElementTable table, string prefix)
    {
        var places = new List<Place>();
        var findings = new List<Finding>();
        Walk(document, table, "", "", places, findings, prefix);
        foreach (var place in places)
        {
            if (Fault(place) is var (code, message))
            {
                findings.Add(Finding.Error($"{prefix}-{code}", place.Pointer, place.Node.Source ?? "", message));
            }
        }

        return findings;
    }

    private static void Walk(Tree node, ElementTable table, string path, string pointer, List<Place> places, List<Finding>? findings, string prefix)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var child in node.Children)
        {
            var occurrence = seen[child.Name] = seen.GetValueOrDefault(child.Name) + 1;
            var element = table.Find(path + child.Name);
            var here = element is { Occurs: 1 } && occurrence == 1 ? pointer + child.Name : $"{pointer}{child.Name}[{occurrence}]";
            if (element is null)
            {
                findings?.Add(Finding.Error($"{prefix}-UNKNOWN", pointer + child.Name, child.Source ?? "", $"a {table.Kind} has no {path}{child.Name}"));
                continue;
            }

            if (element.Occurs != 0 && occurrence > element.Occurs)
            {
                findings?.Add(Finding.Error($"{prefix}-OCCURS", here, child.Source ?? "", $"{element.Path} may stand {element.Occurs} times at most"));
            }

            places.Add(new Place(here, element, child));
            if (element.Type == "group")
            {
                Walk(child, table, path + child.Name + "/", here + "/", places, findings, prefix);
            }
        }
    }

    private static (string Code, string Message)? Fault(Place place)
    {
        var (element, text) = (place.Element, place.Node.Text);
        if ((element.Type == "group") != text is null || (element.Type != "group" && place.Node.Children.Count > 0))
        {
            return ("GROUP", element.Type == "group" ? $"{element.Path} holds nouns, not text" : $"{element.Path} holds text, not nouns");
        }

        if (text is null)
        {
            return null;
        }

        var length = element.Type == "exact" ? text.Length : Length(text);
        return length < 0 ? ("CHARACTERS", $"{element.Path} holds a control character or half a character")
            : length > element.Max ? ("LENGTH", $"{element.Path} has {length} characters, at most {element.Max} fit")
            : HasType(element.Type, text) ? null
            : element.Type is "date" or "datetime" or "moment" ? ("DATE", $"{element.Path} is not a {element.Type} of the calendar")
            : ("TYPE", $"{element.Path} is not of type {element.Type}");
    }

    // Characters as people count them in code points; -1 where one of them cannot stand in a document.
    private static int Length(string text)
    {
        var count = 0;
        for (var i = 0; i < text.Length; count++)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var used) != System.Buffers.OperationStatus.Done || Rune.IsControl(rune))
            {
                return -1;
            }

            i += used;
        }

        return count;
    }

    private static bool HasType(string type, string text) => type switch
    {
        "digits" or "integer" => Lexical.AllDigits(text),
        "decimal" => Lexical.TryDecimal(text, out _),
        "date" => Lexical.TryDate(text, out _),
        "datetime" => Lexical.TryInstant(text, out _),
        "moment" => Lexical.TryDay(text, out _),
        "flag" => text is "true" or "false",
        "code" => text.Length > 0 && text.AsSpan().Trim().Length == text.Length,
        _ => true,
    };
}
