using System.Text;

namespace Gateway.Messages.Edifact;

/// <summary>One segment: its tag, its elements, their components; <paramref name="Number"/> counts from UNB.</summary>
internal sealed record EdifactSegment(string Tag, List<List<string>> Elements, int Number)
{
    public string Component(int element, int component) =>
        element < Elements.Count && component < Elements[element].Count ? Elements[element][component] : "";
}

/// <summary>An interchange cut into segments. Characters are bytes here: what they may be is the syntax identifier's business.</summary>
internal sealed class EdifactText(ReadCounter counter, FindingList findings)
{
    private const int MaxComponents = 1_000;
    private EdifactSyntax _syntax = EdifactSyntax.Default;

    public char Decimal => _syntax.Decimal;

    /// <summary>The segments, or <c>null</c> when they cannot be told apart.</summary>
    public List<EdifactSegment>? Segments(ReadOnlyMemory<byte> bytes)
    {
        if (!PlainText.Fits(bytes, counter, findings))
        {
            return null;
        }

        counter.Bytes += bytes.Length;
        var text = Encoding.Latin1.GetString(bytes.Span);
        var at = 0;
        if (text.StartsWith("UNA", StringComparison.Ordinal))
        {
            if (text.Length < 9 || EdifactSyntax.Of(text.AsSpan(3, 6)) is not { } syntax)
            {
                findings.Error("EDI-UNA", "", "UNA", "six characters follow UNA: component, element, decimal mark, release, a blank, terminator, all different");
                return null;
            }

            (_syntax, at) = (syntax, 9);
        }

        return Cut(text, at);
    }

    private List<EdifactSegment>? Cut(string text, int at)
    {
        var segments = new List<EdifactSegment>();
        while (true)
        {
            while (at < text.Length && text[at] is '\r' or '\n')
            {
                at++;
            }

            if (at == text.Length)
            {
                return segments;
            }

            var segment = new EdifactSegment("", [], segments.Count + 1);
            if (!counter.Visit(2))
            {
                Stop("EDI-NODES", segment, $"more than {counter.Limits.MaxNodes} segments and elements");
                return null;
            }

            if (!Segment(text, ref at, segment))
            {
                return null;
            }

            var tag = segment.Component(0, 0);
            if (segments.Count == 0 && tag != "UNB")
            {
                findings.Error("EDI-START", "", "", "an interchange begins with UNA or UNB", 1);
                return null;
            }

            segment.Elements.RemoveAt(0);
            segments.Add(segment with { Tag = PlainText.WithoutNothing(tag) });
        }
    }

    private bool Segment(string text, ref int at, EdifactSegment segment)
    {
        var (component, components) = (new StringBuilder(), 1);
        segment.Elements.Add([]);
        for (; at < text.Length; at++)
        {
            var letter = text[at];
            if (letter == _syntax.Release && letter != ' ' && at + 1 < text.Length)
            {
                component.Append(text[++at]);
            }
            else if (letter == _syntax.Terminator || letter == _syntax.Element || letter == _syntax.Component)
            {
                segment.Elements[^1].Add(component.ToString());
                component.Clear();
                if (letter == _syntax.Terminator)
                {
                    at++;
                    return true;
                }

                if (letter == _syntax.Element)
                {
                    segment.Elements.Add([]);
                }

                if (++components > MaxComponents)
                {
                    return Stop("EDI-NODES", segment, $"more than {MaxComponents} components in a segment");
                }
            }
            else
            {
                component.Append(letter);
            }
        }

        return Stop("EDI-TRUNCATED", segment, "the last segment is not closed");
    }

    private bool Stop(string code, EdifactSegment segment, string message)
    {
        findings.Error(code, "", $"segment {segment.Number}", message, segment.Number);
        return false;
    }
}
