using System.Globalization;

namespace Gateway.Adapters;

/// <summary>What came of joining parts: the whole, or why they are none.</summary>
/// <param name="Document">The whole, <c>null</c> when a finding is an error.</param>
/// <param name="Divided">The parts in their order, with the lines of the whole that each holds; none when they make no whole.</param>
/// <param name="Findings">Parts that are missing, stand twice or contradict each other.</param>
public sealed record Joined(Tree? Document, IReadOnlyList<Part> Divided, IReadOnlyList<Finding> Findings);

/// <summary>The messages of one divided document: says what does not fit together, and joins what does.</summary>
public static class Parts
{
    private const string Reference = "reference";

    /// <summary>
    /// The whole of all its parts, in whatever order they come. <paramref name="names"/> say where each was found, in the same
    /// order, and stand in the findings and before the sources of the whole's nouns.
    /// </summary>
    public static Joined Join(IReadOnlyList<Tree> parts, MessageCap cap, IReadOnlyList<string>? names = null)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(cap);
        var rule = cap.Split ?? throw new ArgumentException("the message is never divided", nameof(cap));
        var pieces = parts.Select((part, index) => new Piece(part, Number(part, rule.Branch), names?[index] ?? "")).OrderBy(piece => piece.Branch).ToList();
        var findings = Complete(pieces, rule).ToList();
        if (findings.Count == 0)
        {
            findings.AddRange(FirstNumbers(pieces, rule));
            findings.AddRange(Contradictions(pieces, cap, rule));
        }

        return findings.Count > 0 ? new Joined(null, [], findings) : Whole(pieces, cap, rule);
    }

    /// <summary>What parts of the same document have in common: documents with different marks belong to different wholes.</summary>
    public static string Mark(Tree part)
    {
        ArgumentNullException.ThrowIfNull(part);
        return part.Value(Reference) ?? "";
    }

    /// <summary>A whole number without sign, 0 where there is none.</summary>
    internal static int Number(Tree part, string noun) =>
        int.TryParse(part.Value(noun), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static IEnumerable<Finding> Complete(List<Piece> pieces, SplitRule rule)
    {
        var expected = pieces.Count == 0 ? 0 : Number(pieces[0].Part, rule.Branches);
        if (expected is 0 || expected > rule.Most)
        {
            yield return Finding.Error("SPLIT-COUNT", rule.Branches, pieces.Count == 0 ? "" : pieces[0].At(rule.Branches), $"a whole has 1 to {rule.Most} parts, not {expected}");
            yield break;
        }

        foreach (var other in pieces.Where(piece => Number(piece.Part, rule.Branches) != expected))
        {
            yield return Finding.Error("SPLIT-COUNT", rule.Branches, other.At(rule.Branches), $"{other.Called} says it is one of {other.Part.Value(rule.Branches)}, {pieces[0].Called} of {expected}");
        }

        foreach (var stray in pieces.Where(piece => piece.Branch < 1 || piece.Branch > expected))
        {
            yield return Finding.Error("SPLIT-PART", rule.Branch, stray.At(rule.Branch), $"no part is {stray.Part.Value(rule.Branch) ?? "without its place"} of {expected}");
        }

        foreach (var place in Enumerable.Range(1, expected))
        {
            var there = pieces.Where(piece => piece.Branch == place).ToList();
            if (there.Count != 1)
            {
                yield return Finding.Error("SPLIT-PART", rule.Branch, string.Join(", ", there.Select(piece => piece.At(rule.Branch)).Where(at => at.Length > 0)),
                    there.Count == 0 ? $"part {place} of {expected} is missing" : $"part {place} of {expected} stands {there.Count} times");
            }
        }
    }

    private static IEnumerable<Finding> FirstNumbers(List<Piece> pieces, SplitRule rule)
    {
        var known = pieces.Skip(1).Select(piece => piece.Part.Value(rule.First)).FirstOrDefault(first => first is not null);
        foreach (var piece in pieces)
        {
            var (says, expected) = (piece.Part.Value(rule.First), piece.Branch == 1 ? rule.Mark : known);
            if (says is not null && says != expected)
            {
                yield return Finding.Error("SPLIT-CONTRADICTS", rule.First, piece.At(rule.First), $"{piece.Called} says '{says}', '{expected}' is expected");
            }
        }
    }

    private static IEnumerable<Finding> Contradictions(List<Piece> pieces, MessageCap cap, SplitRule rule)
    {
        var first = Values(pieces[0], cap, rule);
        foreach (var piece in pieces.Skip(1))
        {
            var other = Values(piece, cap, rule);
            foreach (var pointer in first.Keys.Union(other.Keys))
            {
                var (left, right) = (first.GetValueOrDefault(pointer).Text, other.GetValueOrDefault(pointer).Text);
                if (left != right)
                {
                    yield return Finding.Error("SPLIT-CONTRADICTS", pointer, piece.Placed(other.GetValueOrDefault(pointer).Source), $"{pieces[0].Called} says '{left ?? ""}', {piece.Called} says '{right ?? ""}'");
                }
            }
        }
    }

    private static Dictionary<string, (string? Text, string? Source)> Values(Piece piece, MessageCap cap, SplitRule rule) => Messages.Origins.Leaves(Head(piece, cap, rule, own: false))
        .ToDictionary(leaf => leaf.Pointer, leaf => ((string?)leaf.Node.Text, leaf.Node.Source));

    private static Tree Head(Piece piece, MessageCap cap, SplitRule rule, bool own)
    {
        var head = new Tree(piece.Part.Name, piece.Part.Text, piece.Part.Source);
        foreach (var child in piece.Part.Children.Where(child => child.Name != cap.Path && child.Name != rule.First && child.Name != rule.Branch && child.Name != rule.Branches))
        {
            _ = own || !rule.Own.Contains(child.Name) ? head.Add(child.Copy()) : null;
        }

        return head;
    }

    private static Joined Whole(List<Piece> pieces, MessageCap cap, SplitRule rule)
    {
        var whole = Head(pieces[0], cap, rule, own: true);
        pieces[0].Name(whole);
        var (parts, number) = (new List<Part>(pieces.Count), 0);
        foreach (var piece in pieces)
        {
            var from = number + 1;
            foreach (var line in piece.Part.All(cap.Path))
            {
                var copy = Division.Renumbered(line, ++number);
                piece.Name(copy);
                whole.Add(copy);
            }

            parts.Add(new Part(piece.Part, piece.Branch, pieces.Count, from, number, cap.Path));
        }

        return new Joined(whole, parts, []);
    }

    private sealed record Piece(Tree Part, int Branch, string Where)
    {
        public string Called => Where.Length > 0 ? Where : $"part {Branch.ToString(CultureInfo.InvariantCulture)}";

        public string At(string noun) => Placed(Part.At(noun)?.Source);

        public string Placed(string? source) => Where.Length == 0 ? source ?? "" : string.IsNullOrEmpty(source) ? Where : $"{Where}:{source}";

        /// <summary>Puts where it was found before the source of every node below.</summary>
        public void Name(Tree node)
        {
            if (Where.Length == 0)
            {
                return;
            }

            var open = new Stack<Tree>([node]);
            while (open.TryPop(out var next))
            {
                next.Source = next.Text is null ? next.Source : Placed(next.Source);
                foreach (var child in next.Children)
                {
                    open.Push(child);
                }
            }
        }
    }
}
