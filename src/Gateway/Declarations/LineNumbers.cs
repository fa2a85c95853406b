using System.Globalization;

namespace Gateway.Declarations;

/// <summary>Numbers for goods lines that came without: documents of the trade name a line as they like, a declaration counts.</summary>
public static class LineNumbers
{
    /// <summary>Where a number comes from that no document stated.</summary>
    public const string Source = "position";

    /// <summary>Gives each line without a number the one of its position; a number that is there stays.</summary>
    public static void Fill(Tree declaration)
    {
        ArgumentNullException.ThrowIfNull(declaration);
        var position = 0;
        foreach (var line in declaration.All("goods"))
        {
            position++;
            if (string.IsNullOrEmpty(line.Value("number")))
            {
                line.Set("number", position.ToString(CultureInfo.InvariantCulture), Source);
            }
        }
    }
}
