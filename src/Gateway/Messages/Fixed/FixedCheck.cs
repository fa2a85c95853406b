using Gateway.Messages.Values;

namespace Gateway.Messages.Fixed;

/// <summary>Holds items to their attribute, width and presence; the same rules when writing and when reading.</summary>
internal sealed class FixedCheck(FixedLayout layout, FindingList findings, bool writing)
{
    public void Check(MessageNode root)
    {
        if (root.Child(FixedLayout.HeaderName) is { } header)
        {
            foreach (var field in layout.Header.Fields)
            {
                Value(header, field.Code, new FixedItem(field.Code, field.Attribute, field.Length, false, 0, field.Line), loose: true);
            }
        }

        foreach (var item in layout.Table.Body)
        {
            Value(root, item.Code, item);
        }

        var count = 0;
        foreach (var block in root.Children.Where(child => child.Name == FixedLayout.BlockName))
        {
            count++;
            if (count == layout.Table.BlockMax + 1)
            {
                findings.Error("FIX-LINES", block.Pointer, block.Path, $"at most {layout.Table.BlockMax} occurrences", block.Line);
            }

            if (writing || block.Children.Any(child => child.Text is { Length: > 0 }))
            {
                foreach (var item in layout.Table.Block)
                {
                    Value(block, item.Code, item);
                }
            }
        }
    }

    private void Value(MessageNode parent, string code, FixedItem item, bool loose = false)
    {
        var node = parent.Child(code);
        var text = node?.Text ?? "";
        if (text.Length == 0)
        {
            if (item.Required && node?.Reported != true)
            {
                var path = parent.Path.Length == 0 ? code : $"{parent.Path}/{code}";
                findings.Error("FIX-REQUIRED", parent.AbsentNoun(code) is { Length: > 0 } noun ? noun : node?.Pointer ?? "", path, "is required and blank", node?.Line ?? 0);
            }

            return;
        }

        if (node!.Reported || node.IgnoredBecause is not null)
        {
            return;
        }

        var bytes = System.Text.Encoding.UTF8.GetByteCount(text);
        if (bytes > item.Max)
        {
            Report(node, "FIX-TOO-LONG", $"{bytes} bytes; at most {item.Max} fit");
        }
        else if (text.AsSpan().IndexOfAny('\r', '\n') >= 0)
        {
            Report(node, "FIX-LINE-BREAK", "a line break inside an item");
        }
        else if (Wrong(node, item.Attribute, text, loose) is { } wrong)
        {
            Report(node, "FIX-CHARACTER", wrong);
        }
    }

    private string? Wrong(MessageNode node, char attribute, string text, bool loose)
    {
        switch (attribute)
        {
            case 'I':
                return NumberRule.IsInteger(text) ? null : $"'{LexicalTypes.Clip(text)}' is not an integer";
            case 'F':
                return NumberRule.IsDecimal(text) ? null : $"'{LexicalTypes.Clip(text)}' is not a decimal number";
            case 'A':
                var at = text.AsSpan().IndexOfAnyExceptInRange(' ', '~');
                at = at >= 0 || loose ? at : Lower(node, text);
                return at < 0 ? null : $"'{(System.Text.Rune.TryGetRuneAt(text, at, out var rune) ? rune.ToString() : "half a character")}' at {at + 1}: only ASCII upper case fits here";
            default:
                return text.AsSpan().ContainsAnyInRange('\0', '\u001f') ? "a control character" : null;
        }
    }

    // The first lower-case letter that is not forgiven.
    private int Lower(MessageNode node, string text)
    {
        var at = text.AsSpan().IndexOfAnyInRange('a', 'z');
        if (at < 0 || writing || !Tolerance.LowerCase.IsOf(layout.Tolerated))
        {
            return at;
        }

        findings.Tolerances.Add(Tolerance.LowerCase, node);
        return -1;
    }

    private void Report(MessageNode node, string code, string message)
    {
        node.Reported = true;
        findings.Error(code, node.Pointer, node.Path, message, node.Line);
    }
}
