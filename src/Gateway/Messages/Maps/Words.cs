namespace Gateway.Messages.Maps;

/// <summary>One word of a line; a quoted one is text, never a keyword.</summary>
internal sealed record Word(string Text, bool Quoted)
{
    public bool Is(string text) => !Quoted && Text == text;
}

/// <summary>A line cut into words: blanks part them, commas stand alone, single quotes hold blanks together.</summary>
internal static class Words
{
    public static List<Word>? Split(string line)
    {
        var words = new List<Word>();
        for (var at = 0; at < line.Length;)
        {
            if (line[at] == ' ')
            {
                at++;
                continue;
            }

            if (Next(line, ref at) is not { } word)
            {
                return null;
            }

            words.Add(word);
        }

        return words;
    }

    private static Word? Next(string line, ref int at)
    {
        var start = at;
        if (line[at] == ',')
        {
            at++;
            return new Word(",", false);
        }

        if (line[at] == '\'')
        {
            at = line.IndexOf('\'', start + 1) + 1;
            return at == 0 ? null : new Word(line[(start + 1)..(at - 1)], true);
        }

        var end = line.AsSpan(at).IndexOfAny(" ,'");
        at = end < 0 ? line.Length : at + end;
        return new Word(line[start..at], false);
    }

    /// <summary>A noun path: letters, digits and <c>/</c>; a leading <c>/</c> is the root; <c>.</c> is the scope itself.</summary>
    public static bool IsNoun(string text)
    {
        var path = text.StartsWith('/') ? text[1..] : text;
        return text == "."
            || (path.Length > 0 && Array.TrueForAll(path.Split('/'), step => step.Length > 0 && char.IsAsciiLetter(step[0]) && step.All(char.IsAsciiLetterOrDigit)));
    }
}
