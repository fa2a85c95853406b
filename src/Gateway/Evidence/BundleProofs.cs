namespace Gateway.Evidence;

/// <summary>
/// Files of a bundle that prove a verdict: the certificates and the answers about revocation it was judged by. The basis of a verdict, which is sealed,
/// names them by their SHA-256, so their bytes need no place of their own in the chain.
/// </summary>
public static class BundleProofs
{
    /// <summary>Kind of the things that name them.</summary>
    public const string Kind = "basis";

    private const int MostOfOne = 64;
    private const int Hash = 64;

    /// <summary>The files a basis names: each with the SHA-256 its bytes have to have.</summary>
    public static IEnumerable<(string File, string Sha256)> Of(Thing basis)
    {
        ArgumentNullException.ThrowIfNull(basis);
        return basis.Kind != Kind ? [] : Names(basis["certificates"], "certificates").Concat(Names(basis["answers"], "revocation"));
    }

    private static IEnumerable<(string File, string Sha256)> Names(string? digests, string folder) =>
        (digests ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MostOfOne).Where(digest => digest.Length == Hash && digest.All(char.IsAsciiHexDigitLower))
            .Select(digest => ($"{folder}/{digest}.der", digest));
}
