using Gateway.Messages.Pieces;

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

    /// <summary>Leaves with a text and their pointers, all or those asked for: a noun that may stand several times is always numbered.</summary>
    internal static List<(string Pointer, Tree Node)> Leaves(Tree document, Predicate<Tree>? wanted = null, PieceNumbers? numbers = null)
    {
        var leaves = new List<(string, Tree)>();
        Below(document, ElementTable.Of(document.Name)?.Root, null, wanted, leaves, numbers);
        return leaves;
    }

    private static void Below(Tree node, ElementGroup? group, Trail? trail, Predicate<Tree>? wanted, List<(string Pointer, Tree Node)> leaves, PieceNumbers? numbers = null)
    {
        var size = group?.Count ?? 0;
        var counts = new SiblingCount(size <= SiblingCount.Few ? stackalloc int[size] : new int[size]);
        foreach (var child in node.Below)
        {
            var known = group?.Find(child.Name);
            var number = counts.Next(known, child.Name);
            number = known?.Element!.Occurs == 1 ? 0 : numbers?.Of(child.Name, number) ?? number;
            if (child.Text is { Length: > 0 } && wanted?.Invoke(child) != false)
            {
                leaves.Add((Trail.Join(trail, child.Name, number), child));
            }

            if (child.Below.Length > 0)
            {
                Below(child, known, new Trail(trail, child.Name, number), wanted, leaves);
            }
        }
    }
}
