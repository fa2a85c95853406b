namespace Gateway.Declarations;

/// <summary>Codes that are international, and identifiers that carry their own check.</summary>
internal static class CodeRules
{
    // Hexadecimal digits of the hashes an attachment may name.
    private static readonly SortedDictionary<string, int> Hashes = new(StringComparer.Ordinal) { ["SHA-256"] = 64, ["SHA-384"] = 96, ["SHA-512"] = 128 };

    // Chapter 77 is reserved and there is no chapter 00.
    internal static IEnumerable<Finding> Hs(DeclarationView view)
    {
        foreach (var line in view.Lines)
        {
            if (line["hs"] is not { } hs)
            {
                continue;
            }

            if (!Lexical.AllDigits(hs) || hs.Length is not (6 or 8 or 10 or 12))
            {
                yield return line.Error("DEC-HS", "hs", $"an HS code has 6, 8, 10 or 12 digits and nothing else");
            }
            else if (hs[..2] is "00" or "77")
            {
                yield return line.Error("DEC-HS-CHAPTER", "hs", $"the nomenclature has no chapter {hs[..2]}");
            }
        }
    }

    internal static IEnumerable<Finding> Country(DeclarationView view) =>
        from place in view.Places
        where place.Element.Path == "goods/origin" || place.Element.Path.EndsWith("/country", StringComparison.Ordinal)
        where place.Node.Text is { Length: > 0 } text && !Countries.IsKnown(text)
        select Finding.Error("DEC-COUNTRY", place.Pointer, place.Node.Source ?? "", $"'{place.Node.Text}' is no country code of ISO 3166-1 alpha-2");

    internal static IEnumerable<Finding> Currency(DeclarationView view) =>
        from place in view.Places
        where place.Element.Path.EndsWith("currency", StringComparison.OrdinalIgnoreCase)
        where place.Node.Text is { Length: > 0 } text && !Currencies.IsKnown(text)
        select Finding.Error("DEC-CURRENCY", place.Pointer, place.Node.Source ?? "", $"'{place.Node.Text}' is no currency code of ISO 4217");

    internal static IEnumerable<Finding> Container(DeclarationView view) =>
        from place in view.Places
        where place.Element.Path == "container/number" && place.Node.Text is { } text
            && ContainerNumber.LooksLikeOne(text) && !ContainerNumber.IsValid(text)
        select Finding.Error("DEC-CONTAINER", place.Pointer, place.Node.Source ?? "", $"the check digit of container '{place.Node.Text}' is wrong");

    /// <summary>An attachment by reference: its hash names its algorithm and has that one's length.</summary>
    public static IEnumerable<Finding> AttachmentHash(DeclarationView view) =>
        from place in view.Places
        where place.Element.Path == "attachment" && (place.Node.Child("hash") ?? place.Node.Child("hashAlgorithm")) is not null
        let hash = place.Node.Value("hash") ?? ""
        let length = Hashes.GetValueOrDefault(place.Node.Value("hashAlgorithm") ?? "")
        where length == 0 || hash.Length != length || !hash.All(char.IsAsciiHexDigit)
        select Finding.Error(
            "DEC-HASH", $"{place.Pointer}/hash", place.Node.Child("hash")?.Source ?? place.Node.Source ?? "", $"a hash is hexadecimal and names its algorithm: {string.Join(", ", Hashes.Select(known => $"{known.Key} with {known.Value} digits"))}");
}
