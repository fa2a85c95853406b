namespace Gateway.Messages.Maps;

/// <summary>One line of text with its nesting, comment removed.</summary>
internal sealed record RawLine(int Indent, string Text, string File, int Number);

/// <summary>Text to lines: comments, indentation, includes. Knows nothing of what a line means.</summary>
internal sealed class MapText(Func<string, string?> files, FindingList findings)
{
    private const int MaxLines = 2_000;
    private const int MaxIncludes = 8;
    private readonly List<RawLine> _lines = [];
    private bool _full;

    public List<RawLine> Lines(string file)
    {
        Take(file, 0, [], null);
        return _lines;
    }

    /// <summary>A path beside another file; <c>null</c> when it climbs out.</summary>
    public static string? Beside(string file, string relative)
    {
        var parts = file.Split('/').SkipLast(1).ToList();
        foreach (var step in relative.Split('/'))
        {
            if (step == ".." && parts.Count > 1)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (step is "." or ".." or "")
            {
                return null;
            }
            else
            {
                parts.Add(step);
            }
        }

        return string.Join('/', parts);
    }

    private void Take(string file, int indent, string[] open, RawLine? from)
    {
        var text = open.Contains(file) || open.Length >= MaxIncludes ? null : files(file);
        if (text is null)
        {
            var why = open.Contains(file) ? $"{file} includes itself" : open.Length >= MaxIncludes ? $"more than {MaxIncludes} levels of include" : $"no file {file}";
            findings.Error("MAP-INCLUDE", "", from?.File ?? file, why, from?.Number ?? 0);
            return;
        }

        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var raw = Clean(line.TrimEnd('\r'), file, number, indent);
            if (raw is null || _full)
            {
                continue;
            }

            if (raw.Text.StartsWith("include ", StringComparison.Ordinal))
            {
                Take(Beside(file, raw.Text[8..].Trim()) ?? raw.Text[8..].Trim(), raw.Indent, [.. open, file], raw);
            }
            else
            {
                Keep(raw);
            }
        }
    }

    private void Keep(RawLine raw)
    {
        _lines.Add(raw);
        if (_lines.Count > MaxLines)
        {
            _full = true;
            findings.Error("MAP-LIMIT", "", raw.File, $"more than {MaxLines} lines", raw.Number);
        }
    }

    private RawLine? Clean(string line, string file, int number, int indent)
    {
        var blanks = line.TakeWhile(letter => letter == ' ').Count();
        var text = WithoutComment(line[blanks..]).TrimEnd();
        if (text.Length == 0)
        {
            return null;
        }

        if (line.Contains('\t', StringComparison.Ordinal))
        {
            findings.Error("MAP-TAB", "", file, "tabs are not used in maps; indent with spaces", number);
            return null;
        }

        return new RawLine(indent + blanks, text, file, number);
    }

    private static string WithoutComment(string text)
    {
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            quoted ^= text[i] == '\'';
            if (text[i] == '#' && !quoted && (i == 0 || text[i - 1] == ' '))
            {
                return text[..i];
            }
        }

        return text;
    }
}
