using System.Globalization;

namespace Gateway.Messages.Fixed;

/// <summary>The run of 15-character result codes, <c>code(5)-item(4)-repeat(4)</c>, that begins a result message.</summary>
internal static class ResultRun
{
    private const int Width = 15;

    public const string Name = "results";

    public static void Read(string line, int number, MessageNode root, FindingList findings)
    {
        for (var at = 0; at < line.Length; at += Width)
        {
            var text = line.Substring(at, Math.Min(Width, line.Length - at));
            if (text.Trim().Length == 0)
            {
                return; // blanks end the run
            }

            var node = root.Add(new MessageNode("", Name, number));
            if (text.Length < Width || text[5] != '-' || text[10] != '-' || !text[11..].All(char.IsAsciiDigit))
            {
                node.Reported = true;
                findings.Error("FIX-RESULT", "", node.Path, $"'{text.Trim()}' is not code(5)-item(4)-repeat(4)", number);
                return;
            }

            node.Add(new MessageNode("", "code", number) { Text = text[..5].Trim() });
            node.Add(new MessageNode("", "item", number) { Text = text[6..10] == "0000" ? "" : text[6..10].Trim() });
            node.Add(new MessageNode("", "repeat", number) { Text = text[11..] == "0000" ? "" : text[11..].TrimStart('0') });
        }
    }

    /// <summary>The run in its width; <c>null</c> with a finding when it does not fit.</summary>
    public static string? Write(MessageNode root, int width, FindingList findings)
    {
        var run = "";
        foreach (var node in root.Children.Where(child => child.Name == Name))
        {
            var code = node.Child("code")?.Text ?? "";
            var item = node.Child("item")?.Text is { Length: > 0 } named ? named : "0000";
            var repeat = node.Child("repeat")?.Text is { Length: > 0 } counted ? counted : "0";
            if (code.Length is 0 or > 5 || item.Length > 4 || !int.TryParse(repeat, NumberStyles.None, CultureInfo.InvariantCulture, out var n) || n > 9_999)
            {
                findings.Error("FIX-RESULT", node.Pointer, node.Path, "a result is code(5), item(4) and repeat(4)");
                return null;
            }

            run += $"{code,-5}-{item,-4}-{n:0000}";
        }

        if (run.Length > width)
        {
            findings.Error("FIX-RESULT", "", Name, $"{run.Length / Width} results; the run holds {width / Width}");
            return null;
        }

        return run.PadRight(width);
    }

    /// <summary>What every result message says about itself, whatever its map maps.</summary>
    public static void Copy(MessageNode root, Tree envelope)
    {
        foreach (var node in root.Children)
        {
            if (node.Name == Name && node.Child("code")?.Text is { Length: > 0 } code)
            {
                if (envelope.Child("code") is null)
                {
                    envelope.With("code", code);
                }

                var result = envelope.Add(new Tree("result", source: node.Path)).With("code", code);
                Leaf(result, node, "item");
                Leaf(result, node, "repeat");
            }
        }
    }

    private static void Leaf(Tree result, MessageNode node, string name)
    {
        if (node.Child(name)?.Text is { Length: > 0 } text)
        {
            result.With(name, text);
        }
    }
}
