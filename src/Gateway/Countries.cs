using System.Collections.Frozen;

namespace Gateway;

/// <summary>Country codes of ISO 3166-1 alpha-2, officially assigned.</summary>
public static class Countries
{
    // One word per first letter: the letter, then every second letter that follows it.
    private const string Letters =
        "ADEFGILMOQRSTUWXZ BABDEFGHIJLMNOQRSTVWYZ CACDFGHIKLMNORUVWXYZ DEJKMOZ ECEGHRST FIJKMOR GABDEFGHILMNPQRSTUWY "
        + "HKMNRTU IDELMNOQRST JEMOP KEGHIMNPRWYZ LABCIKRSTUVY MACDEFGHKLMNOPQRSTUVWXYZ NACEFGILOPRUZ OM PAEFGHKLMNRSTWY "
        + "QA REOSUW SABCDEGHIJKLMNORSTVXYZ TCDFGHJKLMNORTVWZ UAGMSYZ VACEGINU WFS YET ZAMW";

    private static readonly FrozenSet<string> Codes = Letters.Split(' ')
        .SelectMany(word => word[1..].Select(second => $"{word[0]}{second}"))
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>How many codes there are.</summary>
    public static int Count => Codes.Count;

    /// <summary>Whether a code is assigned; exact case.</summary>
    public static bool IsKnown(string code) => Codes.Contains(code);
}
