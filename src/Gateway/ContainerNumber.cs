namespace Gateway;

/// <summary>A freight container's number by ISO 6346: owner, category U, J or Z, six digits and a check digit.</summary>
public static class ContainerNumber
{
    /// <summary>Whether a text has the shape of one: four letters with a known category, then seven digits.</summary>
    public static bool LooksLikeOne(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length == 11 && text[..4].All(char.IsAsciiLetterUpper) && text[3] is 'U' or 'J' or 'Z' && Lexical.AllDigits(text.AsSpan(4));
    }

    /// <summary>Whether it has the shape and its check digit is right.</summary>
    public static bool IsValid(string text)
    {
        if (!LooksLikeOne(text))
        {
            return false;
        }

        var sum = 0;
        for (var i = 0; i < 10; i++)
        {
            sum += Value(text[i]) << i;
        }

        return sum % 11 % 10 == text[10] - '0';
    }

    // Letters count from 10 and leave out the multiples of 11.
    private static int Value(char character)
    {
        if (character <= '9')
        {
            return character - '0';
        }

        var place = character - 'A';
        return 10 + place + ((place + 9) / 10);
    }
}
