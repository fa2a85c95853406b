namespace Gateway;

/// <summary>
/// A declaration's number: the first 11 digits identify it, the 12th counts amendments during clearance (0 at first
/// registration). Other agencies and banks use the first 11.
/// </summary>
/// <param name="Base">11 digits.</param>
/// <param name="Revision">0 to 9.</param>
public readonly record struct DeclarationNumber(string Base, int Revision)
{
    /// <summary>Reads 11 digits (revision 0) or 12; fails on anything else.</summary>
    public static bool TryParse(string? text, out DeclarationNumber number)
    {
        number = default;
        if (text is null || text.Length is not (11 or 12) || !text.All(char.IsAsciiDigit))
        {
            return false;
        }

        number = new DeclarationNumber(text[..11], text.Length == 12 ? text[11] - '0' : 0);
        return true;
    }

    /// <summary>All 12 digits.</summary>
    public override string ToString() => $"{Base}{Revision}";
}
