using System.Globalization;

namespace Gateway;

/// <summary>Posted money: integer minor units of one currency. Arithmetic is checked; currencies never mix.</summary>
/// <param name="Minor">Minor units (dong for VND, cents for USD).</param>
/// <param name="Currency">ISO 4217 alphabetic code.</param>
public readonly record struct Money(long Minor, string Currency) : IComparable<Money>
{
    // Up to here a decimal holds every digit; longer texts would be rounded silently.
    private const int LongestText = 28;

    /// <summary>Decimal places of a currency (ISO 4217); 2 where the table does not say otherwise.</summary>
    public static int Scale(string currency) => currency switch
    {
        "VND" or "JPY" or "KRW" or "CLP" or "ISK" or "XAF" or "XOF" or "XPF" or "UGX" or "PYG" or "RWF" or "VUV" or "KMF" or "GNF" or "DJF" or "BIF" => 0,
        "BHD" or "KWD" or "OMR" or "JOD" or "TND" or "IQD" or "LYD" => 3,
        _ => 2,
    };

    /// <summary>
    /// Reads a lexical decimal (<c>1000.0000</c>); fails on anything but digits and one point, on a fraction the currency
    /// does not have, and on overflow.
    /// </summary>
    public static bool TryParse(string? text, string currency, out Money money)
    {
        money = default;
        if (string.IsNullOrEmpty(text) || text.Length > LongestText
            || !decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        decimal factor = 1;
        for (var i = 0; i < Scale(currency); i++)
        {
            factor *= 10;
        }

        if (Math.Abs(value) > long.MaxValue / factor)
        {
            return false;
        }

        var minor = value * factor;
        if (minor != decimal.Truncate(minor))
        {
            return false;
        }

        money = new Money((long)minor, currency);
        return true;
    }

    /// <summary>The lexical decimal without grouping, with the currency's places.</summary>
    public string ToText()
    {
        var scale = Scale(Currency);
        if (scale == 0)
        {
            return Minor.ToString(CultureInfo.InvariantCulture);
        }

        var digits = Math.Abs((decimal)Minor).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return (Minor < 0 ? "-" : "") + digits[..^scale] + "." + digits[^scale..];
    }

    /// <summary>Checked sum of one currency; throws <see cref="InvalidOperationException"/> when currencies differ.</summary>
    public static Money operator +(Money left, Money right) => new(checked(left.Minor + Same(left, right).Minor), left.Currency);

    /// <summary>Checked difference of one currency; throws <see cref="InvalidOperationException"/> when currencies differ.</summary>
    public static Money operator -(Money left, Money right) => new(checked(left.Minor - Same(left, right).Minor), left.Currency);

    /// <inheritdoc/>
    public int CompareTo(Money other) => Minor.CompareTo(Same(this, other).Minor);

    /// <inheritdoc/>
    public override string ToString() => $"{ToText()} {Currency}";

    private static Money Same(Money left, Money right) =>
        left.Currency == right.Currency ? right : throw new InvalidOperationException($"{left.Currency} and {right.Currency} do not mix");
}
