namespace Gateway.Messages;

/// <summary>Where the leaves of a canonical document came from, as provenance.</summary>
public static class Origins
{
    /// <summary>
    /// One entry for each leaf with a text, in document order: its noun with occurrences, and its source - the path in the
    /// document it was read from, <c>facts:</c> or another record before the path, or empty when it was given as it stands.
    /// </summary>
    public static IReadOnlyList<Provenance> Of(Tree document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return [.. Leaves(document).Select(leaf => new Provenance(leaf.Pointer, leaf.Pointer, leaf.Node.Source ?? ""))];
    }

    /// <summary>The text of every leaf by its pointer.</summary>
    public static IReadOnlyDictionary<string, string> Values(Tree document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var values = new Dictionary<string, string>();
        foreach (var (pointer, node) in Leaves(document))
        {
            values[pointer] = node.Text!;
        }

        return values;
    }

    /// <summary>Puts back what <see cref="Of"/> said: a leaf it did not name has no source.</summary>
    public static void Restore(Tree document, IReadOnlyList<Provenance> origins)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(origins);
        var sources = new Dictionary<string, string>();
        foreach (var origin in origins)
        {
            sources[origin.Pointer] = origin.Source;
        }

        foreach (var (pointer, node) in Leaves(document))
        {
            node.Source = sources.GetValueOrDefault(pointer);
        }
    }

    /// <summary>Leaves with a text and their pointers: a noun that may stand several times is always numbered.</summary>
    internal static IEnumerable<(string Pointer, Tree Node)> Leaves(Tree document)
    {
        var open = new Stack<(Tree Node, string Pointer, string Path)>();
        open.Push((document, "", ""));
        var table = ElementTable.Of(document.Name);
        while (open.TryPop(out var at))
        {
            if (at.Node.Text is { Length: > 0 } && at.Path.Length > 0)
            {
                yield return (at.Pointer, at.Node);
            }

            var children = Numbered(at.Node, at.Pointer, at.Path, table);
            for (var i = children.Count - 1; i >= 0; i--)
            {
                open.Push(children[i]);
            }
        }
    }

    private static List<(Tree Node, string Pointer, string Path)> Numbered(Tree node, string pointer, string path, ElementTable? table)
    {
        var children = new List<(Tree, string, string)>();
        var numbers = new Dictionary<string, int>();
        foreach (var child in node.Children)
        {
            var noun = path.Length == 0 ? child.Name : $"{path}/{child.Name}";
            var number = numbers[child.Name] = numbers.GetValueOrDefault(child.Name) + 1;
            var own = pointer.Length == 0 ? child.Name : $"{pointer}/{child.Name}";
            children.Add((child, table?.Find(noun)?.Occurs == 1 ? own : $"{own}[{number}]", noun));
        }

        return children;
    }
}
