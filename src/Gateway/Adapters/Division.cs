using System.Globalization;

namespace Gateway.Adapters;

/// <summary>One message's part of a divided document.</summary>
/// <param name="Document">The part: the head of the whole, its own lines numbered from 1.</param>
/// <param name="Branch">Its place, from 1.</param>
/// <param name="From">First line of the whole in it, from 1.</param>
/// <param name="To">Last line of the whole in it.</param>
public sealed record Part(Tree Document, int Branch, int From, int To);

/// <summary>What came of joining parts: the whole, or why they are none.</summary>
/// <param name="Document">The whole, <c>null</c> when a finding is an error.</param>
/// <param name="Findings">Parts that are missing, stand twice or contradict each other.</param>
public sealed record Joined(Tree? Document, IReadOnlyList<Finding> Findings);

/// <summary>
/// Divides a document that has more lines than a message holds, and joins the parts again. Every line is in exactly one part and
/// in its order; the head stands in each, unchanged, so sums over the lines of all parts are those of the whole.
/// </summary>
public static class Division
{
    private const string Line = "number";

    /// <summary>
    /// The parts, one alone when nothing is to be divided. <paramref name="firstNumber"/> is the number the first part was given;
    /// as long as it is not known, later parts lack it and are not to be sent.
    /// </summary>
    public static IReadOnlyList<Part> Divide(Tree document, MessageCap? cap, string? firstNumber = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        var lines = cap is null ? [] : document.All(cap.Path).ToList();
        if (cap?.Split is not { } rule || lines.Count <= cap.Max || document.Child(rule.Branch) is not null)
        {
            return [new Part(document, 1, 1, lines.Count)];
        }

        var chunks = lines.Chunk(cap.Max).ToList();
        return [.. chunks.Select((chunk, index) => Divided(document, (cap, rule), chunk, (index + 1, chunks.Count), firstNumber))];
    }

    /// <summary>Whether a document is a part of a larger one.</summary>
    public static bool IsPart(Tree document, MessageCap? cap)
    {
        ArgumentNullException.ThrowIfNull(document);
        return cap?.Split is { } rule && Number(document, rule.Branches) > 1;
    }

    /// <summary>The whole of all its parts, in whatever order they come.</summary>
    public static Joined Join(IReadOnlyList<Tree> parts, MessageCap cap)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(cap);
        var rule = cap.Split ?? throw new ArgumentException("the message is never divided", nameof(cap));
        var ordered = parts.OrderBy(part => Number(part, rule.Branch)).ToList();
        var findings = Complete(ordered, rule).ToList();
        if (findings.Count > 0)
        {
            return new Joined(null, findings);
        }

        var heads = ordered.ConvertAll(part => Head(part, cap, rule));
        findings.AddRange(heads.Skip(1).SelectMany((head, index) => Contradictions(heads[0], head, index + 2)));
        return findings.Count > 0 ? new Joined(null, findings) : new Joined(Whole(heads[0], ordered, cap), []);
    }

    private static Part Divided(Tree whole, (MessageCap Cap, SplitRule Rule) how, Tree[] lines, (int Branch, int Of) place, string? firstNumber)
    {
        var (cap, rule) = how;
        var part = new Tree(whole.Name, whole.Text, whole.Source);
        var from = ((place.Branch - 1) * cap.Max) + 1;
        foreach (var child in whole.Children.Where(child => child.Name != rule.First))
        {
            var at = child.Name == cap.Path ? Array.IndexOf(lines, child) : -1;
            if (child.Name != cap.Path)
            {
                part.Add(child.Copy());
            }
            else if (at >= 0)
            {
                part.Add(Renumbered(child, at + 1));
            }
        }

        var first = place.Branch == 1 ? rule.Mark : firstNumber;
        _ = first is null ? part : part.Set(rule.First, first, "division");
        part.Set(rule.Branch, Text(place.Branch), "division").Set(rule.Branches, Text(place.Of), "division");
        return new Part(part, place.Branch, from, from + lines.Length - 1);
    }

    private static Tree Renumbered(Tree line, int number)
    {
        var copy = line.Copy();
        if (copy.Child(Line) is { } own)
        {
            own.Text = Text(number);
        }

        return copy;
    }

    private static IEnumerable<Finding> Complete(List<Tree> parts, SplitRule rule)
    {
        var expected = parts.Count == 0 ? 0 : Number(parts[0], rule.Branches);
        if (parts.Exists(part => Number(part, rule.Branches) != expected))
        {
            yield return Finding.Error("SPLIT-COUNT", rule.Branches, "", "the parts do not agree on how many they are");
        }

        foreach (var place in Enumerable.Range(1, Math.Clamp(expected, 0, 99)))
        {
            var count = parts.Count(part => Number(part, rule.Branch) == place);
            if (count != 1)
            {
                yield return Finding.Error("SPLIT-PART", rule.Branch, "", count == 0 ? $"part {place} of {expected} is missing" : $"part {place} of {expected} stands {count} times");
            }
        }
    }

    private static Tree Head(Tree part, MessageCap cap, SplitRule rule)
    {
        var head = new Tree(part.Name, part.Text, part.Source);
        foreach (var child in part.Children.Where(child => child.Name != cap.Path && child.Name != rule.First && child.Name != rule.Branch && child.Name != rule.Branches))
        {
            head.Add(child.Copy());
        }

        return head;
    }

    private static IEnumerable<Finding> Contradictions(Tree first, Tree other, int place)
    {
        var (left, right) = (Messages.Origins.Values(first), Messages.Origins.Values(other));
        return left.Keys.Union(right.Keys)
            .Where(pointer => left.GetValueOrDefault(pointer) != right.GetValueOrDefault(pointer))
            .Select(pointer => Finding.Error(
                "SPLIT-CONTRADICTS", pointer, "", $"the first part says '{left.GetValueOrDefault(pointer) ?? ""}', part {place} says '{right.GetValueOrDefault(pointer) ?? ""}'"));
    }

    private static Tree Whole(Tree head, List<Tree> parts, MessageCap cap)
    {
        var number = 0;
        foreach (var line in parts.SelectMany(part => part.All(cap.Path)))
        {
            head.Add(Renumbered(line, ++number));
        }

        return head;
    }

    private static int Number(Tree part, string noun) =>
        int.TryParse(part.Value(noun), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
