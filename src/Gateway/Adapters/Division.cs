using System.Globalization;

namespace Gateway.Adapters;

/// <summary>One message's part of a divided document.</summary>
/// <param name="Document">The part: the head of the whole, its own lines numbered from 1.</param>
/// <param name="Branch">Its place, from 1.</param>
/// <param name="Branches">How many parts there are.</param>
/// <param name="From">First line of the whole in it, from 1.</param>
/// <param name="To">Last line of the whole in it.</param>
/// <param name="Lines">The noun of a line.</param>
public sealed record Part(Tree Document, int Branch, int Branches, int From, int To, string Lines)
{
    /// <summary>The pointer in the whole of what a pointer names in the part.</summary>
    public string InWhole(string pointer)
    {
        ArgumentNullException.ThrowIfNull(pointer);
        var (begin, end) = (Lines.Length + 1, pointer.IndexOf(']', StringComparison.Ordinal));
        return end > begin && pointer.StartsWith($"{Lines}[", StringComparison.Ordinal) && int.TryParse(pointer[begin..end], NumberStyles.None, CultureInfo.InvariantCulture, out var line)
            ? string.Create(CultureInfo.InvariantCulture, $"{Lines}[{line + From - 1}{pointer[end..]}")
            : pointer;
    }
}

/// <summary>
/// Divides a document that has more lines than a message holds; <see cref="Parts"/> joins it again. Every line is in exactly one part
/// and in its order; the head stands in each, unchanged, so sums over the lines of all parts are those of the whole. What each message
/// has for itself, its number above all, stays with the first.
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
        var lines = cap is null ? 0 : document.All(cap.Path).Count();
        if (cap?.Split is not { } rule || !IsLonger(document, cap, lines) || TooLong(document, cap) is not null)
        {
            return [new Part(document, 1, 1, Math.Min(1, lines), lines, cap?.Path ?? "")];
        }

        var branches = Branches(lines, cap);
        return [.. Enumerable.Range(1, branches).Select(branch => Divided(document, (cap, rule), (branch, branches), lines, firstNumber))];
    }

    /// <summary>That a document has more lines than the messages of one division may hold together, or <c>null</c>.</summary>
    public static Finding? TooLong(Tree document, MessageCap? cap)
    {
        ArgumentNullException.ThrowIfNull(document);
        var lines = cap is null ? 0 : document.All(cap.Path).Count();
        return cap?.Split is { } rule && IsLonger(document, cap, lines) && Branches(lines, cap) > rule.Most
            ? Finding.Error("SPLIT-TOO-LONG", cap.Path, "", $"{lines} lines need {Branches(lines, cap)} messages of {cap.Max}; at most {rule.Most} belong together: {cap.Max * rule.Most} lines")
            : null;
    }

    /// <summary>Whether a document is a part of a larger one.</summary>
    public static bool IsPart(Tree document, MessageCap? cap)
    {
        ArgumentNullException.ThrowIfNull(document);
        return cap?.Split is { } rule && Parts.Number(document, rule.Branches) > 1;
    }

    /// <summary>A part with the number the first one was given; the first itself stays as it is.</summary>
    public static Tree Numbered(Tree part, MessageCap cap, string firstNumber)
    {
        ArgumentNullException.ThrowIfNull(part);
        ArgumentNullException.ThrowIfNull(cap);
        return IsPart(part, cap) && Parts.Number(part, cap.Split!.Branch) > 1 ? part.Copy().Set(cap.Split.First, firstNumber, "division") : part;
    }

    /// <summary>A copy of a line with another number, where it has one.</summary>
    internal static Tree Renumbered(Tree line, int number)
    {
        var copy = line.Copy();
        if (copy.Child(Line) is { } own)
        {
            own.Text = Text(number);
        }

        return copy;
    }

    private static bool IsLonger(Tree document, MessageCap cap, int lines) => lines > cap.Max && document.Child(cap.Split!.Branch) is null;

    private static int Branches(int lines, MessageCap cap) => ((lines - 1) / cap.Max) + 1;

    private static Part Divided(Tree whole, (MessageCap Cap, SplitRule Rule) how, (int Branch, int Of) place, int lines, string? firstNumber)
    {
        var (cap, rule) = how;
        var part = new Tree(whole.Name, whole.Text, whole.Source);
        var before = (place.Branch - 1) * cap.Max;
        var line = 0;
        foreach (var child in whole.Children)
        {
            if (child.Name != cap.Path)
            {
                _ = child.Name == rule.First || (place.Branch > 1 && rule.Own.Contains(child.Name)) ? null : part.Add(child.Copy());
            }
            else if (++line > before && line <= before + cap.Max)
            {
                part.Add(Renumbered(child, line - before));
            }
        }

        var first = place.Branch == 1 ? rule.Mark : firstNumber;
        _ = first is null ? part : part.Set(rule.First, first, "division");
        part.Set(rule.Branch, Text(place.Branch), "division").Set(rule.Branches, Text(place.Of), "division");
        return new Part(part, place.Branch, place.Of, before + 1, Math.Min(before + cap.Max, lines), cap.Path);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
