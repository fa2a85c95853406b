namespace Gateway.Messages;

/// <summary>What a partner tolerates so that a text fits where it is written: every change is counted.</summary>
internal sealed class TextFit(IReadOnlySet<string> tolerated, FindingList findings)
{
    private readonly bool _breaks = Tolerance.LineBreaks.IsOf(tolerated);
    private readonly bool _latin = Tolerance.Latin.IsOf(tolerated);
    private readonly bool _upper = Tolerance.UpperCase.IsOf(tolerated);

    /// <summary>Every text of a message.</summary>
    public void Fit(MessageNode node)
    {
        if (node.Text is { } text)
        {
            One(node, text, letters: true);
        }

        foreach (var child in node.Children)
        {
            Fit(child);
        }
    }

    /// <summary>One text; its <paramref name="letters"/> only where the place holds no others.</summary>
    public void One(MessageNode node, string text, bool letters)
    {
        if (_breaks)
        {
            text = Changed(Tolerance.LineBreaks, node, text, text.ReplaceLineEndings(" "));
        }

        if (letters && _latin && !System.Text.Ascii.IsValid(text))
        {
            text = Changed(Tolerance.Latin, node, text, PlainText.ToLatin(text));
        }

        node.Text = letters && _upper ? Changed(Tolerance.UpperCase, node, text, text.ToUpperInvariant()) : text;
    }

    private string Changed(Tolerance tolerance, MessageNode node, string before, string after)
    {
        if (!string.Equals(before, after, StringComparison.Ordinal))
        {
            findings.Tolerances.Add(tolerance, node);
        }

        return after;
    }
}
