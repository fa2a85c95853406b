namespace Gateway.Declarations;

/// <summary>
/// Lays a partial declaration over another: what is absent is filled and marked with where it came from, what is there stays.
/// </summary>
internal sealed class Overlay(string mark, List<Finding>? contradictions)
{
    private static readonly ElementTable Table = ElementTable.Of("declaration")!;

    /// <summary>Fills a group; <paramref name="path"/> and <paramref name="pointer"/> say where both groups stand, ending in a slash unless at the top.</summary>
    internal void Fill(Tree target, Tree source, string path, string pointer, Func<Tree, bool>? take = null)
    {
        foreach (var child in source.Children.Where(child => take is null || take(child)))
        {
            var place = path + child.Name;
            if (Table.Find(place) is { Occurs: not 1 })
            {
                FillRepeat(target, child, pointer + child.Name);
            }
            else if (child.Text is not null)
            {
                FillLeaf(target, child, place, pointer + child.Name);
            }
            else
            {
                Fill(target.Child(child.Name) ?? target.Add(new Tree(child.Name)), child, place + "/", pointer + child.Name + "/");
            }
        }
    }

    private void FillLeaf(Tree target, Tree given, string path, string pointer)
    {
        var present = target.Child(given.Name);
        if (given.Text!.Length == 0)
        {
            return;
        }

        if (string.IsNullOrEmpty(present?.Text))
        {
            target.Set(given.Name, given.Text, Provenance(given, pointer));
        }
        else if (!Same(path, present.Text, given.Text))
        {
            contradictions?.Add(Finding.Error(
                "DEC-FACT-CONTRADICTS", pointer, present.Source ?? "", $"the document says '{present.Text}', the facts say '{given.Text}'; one of them must change"));
        }
    }

    // A repeat stated on both sides is the union: the same occurrence twice is one. Master data never adds to a list that is there.
    private void FillRepeat(Tree target, Tree given, string pointer)
    {
        var present = target.All(given.Name).ToList();
        if (present.Exists(tree => Equal(tree, given)) || (contradictions is null && present.Exists(tree => !Marked(tree))))
        {
            return;
        }

        target.Add(Mark(given.Copy(), pointer));
    }

    private Tree Mark(Tree tree, string pointer)
    {
        tree.Source = Provenance(tree, pointer);
        foreach (var child in tree.Children)
        {
            Mark(child, pointer + "/" + child.Name);
        }

        return tree;
    }

    private string Provenance(Tree given, string pointer) => mark + (string.IsNullOrEmpty(given.Source) ? pointer : given.Source);

    private bool Marked(Tree tree) => tree.Source?.StartsWith(mark, StringComparison.Ordinal) == true;

    private static bool Same(string path, string left, string right) => Table.Find(path)?.Type switch
    {
        "decimal" or "integer" => Lexical.TryDecimal(left, out var a) && Lexical.TryDecimal(right, out var b) ? a == b : left == right,
        "datetime" or "moment" => Lexical.TryInstant(left, out var a) && Lexical.TryInstant(right, out var b) ? a == b : left == right,
        _ => left == right,
    };

    private static bool Equal(Tree left, Tree right) =>
        left.Name == right.Name && left.Text == right.Text && left.Children.Count == right.Children.Count
        && left.Children.OrderBy(child => child.Name, StringComparer.Ordinal)
            .Zip(right.Children.OrderBy(child => child.Name, StringComparer.Ordinal)).All(pair => Equal(pair.First, pair.Second));
}
