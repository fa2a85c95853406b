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

            if (line[at] == ',')
            {
                words.Add(new Word(",", false));
                at++;
                continue;
            }

            if (line[at] == '\'')
            {
                var end = line.IndexOf('\'', at + 1);
                if (end < 0)
                {
                    return null;
                }

                words.Add(new Word(line[(at + 1)..end], true));
                at = end + 1;
                continue;
            }

            var start = at;
            while (at < line.Length && line[at] is not (' ' or ',' or '\''))
            {
                at++;
            }

            words.Add(new Word(line[start..at], false));
        }

        return words;
    }

    /// <summary>A noun path: letters, digits and <c>/</c>; a leading <c>/</c> is the root; <c>.</c> is the scope itself.</summary>
    public static bool IsNoun(string text)
    {
        var path = text.StartsWith('/') ? text[1..] : text;
        return text == "."
            || (path.Length > 0 && Array.TrueForAll(path.Split('/'), step => step.Length > 0 && char.IsAsciiLetter(step[0]) && step.All(char.IsAsciiLetterOrDigit)));
    }
}
